"""What is said of employers, in sentences: what a caseload lacks, why to call, records, talks."""

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from matcher.domain.cefr import Level
from matcher.domain.day import ContactBy
from matcher.domain.employers import Sector
from matcher.workflows.employer_leads import Ask, ForWhom, Lead
from matcher.workflows.employer_log import Wrong
from matcher.workflows.employer_needs import Lack, Need
from matcher.workflows.employer_record import Record
from matcher.workflows.employer_talks import OwnerSeen, Talk
from matcher.workflows.feed_leads import LeadSeen
from web.people import viewer
from web.templating import day, either, number, occupation, rule_heading

# A gain from here on is much: a quarter of what a poor opening is worth.
MUCH = 0.1

CONTACT_BY = {
    ContactBy.PHONE: _("Telefon"),
    ContactBy.VISIT: _("Besøk"),
    ContactBy.MAIL: _("E-post eller melding"),
    ContactBy.OTHER: _("På en annen måte"),
}
SPOKE_BY = {
    ContactBy.PHONE: _("%(who)s ringte"),
    ContactBy.VISIT: _("%(who)s var på besøk"),
    ContactBy.MAIL: _("%(who)s skrev"),
    ContactBy.OTHER: _("%(who)s hadde kontakt"),
}
SECTORS = {
    Sector.PRIVATE: _("Privat"),
    Sector.PUBLIC: _("Offentlig"),
    Sector.NONPROFIT: _("Ideell"),
}
SHORT = {
    "spoken_on": _("Når var det?"),
    "by": _("Hvordan?"),
    "note": _("Notat"),
    "promised": _("Hva ble lovet?"),
    "promised_for": _("Til når?"),
}
_LACKS = {
    Lack.NONE: _("Vi kjenner ingen plass i slikt arbeid."),
    Lack.LANGUAGE: _("Plassene som er nær nok, krever mer norsk."),
    Lack.WEEK: _("Plassene som er nær nok, har for mange timer eller annen arbeidstid."),
    Lack.CREDENTIALS: _("Plassene som er nær nok, krever kurs, førerkort eller attester."),
    Lack.LIMITS: _("Arbeidet på plassene innebærer noe som de bør unngå."),
    Lack.PURPOSE: _("Plassene tar ikke imot til det formålet de har nå."),
    Lack.TURNED_DOWN: _("Plassene som passer, har noen sagt nei til, eller de gikk dårlig sist."),
    Lack.CLOSED: _("Plassene som passer, er stengt eller på pause."),
    Lack.FULL: _("Plassene som passer, er fulle de neste ukene."),
    Lack.WEAK: _("Noen plasser er mulige, men de passer dårlig."),
}
_WRONG = {
    Wrong.NO_DATE: _("Skriv en dato, for eksempel 2026-03-31."),
    Wrong.IN_THE_FUTURE: _("Velg i dag eller en dag som har vært."),
    Wrong.TOO_OLD: _("Det er mer enn ett år siden. Se på årstallet."),
    Wrong.NO_DAY_FOR_IT: _("Sett en dag, så minner vi deg på det."),
    Wrong.NOTHING_PROMISED: _("Skriv hva som ble lovet, eller ta bort dagen."),
    Wrong.BEFORE_TALK: _("Velg dagen dere snakket sammen, eller en senere."),
    Wrong.TOO_FAR: _("Det er mer enn to år fram. Se på årstallet."),
}
_MISSING = {"spoken_on": _("Skriv hvilken dag det var."), "by": _("Velg hvordan.")}
_TOO_LONG = {
    "note": _("Notatet er for langt. Kort det ned til 2000 tegn."),
    "promised": _("Teksten er for lang. Kort den ned til 300 tegn."),
}
_UNKNOWN = {
    "max_travel_minutes": _("reisetid"),
    "max_hours_per_week": _("timer i uka"),
    "norwegian_spoken": _("muntlig norsk"),
    "place": _("bosted"),
}


def wrong(field: str, code: str) -> str:
    """What is wrong with a field of the form, as a sentence."""
    if code == Wrong.MISSING:
        return str(_MISSING[field])
    return str(_TOO_LONG[field] if code == Wrong.TOO_LONG else _WRONG[Wrong(code)])


def wishes(need: Need) -> str:
    """How many people wish for what, as a heading."""
    work = either(occupation(code).lower() for code in need.codes)
    count = len(need.people)
    if need.little_norwegian:
        return ngettext(
            "%(num)d deltaker ønsker arbeid som %(work)s, med lite norsk",
            "%(num)d deltakere ønsker arbeid som %(work)s, med lite norsk",
            count, work=work,
        )  # fmt: skip
    return ngettext(
        "%(num)d deltaker ønsker arbeid som %(work)s",
        "%(num)d deltakere ønsker arbeid som %(work)s",
        count, work=work,
    )  # fmt: skip


