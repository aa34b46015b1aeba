"""Every answer of every rule as a plain sentence, in Norwegian Bokmål and English."""

from collections.abc import Mapping
from datetime import date

from matcher.eligibility.rules import Answer, Rule, State
from matcher.eligibility.words import day, listed, number, word

_NAMES: dict[Rule, tuple[str, str]] = {
    Rule.OPEN: ("Plassen er åpen", "The opening is open"),
    Rule.PURPOSE: ("Formål", "Purpose"),
    Rule.CAPACITY: ("Ledig plass og mentor", "A free place and mentor"),
    Rule.LANGUAGE_SPOKEN: ("Muntlig norsk", "Spoken Norwegian"),
    Rule.LANGUAGE_WRITTEN: ("Skriftlig norsk", "Written Norwegian"),
    Rule.CREDENTIALS: ("Kurs, førerkort og attester", "Courses, licences and certificates"),
    Rule.LIMITS: ("Hensyn til helse", "Limits to respect"),
    Rule.HOURS: ("Timer i uka", "Hours a week"),
    Rule.SCHEDULE: ("Arbeidstid", "Working hours"),
    Rule.TRAVEL: ("Reisevei", "Travel"),
    Rule.PROGRAMME: ("Programtid", "Time in the programme"),
    Rule.REPEAT: ("Har vært der før", "Been there before"),
    Rule.FORBIDDEN: ("Sagt nei til", "Turned down"),
}
_MET: dict[Rule, tuple[str, str]] = {
    Rule.OPEN: ("Plassen er åpen.", "The opening is open."),
    Rule.PURPOSE: ("Plassen tar imot til dette formålet.", "The opening takes this purpose."),
    Rule.CAPACITY: ("Plass og mentor er ledig fra {day}.", "Place and mentor are free from {day}."),
    Rule.LANGUAGE_SPOKEN: ("Snakker nok norsk.", "Speaks enough Norwegian."),
    Rule.LANGUAGE_WRITTEN: ("Skriver nok norsk.", "Writes enough Norwegian."),
    Rule.CREDENTIALS: ("Har det som kreves.", "Has what is required."),
    Rule.LIMITS: ("Ingenting i veien.", "Nothing in the way."),
    Rule.HOURS: ("{asked} timer i uka går bra.", "{asked} hours a week is fine."),
    Rule.SCHEDULE: ("Arbeidstiden passer.", "The working hours fit."),
    Rule.TRAVEL: (
        "Omtrent {minutes} minutter; høyst {most} går bra.",
        "About {minutes} minutes; up to {most} is fine.",
    ),
    Rule.PROGRAMME: ("Programmet varer til {ends}.", "The programme lasts until {ends}."),
    Rule.REPEAT: ("Ingenting til hinder fra før.", "Nothing from before stands in the way."),
    Rule.FORBIDDEN: ("Ingen har sagt nei til plassen.", "Nobody has turned it down."),
}
_NOT_MET: dict[tuple[Rule, str], tuple[str, str]] = {
    (Rule.OPEN, "paused"): ("Plassen er satt på pause.", "The opening is paused."),
    (Rule.OPEN, "closed"): ("Plassen er lukket.", "The opening is closed."),
    (Rule.OPEN, "over"): ("Plassen var ledig til {ends}.", "The opening ended on {ends}."),
    (Rule.OPEN, "employer_paused"): (
        "Arbeidsgiveren tar pause til og med {until}.",
        "The employer pauses until {until}.",
    ),
    (Rule.OPEN, "employer_paused_for_good"): (
        "Arbeidsgiveren tar pause inntil videre.",
        "The employer pauses until further notice.",
    ),
    (Rule.OPEN, "employer_spared"): (
        "Arbeidsgiveren skal spares til og med {until}.",
        "The employer is to be spared until {until}.",
    ),
    (Rule.OPEN, "employer_spared_for_good"): (
        "Arbeidsgiveren skal spares inntil videre.",
        "The employer is to be spared until further notice.",
    ),
    (Rule.OPEN, "employer_banned"): (
        "En leder har stengt for denne arbeidsgiveren til og med {until}.",
        "A leader has barred this employer until {until}.",
    ),
    (Rule.OPEN, "employer_banned_for_good"): (
        "En leder har stengt for denne arbeidsgiveren inntil videre.",
        "A leader has barred this employer until further notice.",
    ),
    (Rule.OPEN, "opening_paused"): (
        "Plassen er satt på pause til og med {until}.",
        "The opening is paused until {until}.",
    ),
    (Rule.OPEN, "opening_paused_for_good"): (
        "Plassen er satt på pause inntil videre.",
        "The opening is paused until further notice.",
    ),
    (Rule.OPEN, "opening_spared"): (
        "Plassen skal spares til og med {until}.",
        "The opening is to be spared until {until}.",
    ),
    (Rule.OPEN, "opening_spared_for_good"): (
        "Plassen skal spares inntil videre.",
        "The opening is to be spared until further notice.",
    ),
    (Rule.OPEN, "opening_banned"): (
        "En leder har stengt for denne plassen til og med {until}.",
        "A leader has barred this opening until {until}.",
    ),
    (Rule.OPEN, "opening_banned_for_good"): (
        "En leder har stengt for denne plassen inntil videre.",
        "A leader has barred this opening until further notice.",
    ),
    (Rule.PURPOSE, ""): (
        "Plassen tar ikke imot til {asked}.",
        "The opening does not take people for {asked}.",
    ),
    (Rule.CAPACITY, ""): (
        "Ingen dag de neste ukene har både plass, mentor og arbeidsgiver kapasitet hele perioden.",
        "On no day in the coming weeks are place, mentor and employer free for the whole stay.",
    ),
    (Rule.LANGUAGE_SPOKEN, ""): (
        "Plassen krever muntlig norsk {needs}; personen har {has}.",
        "The opening needs spoken Norwegian {needs}; the person has {has}.",
    ),
    (Rule.LANGUAGE_WRITTEN, ""): (
        "Plassen krever skriftlig norsk {needs}; personen har {has}.",
        "The opening needs written Norwegian {needs}; the person has {has}.",
    ),
    (Rule.CREDENTIALS, ""): ("Mangler {missing}.", "Lacks {missing}."),
    (Rule.LIMITS, ""): (
        "Arbeidet innebærer {demands}, som personen bør unngå.",
        "The work involves {demands}, which the person should avoid.",
    ),
    (Rule.HOURS, ""): (
        "Plassen er på {asked} timer i uka; personen kan {most}.",
        "The opening has {asked} hours a week; the person can do {most}.",
    ),
    (Rule.SCHEDULE, ""): (
        "Plassen krever {parts}, og det kan personen ikke.",
        "The opening needs {parts}, which the person cannot do.",
    ),
    (Rule.TRAVEL, ""): (
        "Omtrent {minutes} minutter hver vei; personen kan reise {most}.",
        "About {minutes} minutes each way; the person can travel {most}.",
    ),
    (Rule.PROGRAMME, ""): (
        "Programmet slutter {ends}, før plassen er ledig {begins}.",
        "The programme ends on {ends}, before the place is free on {begins}.",
    ),
    (Rule.REPEAT, "running"): ("Personen er der nå.", "The person is there now."),
    (Rule.REPEAT, "badly_ended"): (
        "En plass her endte med uteblivelse eller mistrivsel for under et år siden.",
        "A placement here ended in no-show or mismatch less than a year ago.",
    ),
    (Rule.FORBIDDEN, ""): (
        "Noen har sagt nei til denne plassen, og det gjelder fortsatt.",
        "Somebody turned this opening down, and that still holds.",
    ),
}
# What to ask, by rule and by the column that is empty; a column alone serves every rule.
_ASK: dict[str, tuple[str, str]] = {
    "status": ("Spør arbeidsgiveren om plassen er åpen.", "Ask the employer whether it is open."),
    "purposes": (
        "Spør arbeidsgiveren hvilke formål plassen passer for.",
        "Ask the employer which purposes the opening takes.",
    ),
    "slots": ("Spør arbeidsgiveren hvor mange plasser det er.", "Ask how many places there are."),
    "capacity": (
        "Spør arbeidsgiveren hvor mange de kan ta imot samtidig.",
        "Ask the employer how many people they can take at once.",
    ),
    "mentors": (
        "Spør arbeidsgiveren hvem som kan være mentor, og når.",
        "Ask the employer who can be the mentor, and when.",
    ),
    "norwegian_spoken": (
        "Spør personen hvor godt hen snakker norsk.",
        "Ask how well the person speaks Norwegian.",
    ),
    "norwegian_written": (
        "Spør personen hvor godt hen skriver norsk.",
        "Ask how well the person writes Norwegian.",
    ),
    "needs_spoken": (
        "Spør arbeidsgiveren hvor mye norsk en må snakke.",
        "Ask the employer how much spoken Norwegian is needed.",
    ),
    "needs_written": (
        "Spør arbeidsgiveren hvor mye norsk en må skrive.",
        "Ask the employer how much written Norwegian is needed.",
    ),
    "credentials": ("Spør personen om {missing}.", "Ask the person about {missing}."),
    "functional_limits": (
        "Spør om {demands} går bra; arbeidet innebærer det.",
        "Ask whether {demands} is all right; the work involves it.",
    ),
    "max_hours_per_week": (
        "Spør personen hvor mange timer i uka som går.",
        "Ask how many hours a week the person can do.",
    ),
    "hours_per_week": (
        "Spør arbeidsgiveren hvor mange timer i uka plassen er på.",
        "Ask the employer how many hours a week it is.",
    ),
    "available": ("Spør om personen kan jobbe {parts}.", "Ask whether {parts} would work."),
    "transport": (
        "Spør personen hvordan hen kommer seg til jobb.",
        "Ask how the person gets to work.",
    ),
    "max_travel_minutes": (
        "Spør personen hvor lang reisevei som går.",
        "Ask how long a way to work the person can manage.",
    ),
    "place": (
        "Finn ut hvor personen bor og hvor plassen er.",
        "Find out where the person lives and where the opening is.",
    ),
    "programme_end": ("Finn ut når programmet slutter.", "Find out when the programme ends."),
}
_BLOCKED = ("{count} plasser stoppes av: {name}", "{count} openings are stopped by: {name}")


