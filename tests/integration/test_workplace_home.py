"""The first page of a workplace: what waits, who is here, how full it is, for whom."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from matcher.domain.access import Role, Viewer
from matcher.domain.employers import Employer, Mentor
from matcher.domain.errors import NotFound
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.domain.stops import Stop, StopReason
from matcher.store.engine import writing
from matcher.store.stops import add_stop
from matcher.store.writers import upsert_rows
from matcher.workflows.program import Program, open_program
from matcher.workflows.workplace.home import Home, home
from tests.integration.web_start import TODAY, signed_in

OLA = Viewer("ola@butikken.no", Role.EMPLOYER, employer_id="E1")
KARI = Viewer("kari", Role.ADVISER, "N1")
NILS = Viewer("nils", Role.ADVISER, "N2")


@pytest.fixture
def seen(store: sa.Engine) -> Iterator[Callable[..., Home]]:
    """The page of E1 on a day, as somebody sees it, when these rows have been added."""
    opened: list[Program] = []

    def read(viewer: Viewer = OLA, today: date = TODAY, **rows: list[object]) -> Home:
        with writing(store) as connection:
            for table, some in rows.items():
                upsert_rows(connection, table, some)
        opened.append(open_program(store.url.render_as_string(hide_password=False)))
        return home(opened[-1], viewer, "E1", today=today)

    yield read
    for program in opened:
        program.engine.dispose()


def coming(placement_id: str, mentor: str, status: PlacementStatus) -> Placement:
    """P2, from tomorrow on."""
    proposed = status is PlacementStatus.PROPOSED
    purpose = Purpose.LANGUAGE if proposed else Purpose.EXPERIENCE
    return Placement(
        placement_id, "P2", "O1", purpose, status, mentor,
        date(2025, 9, 2), date(2025, 11, 21),
    )  # fmt: skip


def test_who_is_here_has_no_name_before_a_yes_to_that(seen):
    (stay,) = seen().here
    assert (stay.name, stay.title, stay.ends) == (None, "Butikk", date(2025, 9, 5))


def test_a_placement_that_is_over_is_nobody_here(seen):
    assert seen(today=date(2025, 9, 6)).here == ()


def test_who_is_coming_is_told_apart_and_what_is_only_proposed_is_not(seen):
    accepted = coming("PL2", "M2", PlacementStatus.ACCEPTED)
    proposed = coming("PL3", "M2", PlacementStatus.PROPOSED)
    found = seen(placements=[accepted, proposed])
    assert (len(found.here), len(found.coming)) == (1, 1)


def test_a_mentors_load_counts_whoever_follows_the_people_up(seen):
    loads = {each.mentor.mentor_id: each for each in seen(NILS).mentors}
    assert loads["M1"].full and not loads["M2"].full
    assert (loads["M1"].here, loads["M2"].here) == (1, 0)


def test_a_mentor_who_is_away_is_told_to_be(seen, store):
    away = [
        Stop(StopReason.AWAY, date(2025, 8, 25), last, mentor_id="M2")
        for last in (date(2025, 9, 12), date(2025, 9, 5), date(2025, 8, 29))
    ]
    with writing(store) as connection:
        for stop in away:
            add_stop(connection, stop, set_on=TODAY, set_by="kari")
    loads = {each.mentor.mentor_id: each.stop for each in seen().mentors}
    assert loads == {"M1": None, "M2": away[0]}


def test_an_adviser_of_another_office_sees_that_somebody_is_there_and_not_who(seen):
    found = seen(NILS)
    assert (found.here, found.others) == ((), 1)
    assert len(seen(KARI).here) == 1


def test_an_employer_without_anything_is_told_how_to_begin(store, app: Flask):
    with writing(store) as connection:
        upsert_rows(connection, "employers", [Employer("E2", "Naboen")])
    page = signed_in(app, "kari").get("/workplace/E2").text
    assert "Slik kommer dere i gang" in page and "Hos dere nå" not in page


def test_a_pause_of_everything_stands_first(seen):
    paused = Employer("E1", "Prøvebutikken", capacity=2, paused_until=date(2025, 9, 30))
    assert seen(employers=[paused]).paused_until == date(2025, 9, 30)


def test_the_page_names_nobody_and_no_number_of_a_person(store, app: Flask):
    with writing(store) as connection:
        named = Participant("P1", "N1", "kari", name="Hemmelig Hansen", phone="99887766")
        upsert_rows(connection, "participants", [named])
        upsert_rows(connection, "mentors", [Mentor("M3", "E1", "Nina")])
    page = signed_in(app, "kari").get("/workplace/E1").text
    assert "En person" in page and "har 0 personer" in page
    assert not [each for each in ("Hemmelig", "99887766", '"P1"', "PL1", "/P1") if each in page]


def test_another_employers_page_is_not_there(seen, store):
    with pytest.raises(NotFound):
        seen(Viewer("per@naboen.no", Role.EMPLOYER, employer_id="E2"))
    with pytest.raises(NotFound):
        seen(Viewer("root", Role.ADMINISTRATOR))
