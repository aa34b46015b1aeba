"""Every value of the domain in a reader's words: one table for each vocabulary, no codes."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from matcher.domain.cefr import Level
from matcher.domain.dismissals import DismissalReason, SaidBy
from matcher.domain.employers import LanguageUse
from matcher.domain.outcomes import EndReason, NextStep, Outcome, Stage
from matcher.domain.participants import (
    Education,
    ExperienceKind,
    Origin,
    PartOfWeek,
    Transport,
)
from matcher.domain.placements import PlacementStatus
from matcher.domain.purposes import Purpose, Track

LEVELS = {
    Level.A0: _("Ingen norsk ennå"),
    Level.A1: _("Litt norsk (A1)"),
    Level.A2: _("Enkel norsk (A2)"),
    Level.B1: _("Klarer seg på norsk (B1)"),
    Level.B2: _("God norsk (B2)"),
    Level.C1: _("Svært god norsk (C1)"),
    Level.C2: _("Nesten som morsmål (C2)"),
    Level.native: _("Norsk er morsmålet"),
}
TRANSPORT = {
    Transport.CAR: _("Bil"),
    Transport.PUBLIC: _("Buss, tog eller bane"),
    Transport.BIKE: _("Sykkel"),
    Transport.WALK: _("Til fots"),
}
EDUCATION = {
    Education.NONE: _("Ingen fullført skole"),
    Education.PRIMARY: _("Grunnskole"),
    Education.UPPER_SECONDARY: _("Videregående"),
    Education.VOCATIONAL: _("Fagbrev eller yrkesfag"),
    Education.HIGHER: _("Høyskole eller universitet"),
}
WEEK = {
    PartOfWeek.DAY: _("Dag"),
    PartOfWeek.EVENING: _("Kveld"),
    PartOfWeek.NIGHT: _("Natt"),
    PartOfWeek.WEEKEND: _("Helg"),
}
ORIGIN = {
    Origin.OWN: _("Eget ønske"),
    Origin.FRIENDS: _("Venners idé"),
    Origin.FAMILY: _("Familiens idé"),
    Origin.ADVISER: _("Jobbspesialistens idé"),
    Origin.UNKNOWN: _("Ikke spurt"),
}
TRACK = {
    Track.SOFT_START: _("Myk start"),
    Track.TASTE_FIRST: _("Prøve ut først"),
    Track.PLACE_THEN_TRAIN: _("Arbeid først, så opplæring"),
    Track.TRAIN_THEN_PLACE: _("Opplæring først, så arbeid"),
}
PURPOSES = {
    Purpose.TASTE: _("Utprøving"),
    Purpose.EXPERIENCE: _("Arbeidserfaring"),
    Purpose.LANGUAGE: _("Språkopplæring"),
    Purpose.JOB_HERE: _("Få jobb i bedriften"),
}
KINDS = {
    ExperienceKind.JOB: _("Jobb"),
    ExperienceKind.PRACTICE: _("Praksis"),
    ExperienceKind.VOLUNTARY: _("Frivillig"),
    ExperienceKind.ABROAD: _("I utlandet"),
}
STATUS = {
    PlacementStatus.PROPOSED: _("Foreslått"),
    PlacementStatus.ACCEPTED: _("Avtalt"),
    PlacementStatus.RUNNING: _("I gang"),
    PlacementStatus.ENDED: _("Avsluttet"),
    PlacementStatus.CANCELLED: _("Avlyst"),
}
LANGUAGE_USE = {
    LanguageUse.NONE: _("Lite norsk i arbeidsdagen"),
    LanguageUse.SOME: _("Noe norsk i arbeidsdagen"),
    LanguageUse.CONSTANT: _("Norsk hele dagen"),
}
CREDENTIALS = {
    "licence_b": _("Førerkort for bil (B)"),
    "licence_c": _("Førerkort for lastebil (C)"),
    "licence_d": _("Førerkort for buss (D)"),
    "truck": _("Truckførerbevis"),
    "police_certificate": _("Politiattest"),
    "hygiene": _("Hygienekurs"),
    "first_aid": _("Førstehjelpskurs"),
    "hms_card": _("HMS-kort"),
}
LIMITS = {
    "heavy_lifting": _("Tunge løft"),
    "standing": _("Stå lenge"),
    "stairs": _("Trapper"),
    "cold": _("Kulde"),
    "night_work": _("Nattarbeid"),
    "crowds": _("Mange mennesker"),
    "driving": _("Kjøre bil"),
}
# What an adviser says of a suggestion that is set aside.
REASONS = {
    DismissalReason.NOT_THIS_WORK: _("Feil type arbeid"),
    DismissalReason.NOT_THIS_WORKPLACE: _("Feil arbeidsplass"),
    DismissalReason.TOO_FAR: _("For lang vei"),
    DismissalReason.HOURS: _("Arbeidstiden passer ikke"),
    DismissalReason.TRIED_BEFORE: _("Prøvd før"),
    DismissalReason.NOT_NOW: _("Ikke nå (vises igjen om fire uker)"),
    DismissalReason.OTHER: _("Noe annet"),
}
# The same in the participant's own words.
OWN_REASONS = {
    DismissalReason.NOT_THIS_WORK: _("Jeg vil ikke gjøre dette arbeidet"),
    DismissalReason.NOT_THIS_WORKPLACE: _("Jeg vil ikke være på dette stedet"),
    DismissalReason.TOO_FAR: _("Det er for langt unna"),
    DismissalReason.HOURS: _("Tidene passer ikke for meg"),
    DismissalReason.TRIED_BEFORE: _("Jeg har prøvd det før"),
    DismissalReason.NOT_NOW: _("Ikke akkurat nå"),
    DismissalReason.OTHER: _("Noe annet"),
}
STAGES = {
    Stage.SHOWS_UP: _("Møter opp"),
    Stage.COMPLETES: _("Fullfører, av dem som møter opp"),
    Stage.FITS: _("Trives og passer inn"),
    Stage.LEADS_TO_WORK: _("Får jobb innen et år etterpå"),
}
END_REASONS = {
    EndReason.COMPLETED: _("Ferdig som avtalt"),
    EndReason.GOT_WORK: _("Fikk jobb"),
    EndReason.OTHER_MEASURE: _("Gikk over i et annet tiltak"),
    EndReason.ILL: _("Ble syk"),
    EndReason.NO_SHOW: _("Møtte ikke opp"),
    EndReason.MISMATCH: _("Passet ikke"),
    EndReason.EMPLOYER: _("Arbeidsgiveren kunne ikke lenger"),
    EndReason.OTHER: _("Noe annet"),
}
# Where a person went after a placement or the programme.
NEXT_STEPS = {
    NextStep.JOB: _("Jobb"),
    NextStep.SUBSIDISED_JOB: _("Jobb med lønnstilskudd"),
    NextStep.PLACEMENT: _("Ny plass"),
    NextStep.EDUCATION: _("Skole eller utdanning"),
    NextStep.AAP: _("Arbeidsavklaring (AAP)"),
    NextStep.TREATMENT: _("Behandling"),
    NextStep.SOCIAL_ASSISTANCE: _("Sosialhjelp"),
    NextStep.GONE: _("Ikke i arbeid, ellers ukjent"),
    NextStep.UNKNOWN: _("Vet ikke"),
}
SAID_BY = {
    SaidBy.ADVISER: _("Jobbspesialist"),
    SaidBy.PARTICIPANT: _("Deltakeren"),
}
# The four questions after a taste, and the answers 1 to 5.
FIT_SIDES = {
    "fit_tasks": _("Oppgavene"),
    "fit_people": _("Folkene"),
    "fit_pace": _("Tempoet"),
    "fit_language": _("Språket"),
}
FIT_ANSWERS = {
    1: _("Svært dårlig"),
    2: _("Dårlig"),
    3: _("Både og"),
    4: _("Godt"),
    5: _("Svært godt"),
}


def fit(report: Outcome) -> str:
    """What somebody answered after a taste, in one line; empty where nothing was answered."""
    answers = {name: getattr(report, name) for name in FIT_SIDES}
    said = [
        f"{FIT_SIDES[name]}: {_lowered(str(FIT_ANSWERS[answer]))}"
        for name, answer in answers.items()
        if answer is not None
    ]
    if report.would_continue is not None:
        said.append(str(_("Ville fortsatt") if report.would_continue else _("Ville ikke fortsatt")))
    return " · ".join(said)


def word(table: Mapping[Any, Any], value: Any) -> str:
    """The word for ``value``; of an open vocabulary also what nobody gave a word for.

    >>> word({}, "forklift_small")
    'Forklift small'
    """
    known = table.get(value)
    return str(known) if known is not None else str(value).replace("_", " ").capitalize()


def words(table: Mapping[Any, Any], values: Iterable[Any]) -> str:
    """Several words as one text, the first with a capital letter.

    >>> words({"a": "Dag", "b": "Kveld", "c": "HMS-kort"}, ["a", "b", "c"])
    'Dag, kveld, HMS-kort'
    """
    said = [word(table, value) for value in values]
    return ", ".join(said[:1] + [_lowered(text) for text in said[1:]])


def _lowered(text: str) -> str:
    # Abbreviations such as HMS keep their capitals.
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
