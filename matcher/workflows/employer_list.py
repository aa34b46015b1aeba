"""Use case: an office's employers with owner, last talk, what was promised, and who is there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.employers import Employer, OpeningStatus
from matcher.domain.stops import Stop
from matcher.occupations import catalogue
from matcher.ranking.rank import MarketDay
from matcher.store import tables as t
from matcher.store.day_tables import employer_contacts
from matcher.store.employer_contacts import latest_of_each, read_contacts, read_owners
from matcher.store.engine import reading
from matcher.workflows.employer_promises import office_of
from matcher.workflows.employer_talks import OwnerSeen, Talk, owner_seen, seen
from matcher.workflows.program import Program

# Below this (of 100, rapidfuzz's WRatio) a hit has hardly a word in common with what was typed.
LEAST_SCORE = 60
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class EmployerLine:
    """One employer; ``promise`` is the first that stands, ``openings`` are those open today.

    ``stop`` is why nobody is sent there today, if so.
    """

    employer: Employer
    owner: OwnerSeen | None
    talk: Talk | None
    promise: Talk | None
    load: int
    openings: int
    stop: Stop | None = None


@dataclass(frozen=True, slots=True)
class EmployerBook:
    """What is known of the talks with all employers; a line is made for those that are asked for.

    ``ours`` are the office's: somebody is or was there, spoke with them, or looks after them.
    """

    day: MarketDay
    owners: dict[str, OwnerSeen]
    talks: dict[str, Talk]
    promises: dict[str, Talk]
    ours: frozenset[str]

    def lines(self, employer_ids: Iterable[str]) -> tuple[EmployerLine, ...]:
        """The lines of these employers, in their order."""
        employers = self.day.ready.board.employers
        open_now = _open_now(self.day)
        return tuple(
            EmployerLine(
                employer=employers[name],
                owner=self.owners.get(name),
                talk=self.talks.get(name),
                promise=self.promises.get(name),
                load=_load(self.day, name),
                openings=open_now.get(name, 0),
                stop=self.day.ready.board.stopped.employers.get(name),
            )
            for name in employer_ids
            if name in employers
        )

    def office_lines(self, name: str) -> tuple[EmployerLine, ...]:
        """The office's employers: by what was promised first, then those of ``name``, by name."""

        def order(line: EmployerLine) -> tuple[date, bool, str, str]:
            promised = line.promise.promised_for if line.promise else None
            own = line.owner is not None and line.owner.name == name
            label = (line.employer.name or "").lower()
            return (promised or date.max, not own, label, line.employer.employer_id)

        return tuple(sorted(self.lines(self.ours), key=order))

    def search(self, text: str, lang: str) -> tuple[EmployerLine, ...]:
        """Employers of any office whose name, openings or places are like ``text``."""
        from rapidfuzz import fuzz, process, utils

        words = _words(self.day, lang)
        names = list(words)
        hits = process.extract(
            text[:200], [words[name] for name in names], scorer=fuzz.WRatio,
            processor=utils.default_process, limit=MOST_FOUND, score_cutoff=LEAST_SCORE,
        )  # fmt: skip
        ordered = sorted(hits, key=lambda hit: (-hit[1], hit[2]))
        return self.lines(names[index] for _, _, index in ordered)


def employer_book(program: Program, viewer: Viewer, *, today: date) -> EmployerBook:
    """The book on ``today``, as ``viewer`` may see it; NotFound where the viewer has no office."""
    office_id = office_of(viewer)
    day = program.market_day(today)
    c = employer_contacts.c
    with reading(program.engine) as connection:
        latest = read_contacts(connection, latest_of_each())
        promised = read_contacts(
            connection, c.office_id == office_id, c.promised.is_not(None), c.settled_on.is_(None)
        )
        owners = read_owners(connection)
        ours = _office_employers(connection, office_id)
    # The first to fall due is written last, and stays.
    first = sorted(promised, key=lambda each: each.promised_for or date.max, reverse=True)
    return EmployerBook(
        day=day,
        owners={
            name: shown
            for name, owner in owners.items()
            if (shown := owner_seen(owner, viewer)) is not None
        },
        talks={each.employer_id: seen(each, viewer, today) for each in latest},
        promises={each.employer_id: seen(each, viewer, today) for each in first},
        ours=ours | {name for name, owner in owners.items() if owner.office_id == office_id},
    )


def _office_employers(connection: sa.Connection, office_id: str) -> frozenset[str]:
    placed = (
        sa.select(t.openings.c.employer_id)
        .join(t.placements, t.placements.c.opening_id == t.openings.c.opening_id)
        .join(t.participants, t.participants.c.participant_id == t.placements.c.participant_id)
        .where(t.participants.c.office_id == office_id)
    )
    spoken = sa.select(employer_contacts.c.employer_id).where(
        employer_contacts.c.office_id == office_id
    )
    return frozenset(connection.execute(sa.union(placed, spoken)).scalars())


def _open_now(day: MarketDay) -> dict[str, int]:
    count: dict[str, int] = {}
    for opening in day.ready.openings:
        over = opening.ends is not None and opening.ends < day.today
        if opening.status is OpeningStatus.OPEN and not over:
            count[opening.employer_id] = count.get(opening.employer_id, 0) + 1
    return count


def _load(day: MarketDay, employer_id: str) -> int:
    taken = day.ready.board.employer_days.get(employer_id, ())
    return sum(first <= day.today <= last for first, last in taken)


def _words(day: MarketDay, lang: str) -> dict[str, str]:
    """By employer, everything that it may be looked for by."""
    parts: dict[str, list[str]] = {
        name: [employer.name or "", employer.industry or "", employer.org_number or ""]
        for name, employer in day.ready.board.employers.items()
    }
    for column, opening in enumerate(day.ready.openings):
        code = day.encoder.offers.code_of(column)
        work: Sequence[str | None] = (
            opening.title, opening.place, catalogue().name(code, lang) if code else None
        )  # fmt: skip
        parts[opening.employer_id].extend(each for each in work if each)
    return {name: " ".join(dict.fromkeys(filter(None, said))) for name, said in parts.items()}
