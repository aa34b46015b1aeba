"""Why somebody is not in the plan, and what would help: sentences in Norwegian and English."""

from matcher.domain.plans import NotPlanned, PlaceKind, Shortage, WhyNot
from matcher.eligibility.rules import Rule
from matcher.eligibility.sentences import rule_name
from matcher.eligibility.words import day

_TEXTS: dict[tuple[NotPlanned, bool], tuple[str, str]] = {
    (NotPlanned.HAS_PROPOSAL, False): (
        "Har alt en foreslått eller avtalt plass.",
        "Already has a place that is proposed or agreed.",
    ),
    (NotPlanned.NO_OPENING, False): (
        "Ingen plass oppfyller kravene.",
        "No opening passes the rules.",
    ),
    (NotPlanned.NO_OPENING, True): (
        "Ingen plass oppfyller kravene. «{rule}» stopper flest: {count} kunne åpnet seg.",
        'No opening passes the rules. "{rule}" stops most: {count} could open.',
    ),
    (NotPlanned.FULL, False): (
        "Alt som passer, er fullt i ukene framover.",
        "Everything that would do is full in the coming weeks.",
    ),
    (NotPlanned.FULL, True): (
        "Alt som passer, er fullt. Det første som blir ledig, er {place}, {day}.",
        "Everything that would do is full. The first to be free again is {place}, on {day}.",
    ),
    (NotPlanned.BELOW_FLOOR, False): (
        "Ingen mulig plass er god nok til å foreslås; finn nye plasser eller vent.",
        "No possible place is good enough to propose; look for new ones, or wait.",
    ),
    (NotPlanned.REFUSED, False): (
        "Alle mulige plasser er tatt ut av planen for denne personen.",
        "Every possible place was taken out of the plan for this person.",
    ),
    (NotPlanned.NEXT_WEEK, False): (
        "Bedre å vente litt: en plass som passer bedre, blir trolig ledig de neste ukene.",
        "Better wait a little: a place that suits better will probably be free in the next weeks.",
    ),
    (NotPlanned.NEXT_WEEK, True): (
        "Plassene som passer, går til andre nå. Vent: {place} er ledig igjen {day}.",
        "The places that would do go to others now. Better wait: {place} is free again on {day}.",
    ),
    (NotPlanned.PLACES_TAKEN, False): (
        "Plassene som passer, går til andre nå; det trengs flere plasser eller mentorer.",
        "The places that would do go to others now; more places or mentors are needed.",
    ),
    (NotPlanned.PLACES_TAKEN, True): (
        "Plassene som passer, går til andre nå, og mentorene er fulle til {day} ({place}).",
        "The places that would do go to others now, and mentors are full until {day} ({place}).",
    ),
}
_SHORTAGES = {
    PlaceKind.OPENING: (
        "Det som mangler mest, er plasser hos {place}: én til ville hjulpet {people}.",
        "What is missing most is places at {place}: one more would help {people}.",
    ),
    PlaceKind.MENTOR: (
        "Det som mangler mest, er mentorer hos {place}: én mentorplass til ville hjulpet {people}.",
        "What is missing most is mentors at {place}: room for one more with a mentor would help"
        " {people}.",
    ),
    PlaceKind.EMPLOYER: (
        "Det som mangler mest, er at {place} tar imot flere: én til ville hjulpet {people}.",
        "What is missing most is that {place} takes more people: one more would help {people}.",
    ),
    PlaceKind.WHOLE: (
        "Det som mangler mest, er plass med mentor hos {place}: én til ville hjulpet {people}.",
        "What is missing most is a place with a mentor at {place}: one more would help {people}.",
    ),
}


def why_not_text(found: WhyNot, lang: str) -> str:
    """The reason as a sentence that somebody can act on.

    >>> why_not_text(WhyNot("P1", NotPlanned.NO_OPENING, "travel", 4), "en")
    'No opening passes the rules. "Travel" stops most: 4 could open.'
    """
    detailed = found.rule is not None or found.day is not None
    texts = _TEXTS[found.reason, detailed]
    return texts[0 if lang == "nb" else 1].format(
        rule=rule_name(Rule(found.rule), lang) if found.rule else "",
        count=found.count,
        day=day(found.day, lang) if found.day else "",
        place=found.place or "",
    )


def shortage_text(found: Shortage, lang: str) -> str:
    """Which shortage binds most, and how many it would help.

    >>> shortage_text(Shortage(PlaceKind.MENTOR, "Solbakken", 3), "nb")
    'Det som mangler mest, er mentorer hos Solbakken: én mentorplass til ville hjulpet 3 personer.'
    """
    one, many = ("én person", "personer") if lang == "nb" else ("one person", "people")
    people = one if found.people == 1 else f"{found.people} {many}"
    text = _SHORTAGES[found.kind][0 if lang == "nb" else 1]
    return text.format(place=found.place, people=people)