def lack(need: Need) -> str:
    """Why nothing fits them, in a sentence."""
    if need.lack is not Lack.TRAVEL:
        return str(_LACKS[need.lack])
    if need.minutes is None:
        return gettext("Ingen plass er nær nok.")
    least, most = need.minutes
    if least == most:
        return gettext("Ingen plass innen %(minutes)s minutter.", minutes=least)
    return gettext("Ingen plass innen %(least)s til %(most)s minutter.", least=least, most=most)


def would_do(need: Need) -> list[str]:
    """What an opening must be like to do for all of them; what is not known is not said."""
    said = []
    if need.places:
        said.append(gettext("nær %(places)s", places=either(need.places)))
    if need.minutes is not None:
        said.append(gettext("høyst %(minutes)s minutter unna", minutes=need.minutes[0]))
    if need.hours is not None:
        said.append(gettext("høyst %(hours)s timer i uka", hours=number(need.hours)))
    if need.spoken is Level.A0:
        said.append(gettext("klarer seg uten norsk"))
    elif need.spoken is not None and need.spoken is not Level.native:
        said.append(gettext("krever ikke mer norsk enn %(level)s", level=need.spoken.name))
    return said


def not_known(need: Need) -> str:
    """Which facts are not known of how many, in a sentence; empty where all are."""
    parts = [f"{_UNKNOWN[name]} ({count})" for name, count in need.unknown.items()]
    return gettext("Ikke spurt om ennå: %(facts)s.", facts=", ".join(parts)) if parts else ""


def vacancy(seen: LeadSeen) -> list[str]:
    """The work of a vacancy in the public feed, how far it is and how long it stands."""
    said = [either(occupation(code) for code in seen.lead.occupations)]
    if seen.km is not None:
        said.append(
            gettext("%(km)s km unna i luftlinje", km=number(round(seen.km)))
            if seen.km >= 1
            else gettext("under 1 km unna")
        )
    if seen.lead.until is not None:
        said.append(gettext("utlyst til %(day)s", day=day(seen.lead.until)))
    return said


def ask_for(lead: Lead) -> str:
    """What to ask for when one calls."""
    if lead.ask is Ask.REOPEN:
        return gettext("Plassen er stengt eller på pause. Ring og spør om de åpner igjen.")
    return gettext("Plassen er full nå. Ring og spør om de kan ta imot én til.")


def for_whom(each: ForWhom) -> str:
    """What a place there would mean to somebody, after their name."""
    if each.best == 0:
        return gettext("har ingen mulig plass nå")
    if each.gain >= MUCH:
        return gettext("ville passe mye bedre enn det beste nå")
    return gettext("ville passe bedre enn det beste nå")


def unsure(each: ForWhom) -> str:
    """What the rules do not know about the pair; empty where they know all."""
    rules = ", ".join(rule_heading(str(rule)).lower() for rule in each.unsure)
    return gettext("Ikke avklart: %(rules)s", rules=rules) if rules else ""


def record(known: Record) -> list[str]:
    """What went before there, in short sentences."""
    said = [completed(known)]
    if known.hired:
        said.append(ngettext("%(num)d fikk jobb etterpå", "%(num)d fikk jobb etterpå", known.hired))
    if known.last_no_show is not None:
        said.append(gettext("Sist noen ikke møtte: %(day)s", day=day(known.last_no_show)))
    said.append(load(known.load, known.capacity))
    return said


def completed(known: Record) -> str:
    """How many managed it, of how many one knows."""
    if not known.been:
        return gettext("Ingen har vært der før, så vidt vi vet")
    if not known.reported:
        return ngettext(
            "%(num)d har vært der, og ingen har sagt hvordan det gikk",
            "%(num)d har vært der, og ingen har sagt hvordan det gikk",
            known.been,
        )
    return gettext("%(good)s av %(all)s fullførte", good=known.completed, all=known.reported)


def load(there: int, capacity: int | None) -> str:
    """How many are there now."""
    if capacity is not None:
        return gettext("%(there)s av %(most)s plasser i bruk nå", there=there, most=capacity)
    if not there:
        return gettext("Ingen er der nå")
    return ngettext("%(num)d er der nå", "%(num)d er der nå", there)


def spoke(talk: Talk) -> str:
    """Who spoke with them when, in a sentence."""
    if talk.by_whom is None:
        return gettext(
            "En kollega på et annet kontor snakket med dem %(day)s", day=day(talk.spoken_on)
        )
    who = gettext("Du") if talk.by_whom == viewer().name else talk.by_whom
    did = str(SPOKE_BY[talk.by or ContactBy.OTHER]) % {"who": who}
    return gettext("%(spoke)s %(day)s", spoke=did, day=day(talk.spoken_on))


def looked_after(owner: OwnerSeen | None) -> str:
    """Who looks after an employer, in a sentence."""
    if owner is None:
        return gettext("Ingen har ansvaret ennå")
    if owner.name is None:
        return gettext("En kollega på et annet kontor har ansvaret")
    if owner.name == viewer().name:
        return gettext("Du har ansvaret")
    return gettext("%(name)s har ansvaret", name=owner.name)
