"""Draws the employers, mentors and openings of a simulated region, every fact known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from matcher.domain.cefr import Level
from matcher.domain.employers import Employer, LanguageUse, Mentor, Opening, OpeningStatus, Sector
from matcher.domain.participants import PartOfWeek
from matcher.domain.purposes import Purpose
from matcher.simulation.geography import Village, scattered, villages_of
from matcher.simulation.industries import INDUSTRIES, SECTORS, Industry
from matcher.simulation.names import email, firm_words, people_names, phone
from matcher.simulation.trades import TRADES, Trade
from matcher.simulation.workplaces import Workplaces, arranged

# Foreign languages that mentors and participants speak, ISO 639-1, with their weights.
LANGUAGES = {"uk": 5, "ar": 5, "so": 4, "ti": 4, "pl": 3, "fa": 3, "tr": 2, "sw": 1, "es": 1}
_DAYS_OF_A_YEAR = 365


@dataclass(frozen=True, slots=True)
class _Firm:
    employer: Employer
    industry: Industry
    village: Village
    at: tuple[float, float]
    mentors: tuple[Mentor, ...]


def build_workplaces(
    rng: np.random.Generator, *, today: date, offices: int, employers: int, openings: int
) -> Workplaces:
    """``employers`` employers with about 1.5 mentors each, and ``openings`` openings at them."""
    firms = _firms(rng, today, offices, employers)
    width = len(str(openings))
    offered = []
    for number in range(openings):
        # Everybody offers one opening before anybody offers a second.
        firm = firms[number if number < employers else int(rng.integers(employers))]
        offered.append(_opening(rng, today, f"O{number + 1:0{width}d}", firm))
    mentors = [mentor for firm in firms for mentor in firm.mentors]
    return arranged([firm.employer for firm in firms], mentors, offered)


def _firms(rng: np.random.Generator, today: date, offices: int, count: int) -> list[_Firm]:
    shares = np.array([industry.share for industry in INDUSTRIES])
    kinds = rng.choice(len(INDUSTRIES), count, p=shares / shares.sum())
    words, people = firm_words(rng), people_names(rng)
    width = len(str(2 * count))
    firms: list[_Firm] = []
    taken: set[str] = set()
    mentors = 0
    for number in range(count):
        industry = INDUSTRIES[int(kinds[number])]
        village = _workplace_village(rng, number % offices)
        firm_id = f"E{number + 1:0{len(str(count))}d}"
        staff = []
        for _ in range(1 + min(2, int(rng.poisson(0.5)))):
            mentors += 1
            staff.append(_mentor(rng, today, f"M{mentors:0{width}d}", firm_id, next(people)))
        name = f"{next(words)} {rng.choice(industry.kinds)}"
        name = f"{name}, {village.name}" if name in taken else name
        taken.add(name)
        employer = _employer(rng, today, firm_id, name, industry, staff)
        firms.append(_Firm(employer, industry, village, scattered(village, rng), tuple(staff)))
    return firms


def _workplace_village(rng: np.random.Generator, office: int) -> Village:
    villages = villages_of(office)
    return villages[int(rng.choice(len(villages), p=[v.workplaces for v in villages]))]


def _employer(
    rng: np.random.Generator,
    today: date,
    employer_id: str,
    name: str,
    industry: Industry,
    staff: Sequence[Mentor],
) -> Employer:
    number = int(employer_id[1:])
    room = sum(mentor.capacity or 0 for mentor in staff)
    paused = rng.random() < 0.04
    return Employer(
        employer_id,
        name=name,
        org_number=f"{number:09d}",  # real ones begin with 8 or 9
        sector=SECTORS[int(rng.choice(3, p=industry.sectors))],
        industry=industry.name,
        capacity=max(1, round(room * rng.uniform(0.7, 1.1))),
        paused_until=today + timedelta(days=int(rng.integers(7, 60))) if paused else None,
        email=email(name, number, "example.com"),
        phone=phone(number),
    )


def _mentor(
    rng: np.random.Generator, today: date, mentor_id: str, employer_id: str, name: str
) -> Mentor:
    tongues = tuple(
        str(tongue)
        for tongue in rng.choice(list(LANGUAGES), int(rng.random() < 0.35), p=_language_shares())
    )
    began = today - timedelta(days=int(rng.integers(1, 500)))
    leaves = today + timedelta(days=int(rng.integers(-200, 200)))
    return Mentor(
        mentor_id,
        employer_id,
        name=name,
        capacity=int(rng.choice([1, 2, 3], p=[0.55, 0.35, 0.10])),
        languages=("no", *tongues),
        available_from=began if rng.random() < 0.08 else None,
        available_to=leaves if rng.random() < 0.05 and leaves > began else None,
    )


def _language_shares() -> list[float]:
    total = sum(LANGUAGES.values())
    return [weight / total for weight in LANGUAGES.values()]


def _opening(rng: np.random.Generator, today: date, opening_id: str, firm: _Firm) -> Opening:
    trade = _offered_trade(rng, firm.industry)
    status = (OpeningStatus.OPEN, OpeningStatus.PAUSED, OpeningStatus.CLOSED)[
        int(rng.choice(3, p=[0.90, 0.04, 0.06]))
    ]
    here = rng.permutation(len(firm.mentors))[: 1 + int(rng.random() < 0.6)]
    lat, lon = firm.at
    starts, ends = _first_day(rng, today), _last_day(rng, today, status)
    return Opening(
        opening_id,
        firm.employer.employer_id,
        title=trade.title,
        occupation=trade.code,
        purposes=_purposes(rng, trade, firm.employer.sector),
        slots=int(rng.choice([1, 2, 3], p=[0.68, 0.25, 0.07])),
        mentors=tuple(sorted(firm.mentors[int(row)].mentor_id for row in here)),
        place=firm.village.name,
        lat=lat,
        lon=lon,
        starts=None if starts and ends and starts > ends else starts,
        ends=ends,
        hours_per_week=max(10.0, trade.hours - 7.5 * int(rng.choice(3, p=[0.5, 0.3, 0.2]))),
        schedule=_schedule(rng, trade),
        needs_spoken=_near(rng, trade.spoken),
        needs_written=_near(rng, trade.written),
        language_use=LanguageUse(trade.use),
        credentials=trade.credentials,
        demands=trade.demands,
        tasks=trade.tasks,
        status=status,
    )


def _offered_trade(rng: np.random.Generator, industry: Industry) -> Trade:
    trades = [trade for trade in TRADES if trade.code in industry.offers]
    supply = np.array([trade.supply for trade in trades])
    return trades[int(rng.choice(len(trades), p=supply / supply.sum()))]


def _purposes(rng: np.random.Generator, trade: Trade, sector: Sector | None) -> tuple[Purpose, ...]:
    speaks = {LanguageUse.NONE: 0.05, LanguageUse.SOME: 0.40, LanguageUse.CONSTANT: 0.65}
    hires = 0.45 if sector is Sector.PRIVATE else 0.15
    likely = {
        Purpose.TASTE: 0.70,
        Purpose.EXPERIENCE: 0.80,
        Purpose.LANGUAGE: speaks[trade.use],
        Purpose.JOB_HERE: hires,
    }
    return tuple(p for p, share in likely.items() if rng.random() < share) or (Purpose.EXPERIENCE,)


def _near(rng: np.random.Generator, level: Level) -> Level:
    moved = int(level) + int(rng.choice([-1, 0, 1], p=[0.15, 0.70, 0.15]))
    return Level(min(max(moved, Level.A0), Level.C1))


def _schedule(rng: np.random.Generator, trade: Trade) -> tuple[PartOfWeek, ...]:
    # Most workplaces can spare a trainee the odd hours.
    day_only = PartOfWeek.DAY in trade.schedule and rng.random() < 0.7
    return (PartOfWeek.DAY,) if day_only else trade.schedule


def _first_day(rng: np.random.Generator, today: date) -> date | None:
    draw = rng.random()
    if draw < 0.70:
        return None
    since = rng.integers(-45, 0) if draw < 0.75 else rng.integers(0, 3 * _DAYS_OF_A_YEAR)
    return today - timedelta(days=int(since))


def _last_day(rng: np.random.Generator, today: date, status: OpeningStatus) -> date | None:
    if status is OpeningStatus.CLOSED:
        return today - timedelta(days=int(rng.integers(1, _DAYS_OF_A_YEAR)))
    if rng.random() < 0.08:
        return today + timedelta(days=int(rng.integers(30, 300)))
    return None
