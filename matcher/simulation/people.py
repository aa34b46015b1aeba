"""One simulated person as he or she truly is; what the office knows of it stands in ``records``."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.domain.cefr import Level
from matcher.domain.participants import Education, ExperienceKind, PartOfWeek, Transport
from matcher.domain.purposes import Track
from matcher.simulation.building import LANGUAGES
from matcher.simulation.effects import Floats, draw_person_effect
from matcher.simulation.geography import scattered, villages_of
from matcher.simulation.trades import TRADES
from matcher.simulation.vocabulary import CREDENTIALS, LIMITS
from matcher.simulation.wishes import TrueWish, draw_wishes

_LEVELS = (Level.A1, Level.A2, Level.B1, Level.B2, Level.C1)
_LEVEL_SHARES = (0.14, 0.30, 0.34, 0.16, 0.06)
_BORN_HERE = 0.40  # share with Norwegian as a mother tongue
_TRACK_SHARES = {
    Track.SOFT_START: 0.12,
    Track.TASTE_FIRST: 0.33,
    Track.PLACE_THEN_TRAIN: 0.33,
    Track.TRAIN_THEN_PLACE: 0.22,
}
_LIMIT_CHANCES = (0.16, 0.10, 0.08, 0.06, 0.12, 0.07, 0.05)  # in the order of LIMITS
_CREDENTIAL_CHANCES = (0.50, 0.03, 0.02, 0.08, 0.55, 0.40, 0.15, 0.20)  # of CREDENTIALS
_TRAITS = np.array([trade.traits for trade in TRADES], dtype=float)
_TRAITS = (_TRAITS - _TRAITS.mean(axis=0)) / _TRAITS.std(axis=0)
_SUPPLY = np.array([trade.supply for trade in TRADES]) / sum(trade.supply for trade in TRADES)
_LIKING_BY_TRAITS = 0.75  # the rest of the variance is a taste for that occupation alone


@dataclass(frozen=True, slots=True)
class PastWork:
    """Work before the programme; ``ended_before`` is days from its end to the programme's start."""

    trade: int
    months: int
    ended_before: int
    kind: ExperienceKind


@dataclass(frozen=True, slots=True)
class Person:
    """``likings`` and ``months`` have one entry per trade; ``effect`` one per stage."""

    lat: float
    lon: float
    place: str
    transport: Transport
    max_travel_minutes: int
    spoken: Level
    written: Level
    languages: tuple[str, ...]
    education: Education
    credentials: tuple[str, ...]
    limits: tuple[str, ...]
    max_hours: float
    available: tuple[PartOfWeek, ...]
    track: Track
    likings: Floats
    months: npt.NDArray[np.int64]
    effect: Floats
    wishes: tuple[TrueWish, ...]
    past: tuple[PastWork, ...]
    audit_group: str


def draw_person(rng: np.random.Generator, office: int) -> Person:
    """A newcomer to the programme at ``office``."""
    villages = villages_of(office)
    village = villages[int(rng.choice(len(villages), p=[v.homes for v in villages]))]
    lat, lon = scattered(village, rng)
    spoken, written, languages = _language(rng)
    credentials = tuple(np.array(CREDENTIALS)[rng.random(len(CREDENTIALS)) < _CREDENTIAL_CHANCES])
    likings = _likings(rng)
    past = _past_work(rng, spoken is Level.native)
    months = np.zeros(len(TRADES), dtype=np.int64)
    for work in past:
        months[work.trade] += work.months
    return Person(
        lat=lat,
        lon=lon,
        place=village.name,
        transport=_transport(rng, "licence_b" in credentials),
        max_travel_minutes=int(rng.choice([30, 45, 60, 75, 90], p=[0.12, 0.28, 0.36, 0.12, 0.12])),
        spoken=spoken,
        written=written,
        languages=languages,
        education=tuple(Education)[int(rng.choice(5, p=[0.08, 0.40, 0.22, 0.18, 0.12]))],
        credentials=tuple(map(str, credentials)),
        limits=tuple(map(str, np.array(LIMITS)[rng.random(len(LIMITS)) < _LIMIT_CHANCES])),
        max_hours=float(rng.choice([15.0, 20.0, 25.0, 30.0, 37.5], p=[0.05, 0.1, 0.1, 0.2, 0.55])),
        available=_available(rng),
        track=tuple(_TRACK_SHARES)[int(rng.choice(4, p=list(_TRACK_SHARES.values())))],
        likings=likings,
        months=months,
        effect=draw_person_effect(rng),
        wishes=draw_wishes(rng, likings),
        past=past,
        audit_group="A" if rng.random() < 0.45 else "B",
    )


def _language(rng: np.random.Generator) -> tuple[Level, Level, tuple[str, ...]]:
    if rng.random() < _BORN_HERE:
        written = Level.native if rng.random() < 0.85 else Level.B1
        return Level.native, written, ("no",)
    spoken = _LEVELS[int(rng.choice(len(_LEVELS), p=_LEVEL_SHARES))]
    written = Level(max(Level.A0, spoken - int(rng.choice(3, p=[0.35, 0.5, 0.15]))))
    weights = np.array(list(LANGUAGES.values()), dtype=float)
    mother_tongue = str(rng.choice(list(LANGUAGES), p=weights / weights.sum()))
    return spoken, written, (mother_tongue, *(("en",) if rng.random() < 0.4 else ()))


def _transport(rng: np.random.Generator, drives: bool) -> Transport:
    if drives and rng.random() < 0.65:
        return Transport.CAR
    modes = (Transport.PUBLIC, Transport.BIKE, Transport.WALK)
    return modes[int(rng.choice(3, p=[0.75, 0.15, 0.10]))]


def _available(rng: np.random.Generator) -> tuple[PartOfWeek, ...]:
    also = (PartOfWeek.EVENING, PartOfWeek.NIGHT, PartOfWeek.WEEKEND)
    draws = rng.random(3) < (0.45, 0.12, 0.40)
    return (PartOfWeek.DAY, *(part for part, can in zip(also, draws, strict=True) if can))


def _likings(rng: np.random.Generator) -> Floats:
    by_traits = _TRAITS @ rng.normal(size=_TRAITS.shape[1]) / np.sqrt(_TRAITS.shape[1])
    alone = rng.normal(size=len(TRADES))
    mixed = np.sqrt(_LIKING_BY_TRAITS) * by_traits + np.sqrt(1 - _LIKING_BY_TRAITS) * alone
    likings: Floats = (mixed - mixed.mean()) / mixed.std()
    return likings


def _past_work(rng: np.random.Generator, from_here: bool) -> tuple[PastWork, ...]:
    count = int(rng.choice(4, p=[0.22, 0.38, 0.27, 0.13]))
    trades = rng.choice(len(TRADES), count, replace=False, p=_SUPPLY)
    shares = [0.6, 0.28, 0.12, 0.0] if from_here else [0.35, 0.25, 0.05, 0.35]
    kinds = tuple(ExperienceKind)
    return tuple(
        PastWork(
            int(trade),
            1 + int(rng.gamma(1.2, 14.0)),
            int(rng.integers(10, 3000)),
            kinds[int(rng.choice(4, p=shares))],
        )
        for trade in trades
    )
