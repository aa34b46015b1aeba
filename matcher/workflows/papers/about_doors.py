"""What the papers say of whom data reaches: employers, other systems, mail; and of the log."""

from collections.abc import Mapping

from matcher.domain.access import Role
from matcher.domain.mails import MailState
from matcher.domain.requests import ConsentState, RequestStatus
from matcher.store.paper_counts import Counts
from matcher.store.paper_doors import MAIL_WAITS, TOKEN_UNUSED
from matcher.store.trail import LINK_ROLE, NOBODY
from matcher.workflows.papers import words as w
from matcher.workflows.papers.facts import Facts

REQUESTS: dict[str, str] = {
    RequestStatus.SENT: "venter på svar",
    RequestStatus.ANSWERED: "besvart",
    RequestStatus.EXPIRED: "utløpt uten svar",
    RequestStatus.WITHDRAWN: "trukket tilbake",
}
CONSENTS: dict[str, str] = {
    ConsentState.ASKED: "spurt",
    ConsentState.GIVEN: "ja",
    ConsentState.REFUSED: "nei",
    ConsentState.WITHDRAWN: "ja, tatt tilbake",
    ConsentState.EXPIRED: "utløpt",
}
MAILS = {
    MailState.QUEUED: "venter",
    MailState.SENDING: "sendes",
    MailState.SENT: "sendt",
    MailState.UNCERTAIN: "usikkert om den kom fram",
    MailState.COPIED: "sendt for hånd",
    MailState.REFUSED: "tas ikke imot",
    MailState.CANCELLED: "trukket tilbake",
}
ROLES = {
    Role.ADVISER: "rådgivere",
    Role.LEADER: "ledere",
    Role.ADMINISTRATOR: "administratorer",
    Role.EMPLOYER: "folk hos arbeidsgivere",
    Role.OPERATOR: "den som kjører kommandoer",
    LINK_ROLE: "den som åpner en lenke",
    NOBODY: "den som prøver et brukernavn som ikke finnes",
}


def recipients(facts: Facts) -> str:
    """To whom data goes, and how much of it went there."""
    return "\n\n".join([_employers(facts), _systems(facts), _mail(facts), _leads(facts)])


def _employers(facts: Facts) -> str:
    doors = facts.doors
    return "\n\n".join([
        "### Arbeidsgivere",
        w.points(
            f"Åpne kontoer: {doors.employer_accounts}, hos {doors.employers} arbeidsgivere. Hver"
            " ser sin egen arbeidsplass og ingen andre sider.",
            "De leser en tekst uten navn om hva personen vil og kan, kontrollert mot ord som holdes"
            " tilbake (`data/kept_back_words.toml`). Navn og telefon ser de bare mens personens"
            " eget ja til den plassen gjelder. Sannsynligheter og lister ser de aldri.",
        ),
        _counted("forespørsler", REQUESTS, doors.requests),
        _counted("får de vite navnet?", CONSENTS, doors.consents),
    ])  # fmt: skip


def _counted(what: str, names: Mapping[str, str], counts: Counts) -> str:
    """A table; where all of it is hidden, not even which rows there would be."""
    if counts and all(count is None for count in counts.values()):
        return f"{what.capitalize()}: {w.HIDDEN}."
    lines = [(names[each], w.whole(count)) for each, count in counts.items()]
    return w.rows((what, "antall"), lines)


def _systems(facts: Facts) -> str:
    doors, days = facts.doors, facts.retention.api_usage_days
    kept = f"de siste {days} dagene" if days else "til nå"
    return "\n\n".join([
        "### Andre systemer (JSON-API)",
        w.points(
            f"Nøkler som gjelder i dag: {doors.tokens_of_employers} hos arbeidsgivere,"
            f" {doors.tokens_of_offices} hos kontorer."
            f" Rettigheter: {', '.join(f'`{each}`' for each in doors.scopes) or 'ingen'}.",
            f"Kall {kept}: {doors.calls}. Hvem et kall viste, står i loggen under `api:`.",
            "En arbeidsgivers nøkkel gir aldri forslag eller utfall. Et kontors nøkkel kan lese"
            " forslag, men ikke velge: en forespørsel gjelder en plass som alt er foreslått.",
        ),
    ])  # fmt: skip


def _mail(facts: Facts) -> str:
    server = facts.mail_server
    how = f"Sendes gjennom `{server}`." if server else "Ingen e-postserver er satt opp."
    return "\n\n".join([
        "### E-post",
        w.points(how, "Ingen e-post til en arbeidsgiver nevner personen; den har en lenke."),
        w.rows(("e-post", "antall"), [
            (MAILS[state], str(count)) for state, count in facts.doors.mails.items()
        ]),
    ])  # fmt: skip


def _leads(facts: Facts) -> str:
    leads = facts.rows.get("vacancy_leads", 0)
    return "\n\n".join([
        "### Stillinger i nærheten",
        w.points(f"{leads} stillinger er hentet fra NAVs åpne strøm. Ingenting sendes dit."),
    ])  # fmt: skip


def log_by_role(facts: Facts) -> str:
    """Who stands in the log, and how often."""
    found = [(ROLES.get(role, f"`{role}`"), str(rows)) for role, rows in facts.doors.log.items()]
    return w.rows(("hvem så, endret eller ble nektet", "rader"), found)


def mail_risk(facts: Facts) -> tuple[str, str, str, bool]:
    """A risk: what, how it is measured, what is measured, whether it is as it should be."""
    days, stuck = MAIL_WAITS.days, facts.doors.mails_stuck
    measure = f"e-post som trenger et menneske, eller har ventet over {days} dager"
    return "E-post når ikke fram", measure, str(stuck), not stuck


def token_risk(facts: Facts) -> tuple[str, str, str, bool]:
    """As ``mail_risk``: of systems that were forgotten."""
    unused = facts.doors.tokens_unused
    measure = f"nøkler som gjelder og ikke er brukt på {TOKEN_UNUSED.days} dager"
    return "Et system har en nøkkel det ikke trenger", measure, str(unused), not unused


def complaint_risk(facts: Facts) -> tuple[str, str, str, bool]:
    """As ``mail_risk``: of reports about employers."""
    waiting = facts.doors.complaints_open
    return "Misbruk hos en arbeidsgiver", "meldinger uten avslutning", str(waiting), not waiting
