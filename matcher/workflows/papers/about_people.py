"""The papers about people: the data sheet, human oversight, and the impact assessment."""

from matcher.domain.dismissals import DismissalReason
from matcher.store.data_subjects import Subject, data_subjects
from matcher.store.paper_counts import FIRST, LATER, NOT_ON_LIST, SECOND_OR_THIRD
from matcher.store.personal_data import STATISTICS
from matcher.workflows.papers import words as w
from matcher.workflows.papers.about_doors import ROLES, recipients
from matcher.workflows.papers.about_model import fairness_table
from matcher.workflows.papers.facts import Facts

FILL_IN = "**Fylles ut av virksomheten** (programmet kan ikke vite det)."
SUBJECTS = {
    Subject.PARTICIPANT: "deltakere",
    Subject.MENTOR: "mentorer",
    Subject.EMPLOYER: "folk hos arbeidsgivere",
    Subject.STAFF: "ansatte",
}
_PLACES = {
    FIRST: "øverst på listen",
    SECOND_OR_THIRD: "nummer 2 eller 3",
    LATER: "nummer 4 eller lenger ned",
    NOT_ON_LIST: "ikke fra listen",
}
_REASONS = {
    DismissalReason.NOT_THIS_WORK: "ikke dette arbeidet",
    DismissalReason.NOT_THIS_WORKPLACE: "ikke denne arbeidsplassen",
    DismissalReason.TOO_FAR: "for langt",
    DismissalReason.HOURS: "arbeidstiden",
    DismissalReason.TRIED_BEFORE: "prøvd før",
    DismissalReason.NOT_NOW: "ikke nå",
    DismissalReason.OTHER: "annet",
}


def data_sheet(facts: Facts) -> str:
    """What is held, how much, for how long, and what is missing in it."""
    return "\n\n".join([
        w.section("Hva som finnes", _held(facts)),
        w.section("Hva det læres av", w.points(
            f"Avsluttede plasseringer: {facts.counts.ended}. Med minst én rapport:"
            f" {facts.counts.reported} ({w.share(facts.counts.reported, facts.counts.ended)}).",
            "Bare plasseringer som noen valgte, har utfall. Hvordan andre ville gått, er ukjent.",
            f"Deltakere uten oppgitt revisjonsgruppe: {w.whole(facts.counts.without_group)}.",
        )),
        w.section("Hvor lenge", _periods(facts)),
        w.section("Hva som er slettet", w.points(
            f"Slettinger: {facts.counts.erased}.",
            f"Personer som er over tiden sin i dag: {w.whole(_few(facts.overdue_people))}.",
        )),
    ])  # fmt: skip


def _few(count: int) -> int | None:
    return None if 0 < count < 5 else count


def _held(facts: Facts) -> str:
    lines = [(f"`{name}`", str(count), _whose(name)) for name, count in sorted(facts.rows.items())]
    return w.rows(("tabell", "rader", "hvem raden gjelder, eller som står i den"), lines)


def _whose(table: str) -> str:
    if subjects := data_subjects(table):
        return ", ".join(SUBJECTS[each] for each in subjects)
    return "ingen: tall over mange" if table in STATISTICS else "ingen"


def _periods(facts: Facts) -> str:
    names = facts.retention.__dataclass_fields__
    lines = [(f"`{name}`", _length(getattr(facts.retention, name))) for name in names]
    return "Fra `models/retention.toml`.\n\n" + w.rows(("hva", "hvor lenge"), lines)


def _length(count: int) -> str:
    return "uten ende" if count == 0 else str(count)


def oversight(facts: Facts) -> str:
    """How the adviser decides, and how often the list was not followed."""
    counts = facts.counts
    known = [count for count in counts.choices.values() if count is not None]
    whole = None not in counts.choices.values()
    other = sum(count or 0 for place, count in counts.choices.items() if place != FIRST)
    return "\n\n".join([
        w.section("Hvem bestemmer", w.points(
            "Rådgiveren velger, sammen med deltakeren. Programmet foreslår og plasserer ingen.",
            "Rådgiveren kan velge en annen plass på listen, en plass utenfor den, eller si nei.",
            "Arbeidsgiveren svarer ja, ring først eller ikke nå; svaret avgjør plassen, ikke"
            " personens rettigheter. Et annet system kan lese forslag med kontorets nøkkel, men"
            " ikke velge.",
            "Administratoren kan gå tilbake til modellen før, med én kommando eller på"
            " modellens side.",
        )),
        w.section("Hvor ofte listen fravikes", w.points(
            f"Lister vist: {counts.lists}, med {counts.lines} linjer.",
            f"Valg gjort i programmet: {sum(known) if whole else w.HIDDEN}.",
            "Valg av noe annet enn det øverste:"
            f" {w.share(other, sum(known)) if whole else w.HIDDEN}.",
        ), w.rows(("valgt", "antall"), [
            (_PLACES[place], w.whole(counts.choices[place]))
            for place in _PLACES if place in counts.choices
        ])),
        w.section("Nei til forslag, etter grunn", w.rows(("grunn", "antall"), [
            (_REASONS[reason], w.whole(counts.dismissals[reason]))
            for reason in _REASONS if reason in counts.dismissals
        ])),
        w.section("Funn om grupper", findings_table(facts)),
        w.section("Opplæring av rådgivere", FILL_IN),
    ])  # fmt: skip


