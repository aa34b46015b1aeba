"""The list of participants: who needs a placement first, and nobody of another office."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.employers import Employer, Office, Opening
from matcher.domain.errors import NotFound
from matcher.domain.market import Market
from matcher.domain.participants import Origin, Participant, Wish
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.store.engine import writing
from matcher.store.writers import upsert_market
from matcher.workflows.caseload import Caseload, Standing, caseload

TODAY = date(2025, 9, 1)
KARI = Viewer("kari", Role.ADVISER, "N1")


def person(participant_id: str, **facts: Any) -> Participant:
    known = {"adviser": "kari", "programme_start": date(2025, 1, 6)}
    return Participant(participant_id, "N1", **{**known, **facts})


def placed(participant_id: str, **facts: Any) -> Placement:
    known: dict[str, Any] = {"starts": date(2025, 8, 4), "planned_end": date(2025, 10, 24)}
    status = facts.pop("status", PlacementStatus.RUNNING)
    return Placement(
        f"L{participant_id}", participant_id, "O1", Purpose.TASTE, status, **{**known, **facts}
    )


List = Callable[..., Caseload]


@pytest.fixture
def listed(engine: sa.Engine) -> List:
    def make(
        *people: Participant, placements: tuple[Placement, ...] = (), mine: bool = True
    ) -> Caseload:
        market = Market(
            offices=(Office("N1", "Testvik"), Office("N2")),
            participants=(*people, Participant("X1", "N2", adviser="kari")),
            wishes=(Wish("A", "kafé", 2, Origin.OWN), Wish("A", "lager", 1, Origin.OWN)),
            employers=(Employer("E1", "Prøvekafeen"),),
            openings=(Opening("O1", "E1", "Kafé"),),
            placements=placements,
        )
        with writing(engine) as connection:
            upsert_market(connection, market)
        return caseload(engine, KARI, today=TODAY, mine=mine)

    return make


def ids(found: Caseload) -> list[str]:
    return [case.participant.participant_id for case in found.cases]


def test_who_needs_a_placement_stands_first_and_then_who_has_waited_longest(listed: List) -> None:
    found = listed(
        person("A"),
        person("B", programme_start=date(2024, 6, 3)),
        person("C"),
        person("D"),
        person("E"),
        placements=(
            placed("C", planned_end=date(2025, 9, 19)),
            placed("D", planned_end=date(2025, 9, 5)),
            placed("E", status=PlacementStatus.PROPOSED, starts=date(2025, 9, 8)),
        ),
    )
    assert ids(found) == ["B", "A", "E", "D", "C"]
    assert [case.standing for case in found.cases] == [
        Standing.NEEDS, Standing.NEEDS, Standing.PROPOSED, Standing.PLACED, Standing.PLACED,
    ]  # fmt: skip


def test_the_first_wish_and_the_place_are_told(listed: List) -> None:
    (case,) = listed(person("A"), placements=(placed("A"),)).cases
    assert case.wish is not None and case.wish.text == "lager"
    assert case.opening is not None and case.opening.title == "Kafé"
    assert case.employer is not None and case.employer.name == "Prøvekafeen"


def test_a_proposal_that_nobody_answered_no_longer_counts(listed: List) -> None:
    lapsed = placed("A", status=PlacementStatus.PROPOSED, starts=date(2025, 8, 15))
    (case,) = listed(person("A"), placements=(lapsed,)).cases
    assert case.standing is Standing.NEEDS and case.placement is None


def test_time_without_a_placement_counts_from_the_last_end(listed: List) -> None:
    ended = placed("A", status=PlacementStatus.ENDED, ended=date(2025, 8, 18))
    (case,) = listed(person("A"), placements=(ended,)).cases
    assert case.idle_since == date(2025, 8, 18)


def test_only_people_in_the_programme_are_listed(listed: List) -> None:
    over = person("B", programme_end=date(2025, 8, 31))
    later = person("C", programme_start=date(2025, 9, 2))
    found = listed(person("A"), over, later, mine=False)
    assert (ids(found), found.count_office, found.count_left) == (["A"], 1, 2)


def test_mine_are_those_of_the_adviser_and_of_the_office(listed: List) -> None:
    people = (person("A"), replace(person("B"), adviser="ola"))
    assert ids(listed(*people)) == ["A"]
    found = listed(*people, mine=False)
    assert (ids(found), found.count_mine, found.count_office) == (["A", "B"], 1, 2)


def test_who_belongs_to_no_office_sees_no_list(listed: List, engine: sa.Engine) -> None:
    listed(person("A"))
    with pytest.raises(NotFound):
        caseload(engine, Viewer("rot", Role.ADMINISTRATOR), today=TODAY, mine=False)
