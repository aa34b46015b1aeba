"""Why somebody is not in the plan, and what would help: sentences in Norwegian and English."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matcher.eligibility.rules import Rule
from matcher.eligibility.sentences import rule_name
from matcher.eligibility.words import day


class Reason(StrEnum):
    """Why a participant has no line in the plan."""

    HAS_PROPOSAL = "has_proposal"
    NO_OPENING = "no_opening"
    FULL = "full"
    BELOW_FLOOR = "below_floor"
    REFUSED = "refused"
    NEXT_WEEK = "next_week"
    PLACES_TAKEN = "places_taken"


@dataclass(frozen=True, slots=True)
class WhyNot:
    """A reason with what its sentence names: a rule and how many it stops, a day, a place."""

    reason: Reason
    rule: Rule | None = None
    count: int = 0
    day: date | None = None
    place: str | None = None


_TEXTS: dict[tuple[Reason, bool], tuple[str, str]] = {
    (Reason.HAS_PROPOSAL, False): (
        "Har alt en foreslått eller avtalt plass.",
        "Already has a place that is proposed or agreed.",
    ),
    (Reason.NO_OPENING, False): (
        "Ingen plass oppfyller kravene.",
        "No opening passes the rules.",
    ),
    (Reason.NO_OPENING, True): (
        "Ingen plass oppfyller kravene. «{rule}» stopper flest: {count} kunne åpnet seg.",
        'No opening passes the rules. "{rule}" stops most: {count} could open.',
    ),
    (Reason.FULL, False): (
        "Alt som passer, er fullt i ukene framover.",
        "Everything that would do is full in the coming weeks.",
    ),
    (Reason.FULL, True): (
        "Alt som passer, er fullt. Det første som blir ledig, er {place}, {day}.",
        "Everything that would do is full. The first to be free again is {place}, on {day}.",
    ),
    (Reason.BELOW_FLOOR, False): (
        "Ingen mulig plass er god nok til å foreslås; finn nye plasser eller vent.",
        "No possible place is good enough to propose; look for new ones, or wait.",
    ),
    (Reason.REFUSED, False): (
        "Alle mulige plasser er tatt ut av planen for denne personen.",
        "Every possible place was taken out of the plan for this person.",
    ),
    (Reason.NEXT_WEEK, True): (
        "Plassene som passer, går til andre nå. Vent: {place} er ledig igjen {day}.",
        "The places that would do go to others now. Better wait: {place} is free again on {day}.",
    ),
    (Reason.PLACES_TAKEN, False): (
        "Plassene som passer, går til andre nå; det trengs flere plasser eller mentorer.",
        "The places that would do go to others now; more places or mentors are needed.",
    ),
    (Reason.PLACES_TAKEN, True): (
        "Plassene som passer, går til andre nå, og mentorene er fulle til {day} ({place}).",
        "The places that would do go to others now, and mentors are full until {day} ({place}).",
    ),
}
_SHORTAGES = {
    "opening": (
        "Det som mangler mest, er plasser hos {place}: én til ville hjulpet {people}.",
        "What is missing most is places at {place}: one more would help {people}.",
    ),
    "mentor": (
        "Det som mangler mest, er mentorer hos {place}: én mentorplass til ville hjulpet {people}.",
        "What is missing most is mentors at {place}: room for one more with a mentor would help"
        " {people}.",
    ),
    "employer": (
        "Det som mangler mest, er at {place} tar imot flere: én til ville hjulpet {people}.",
        "What is missing most is that {place} takes more people: one more would help {people}.",
    ),
    "whole": (
        "Det som mangler mest, er plass med mentor hos {place}: én til ville hjulpet {people}.",
        "What is missing most is a place with a mentor at {place}: one more would help {people}.",
    ),
}


def why_not_text(found: WhyNot, lang: str) -> str:
    """The reason as a sentence that somebody can act on.

    >>> why_not_text(WhyNot(Reason.NO_OPENING, Rule.TRAVEL, 4), "en")
    'No opening passes the rules. "Travel" stops most: 4 could open.'
    """
    detailed = found.rule is not None or found.day is not None
    texts = _TEXTS[found.reason, detailed]
    return texts[0 if lang == "nb" else 1].format(
        rule=rule_name(found.rule, lang) if found.rule else "",
        count=found.count,
        day=day(found.day, lang) if found.day else "",
        place=found.place or "",
    )


def shortage_text(kind: str, place: str, people: int, lang: str) -> str:
    """Which shortage binds most, and how many it would help.

    >>> shortage_text("mentor", "Solbakken", 3, "nb")
    'Det som mangler mest, er mentorer hos Solbakken: én mentorplass til ville hjulpet 3 personer.'
    """
    if lang == "nb":
        counted = "én person" if people == 1 else f"{people} personer"
        return _SHORTAGES[kind][0].format(place=place, people=counted)
    counted = "one person" if people == 1 else f"{people} people"
    return _SHORTAGES[kind][1].format(place=place, people=counted)