def rule_name(rule: Rule, lang: str) -> str:
    """A short heading for the rule."""
    return _in(_NAMES[rule], lang)


def rule_sentence(answer: Answer, lang: str) -> str:
    """What the rule says of this pair; what to ask, where it does not know.

    >>> from matcher.domain.cefr import Level
    >>> answer = Answer(Rule.LANGUAGE_SPOKEN, State.NOT_MET,
    ...                 said={"has": Level.A2, "needs": Level.B1})
    >>> rule_sentence(answer, "en")
    'The opening needs spoken Norwegian B1; the person has A2.'
    """
    if answer.state is State.UNKNOWN:
        return " ".join(ask_sentence(answer, field, lang) for field in answer.unknown_fields)
    if answer.state is State.MET:
        return _filled(_MET[answer.rule], answer.said, lang)
    return _filled(_NOT_MET[answer.rule, answer.because], answer.said, lang)


def ask_sentence(answer: Answer, field: str, lang: str) -> str:
    """What to ask whom, so that ``field`` is known."""
    return _filled(_ASK[field], answer.said, lang)


def blocked_sentence(rule: Rule, count: int, lang: str) -> str:
    """How many openings a rule stops.

    >>> blocked_sentence(Rule.TRAVEL, 12, "en")
    '12 openings are stopped by: Travel'
    """
    return _in(_BLOCKED, lang).format(count=count, name=rule_name(rule, lang))


def _in(texts: tuple[str, str], lang: str) -> str:
    return texts[0] if lang == "nb" else texts[1]


def _filled(texts: tuple[str, str], said: Mapping[str, object], lang: str) -> str:
    return _in(texts, lang).format_map({key: _said(value, lang) for key, value in said.items()})


def _said(value: object, lang: str) -> str:
    if isinstance(value, tuple):
        return listed(value, lang)
    if isinstance(value, date):
        return day(value, lang)
    if isinstance(value, float):
        return number(value, lang)
    return word(value, lang)