def findings_table(facts: Facts) -> str:
    """Every finding; who owns it stands on the model's page, and is no matter of a paper."""
    lines = [
        (
            str(each.id),
            each.audit_group,
            w.FIGURES.get(each.figure, each.figure),
            w.day(each.opened_on),
            w.yes_no(each.owner is not None),
            w.day(each.due_on),
            "åpent" if each.closed_on is None else w.day(each.closed_on),
        )
        for each in facts.findings
    ]
    if not lines:
        return "Ingen funn."
    return w.rows(("nr.", "gruppe", "tall", "åpnet", "har eier", "frist", "lukket"), lines)


def impact_assessment(facts: Facts) -> str:
    """The template of a data protection impact assessment, filled in as far as can be."""
    return "\n\n".join([
        w.section("1. Beskrivelse av behandlingen", w.points(
            "Formål: finne riktig praksisplass, arbeidsgiver og mentor for hver deltaker.",
            f"Registrerte i dag: {facts.rows.get('participants', 0)} deltakere,"
            f" {facts.rows.get('mentors', 0)} mentorer, {facts.rows.get('accounts', 0)} kontoer.",
            f"Lagres i: {facts.database}. Programversjon {facts.program}.",
        ), _held(facts)),
        w.section("2. Behandlingsgrunnlag", FILL_IN),
        w.section("3. Behandlingsansvarlig og databehandlere", FILL_IN),
        w.section("4. Mottakere", recipients(facts)),
        w.section("5. Nødvendighet og forholdsmessighet", w.points(
            "Modellen ser aldri på navn, kjønn, alder, fødeland, diagnose eller ytelse"
            " (trekkene står i modellkortet).",
            "Funksjonsbegrensninger virker bare i reglene, og ingen arbeidsgiver ser dem.",
            "Arbeidsgiveren får lese det som trengs for å svare, og navnet bare med samtykke.",
        ), _periods(facts), FILL_IN),
        w.section("6. De registrertes rettigheter", w.points(
            "Innsyn: `jobbsmak disclose DELTAKER`. Sletting: `jobbsmak erase DELTAKER --yes`.",
            "Innsyn viser også hvorfor noe ble foreslått, hva arbeidsgivere fikk lese, e-post og"
            " hvem som har sett.",
            "Hvem som har sett: på deltakerens side, fra loggen.",
            "Et ja til at en arbeidsgiver får vite navnet, tas tilbake med egen lenke eller hos"
            " rådgiveren, og virker straks.",
            "Sletting når ikke sikkerhetskopier og filer som er tatt ut: se `models/RETENTION.md`.",
            f"Slettinger til nå: {facts.counts.erased}.",
        )),
        w.section("7. Automatiserte avgjørelser (artikkel 22)", w.points(
            "Ingen. Se «Menneskelig kontroll» for hvor ofte listen fravikes. En plass som ingen"
            " svarer på innen fristen, blir ledig igjen; rådgiveren får vite det.",
        )),
        w.section("8. Risiko for de registrerte", "Se risikoregisteret.", fairness_table(facts)),
        w.section("9. Tiltak for sikkerhet", w.points(
            "Trusler etter hvor data flyter, og hva som stopper dem: `SECURITY.md`. Hvem som får"
            " gjøre hva på hver side og i hvert kall: `web/ACCESS.md`, prøvd av en test.",
            f"Loggen er hel: {w.yes_no(facts.chain.problem is None)}."
            f" Siste sikkerhetskopi: {w.day(facts.backup)}.",
            "Kontoer: " + (", ".join(
                f"{ROLES.get(role, role)} {count}" for role, count in facts.counts.roles.items()
            ) or "ingen") + ".",
        )),
        w.section("10. Råd fra personvernombudet og de registrerte", FILL_IN),
        w.section("11. Konklusjon", FILL_IN),
    ])  # fmt: skip
