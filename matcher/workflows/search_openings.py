"""Use case: find an opening by its words, and the openings that one rule stops for a person."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import Connection

from matcher.domain.access import Viewer
from matcher.domain.employers import Employer, Opening
from matcher.domain.purposes import Purpose
from matcher.eligibility.rules import Rule, State
from matcher.eligibility.screening import screen
from matcher.occupations import catalogue
from matcher.store import tables as t
from matcher.store.engine import reading
from matcher.store.readers import read_all, read_openings, read_participant
from matcher.workflows.program import Program

# Below this (of 100, rapidfuzz's WRatio) a hit has hardly a word in common with what was typed.
LEAST_SCORE = 60


@dataclass(frozen=True, slots=True)
class OpeningFound:
    """An opening and whose it is."""

    opening: Opening
    employer: Employer | None


def search_openings(
    program: Program,
    viewer: Viewer,
    participant_id: str,
    text: str,
    *,
    lang: str = "nb",
    limit: int = 20,
) -> tuple[OpeningFound, ...]:
    """Openings whose title, occupation, employer or place is like ``text``, the likest first.

    NotFound where ``viewer`` may not see the participant on whose behalf it is asked.
    """
    from rapidfuzz import fuzz, process, utils

    with reading(program.engine) as connection:
        read_participant(connection, viewer, participant_id)
        found = _all(connection)
    name = catalogue().name
    words = [_words(item, lambda code: name(code, lang)) for item in found]
    hits = process.extract(
        text[:200], words, scorer=fuzz.WRatio, processor=utils.default_process,
        limit=limit, score_cutoff=LEAST_SCORE,
    )  # fmt: skip
    # The same score twice: the order of ids decides, which is the order of ``found``.
    ordered = sorted(hits, key=lambda hit: (-hit[1], hit[2]))
    return tuple(found[index] for _, _, index in ordered)


def read_openings_shown(program: Program, opening_ids: Sequence[str]) -> dict[str, OpeningFound]:
    """Openings that a list shows, by id, with what the list itself does not say of them."""
    with reading(program.engine) as connection:
        employers = {e.employer_id: e for e in read_all(connection, Employer)}
        openings = read_openings(connection, t.openings.c.opening_id.in_(opening_ids))
    return {o.opening_id: OpeningFound(o, employers.get(o.employer_id)) for o in openings}


def openings_stopped_by(
    program: Program,
    viewer: Viewer,
    participant_id: str,
    rule: Rule,
    *,
    today: date,
    purpose: Purpose | None = None,
) -> tuple[OpeningFound, ...]:
    """Every opening that does not meet ``rule`` for the participant, by id."""
    with reading(program.engine) as connection:
        participant = read_participant(connection, viewer, participant_id)
    ready = program.market_day(today).ready
    screening = screen(ready, [participant], purpose)
    states = np.broadcast_to(screening.states[rule], (1, len(ready.openings)))[0]
    return tuple(
        OpeningFound(opening, ready.board.employers.get(opening.employer_id))
        for opening, state in zip(ready.openings, states, strict=True)
        if state == State.NOT_MET
    )


def _all(connection: Connection) -> list[OpeningFound]:
    employers = {e.employer_id: e for e in read_all(connection, Employer)}
    return [OpeningFound(o, employers.get(o.employer_id)) for o in read_openings(connection)]


def _words(item: OpeningFound, occupation_name: Callable[[str], str]) -> str:
    opening = item.opening
    parts = (
        opening.title,
        item.employer.name if item.employer else None,
        occupation_name(opening.occupation) if opening.occupation else None,
        opening.place,
    )
    return " ".join(part for part in parts if part)
