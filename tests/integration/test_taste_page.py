"""How a taste went is told once it has begun, ends it, and shows on the page and in the ranking."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from matcher.domain.access import OPERATOR, Role, Viewer
from matcher.domain.dismissals import Dismissal, DismissalReason, SaidBy
from matcher.domain.employers import Office
from matcher.domain.errors import Conflict, NotFound
from matcher.domain.market import Market
from matcher.domain.outcomes import Outcome, Reporter
from matcher.domain.participants import Experience, Origin, Wish
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose, Track
from matcher.store.engine import reading, writing
from matcher.store.readers import read_market
from matcher.store.writers import add_dismissal, upsert_market, upsert_rows
from matcher.workflows.interview import note_fact
from matcher.workflows.program import Program, open_program
from matcher.workflows.suggest import suggest
from matcher.workflows.taste_outcome import record_taste
from matcher.workflows.taste_page import TastePage, taste_page
from tests.unit.market_builders import a_mentor, a_participant, a_placement, an_employer, an_opening

TODAY = date(2025, 9, 8)
NOW = datetime(2025, 9, 8, 12, tzinfo=UTC)
MONDAY, FRIDAY = date(2025, 9, 1), date(2025, 9, 5)
KARI, NILS = Viewer("kari", Role.ADVISER, "N1"), Viewer("nils", Role.ADVISER, "N2")
FACETS = ("fit_tasks", "fit_people", "fit_pace", "fit_language", "would_continue")
WELL = dict(zip(FACETS, ("5", "5", "4", "4", "yes"), strict=True))
BADLY = dict(zip(FACETS, ("1", "2", "2", "2", "no"), strict=True))

Open = Callable[..., Program]


def a_taste(starts: date = MONDAY, planned_end: date = FRIDAY, **changed: Any) -> Placement:
    facts = {"status": PlacementStatus.PROPOSED, "purpose": Purpose.TASTE, "participant_id": "P1"}
    return a_placement(starts, planned_end, **{**facts, **changed})


@pytest.fixture
def opened(engine: sa.Engine) -> Iterator[Open]:
    """Opens a program over one participant with a borrowed wish, a shop and a warehouse."""
    programs: list[Program] = []

    def make(**parts: Any) -> Program:
        known: dict[str, Any] = {
            "offices": (Office("N1"), Office("N2")),
            "participants": (a_participant("P1", track=Track.TASTE_FIRST),),
            "wishes": (Wish("P1", "butikk", 1, Origin.FRIENDS, "5223"),),
            "employers": (an_employer(),),
            "mentors": (a_mentor(),),
            "openings": (
                an_opening(),
                an_opening("O2", title="Lager", occupation="4321"),
            ),
            "placements": (a_taste(),),
        }
        market = Market(**{**known, **parts})
        with writing(engine) as connection:
            upsert_market(connection, market)
        programs.append(open_program(engine.url.render_as_string(hide_password=False)))
        return programs[-1]

    yield make
    for program in programs:
        program.engine.dispose()


def record(program: Program, answers: dict[str, str] = WELL, **changed: Any) -> None:
    asked = {"viewer": KARI, "participant_id": "P1", "placement_id": "L1", "today": TODAY}
    given = {**asked, **changed}
    record_taste(
        program.engine, given["viewer"], given["participant_id"], given["placement_id"], answers,
        now=NOW, today=given["today"],
    )  # fmt: skip


def stored(program: Program) -> Market:
    with reading(program.engine) as connection:
        return read_market(connection)


def look(program: Program, today: date = TODAY) -> TastePage:
    return taste_page(program, KARI, "P1", today=today)


def liking(program: Program, code: str) -> float:
    return next(b.mean for b in look(program).advice.beliefs if b.occupation == code)


class TestTelling:
    def test_ends_the_taste_and_keeps_the_participants_own_report(self, opened):
        program = opened()
        record(program)
        after = stored(program)
        (placement,) = after.placements
        assert (placement.status, placement.ended) == (PlacementStatus.ENDED, FRIDAY)
        assert after.outcomes == (
            Outcome("L1", Reporter.PARTICIPANT, TODAY, showed_up=True, fit_tasks=5, fit_people=5,
                    fit_pace=4, fit_language=4, would_continue=True),
        )  # fmt: skip

    def test_before_the_planned_end_ends_it_today(self, opened):
        program = opened()
        record(program, today=date(2025, 9, 3))
        assert stored(program).placements[0].ended == date(2025, 9, 3)

    def test_twice_on_a_day_keeps_the_last_word(self, opened):
        program = opened()
        record(program)
        record(program, BADLY)
        (report,) = stored(program).outcomes
        assert report.would_continue is False

    def test_without_an_answer_ends_the_taste_and_reports_nothing(self, opened):
        program = opened()
        record(program, {})
        after = stored(program)
        assert after.placements[0].status is PlacementStatus.ENDED
        assert after.outcomes == ()

    def test_a_proposal_that_nobody_answered_may_well_have_been_used(self, opened):
        program = opened(placements=(a_taste(proposed_on=date(2025, 8, 1)),))
        record(program)
        assert stored(program).placements[0].status is PlacementStatus.ENDED

    @pytest.mark.parametrize(
        "placement",
        [
            a_taste(TODAY + timedelta(days=1), TODAY + timedelta(days=5)),
            a_taste(status=PlacementStatus.CANCELLED),
        ],
    )
    def test_what_has_not_begun_or_was_called_off_is_refused(self, placement, opened):
        program = opened(placements=(placement,))
        with pytest.raises(Conflict):
            record(program)
        assert stored(program).placements == (placement,)

    @pytest.mark.parametrize(
        "changed",
        [{"viewer": NILS}, {"participant_id": "P7"}, {"placement_id": "L7"}],
    )
    def test_of_another_office_or_nobody_is_not_found(self, changed, opened):
        program = opened()
        with pytest.raises(NotFound):
            record(program, **changed)
        assert stored(program).outcomes == ()

    def test_is_for_tastes_only(self, opened):
        program = opened(placements=(a_taste(purpose=Purpose.EXPERIENCE),))
        with pytest.raises(NotFound):
            record(program)


class TestThePage:
    def test_a_taste_that_has_begun_is_asked_about_until_it_is_told(self, opened):
        program = opened()
        assert [p.placement_id for p in look(program).asked] == ["L1"]
        record(program, {})
        assert [p.placement_id for p in look(program).asked] == ["L1"]
        record(program)
        assert look(program).asked == ()

    def test_a_taste_that_is_to_come_stands_in_place_of_the_next(self, opened):
        program = opened(placements=(a_taste(TODAY + timedelta(days=7), TODAY + timedelta(11)),))
        page = look(program)
        assert page.coming is not None and page.asked == ()

    def test_an_old_taste_is_not_asked_about_for_ever(self, opened):
        long_ago = date(2025, 3, 3)
        old = a_taste(long_ago, long_ago + timedelta(4), status=PlacementStatus.ENDED,
                      ended=long_ago + timedelta(4))  # fmt: skip
        assert look(opened(placements=(old,))).asked == ()

    def test_nobody_is_asked_how_a_taste_was_that_they_did_not_come_to(self, opened):
        missed = a_taste(status=PlacementStatus.ENDED, ended=FRIDAY)
        no_show = Outcome("L1", Reporter.MENTOR, FRIDAY, showed_up=False)
        page = look(opened(placements=(missed,), outcomes=(no_show,)))
        assert page.asked == () and page.tried == ()

    def test_the_evidence_is_all_there(self, opened):
        known = (
            Experience("P1", "lager", "4321", 6, date(2024, 1, 1), liked=False),
            Experience("P1", "renhold", "9112", 6, date(2023, 1, 1)),
        )
        program = opened(experiences=known)
        record(program)
        page = look(program)
        assert [read.wish.text for read in page.wishes] == ["butikk"]
        assert [e.text for e in page.experiences] == ["lager"]  # of the other nobody asked
        assert [t.report.fit_tasks for t in page.tried] == [5]
        assert page.wished == page.tasted == {"5223"}

    def test_another_office_finds_nothing(self, opened):
        with pytest.raises(NotFound):
            taste_page(opened(), NILS, "P1", today=TODAY)


class TestGoingOn:
    def test_is_offered_where_it_went_well(self, opened):
        program = opened()
        assert look(program).tried == ()
        record(program)
        (taste,) = look(program).tried
        assert taste.went_well and taste.onward is Purpose.JOB_HERE

    def test_follows_the_track(self, opened):
        person = a_participant("P1", track=Track.TRAIN_THEN_PLACE)
        program = opened(participants=(person,))
        record(program)
        assert look(program).tried[0].onward is Purpose.LANGUAGE

    def test_is_not_offered_where_it_went_badly(self, opened):
        program = opened()
        record(program, BADLY)
        (taste,) = look(program).tried
        assert not taste.went_well and taste.onward is None

    def test_is_not_offered_where_the_place_takes_tastes_only(self, opened):
        program = opened(openings=(an_opening(purposes=(Purpose.TASTE,)),))
        record(program)
        assert look(program).tried[0].onward is None

    def test_is_not_offered_where_a_rule_says_no(self, opened):
        program = opened()
        record(program)
        no = Dismissal("P1", "O1", DismissalReason.NOT_THIS_WORKPLACE, SaidBy.PARTICIPANT, TODAY)
        with writing(program.engine) as connection:
            add_dismissal(connection, KARI, no)
        assert look(program).tried[0].onward is None

    def test_is_not_offered_twice(self, opened):
        program = opened()
        record(program)
        stay = a_placement(TODAY, TODAY + timedelta(80), placement_id="L2", participant_id="P1")
        with writing(program.engine) as connection:
            upsert_rows(connection, "placements", [stay])
        assert look(program).tried[0].onward is None


class TestFromTasteToPlacement:
    def reasons(self, program: Program, opening_id: str) -> list[str]:
        found = suggest(
            program, OPERATOR, "P1", today=TODAY, purpose=Purpose.EXPERIENCE, log=False
        ).suggestions
        return [
            reason.text for s in found if s.opening_id == opening_id for reason in s.reasons
            if reason.feature == "tasted_liking"
        ]  # fmt: skip

    def first(self, program: Program) -> str:
        found = suggest(program, OPERATOR, "P1", today=TODAY, purpose=Purpose.EXPERIENCE, log=False)
        return found.suggestions[0].opening_id

    def test_a_bad_taste_turns_the_suggestions_and_is_the_reason(self, opened):
        program = opened()
        before = liking(program, "5223")
        assert self.first(program) == "O1"
        assert self.reasons(program, "O1") == []
        record(program, BADLY)
        assert liking(program, "5223") < before
        assert self.first(program) == "O2"
        assert self.reasons(program, "O1") == [
            "Utprøvingen «Butikk» tyder på at dette passer mindre godt."
        ]

    def test_a_good_taste_is_a_reason_for(self, opened):
        program = opened()
        record(program)
        assert self.reasons(program, "O1") == ["Utprøvingen «Butikk» gikk bra, og dette ligner."]

    def test_a_taste_is_never_named_for_what_another_one_told(self, opened):
        second = a_taste(placement_id="L2", opening_id="O2", status=PlacementStatus.ENDED,
                         ended=FRIDAY)  # fmt: skip
        program = opened(placements=(a_taste(), second))
        record(program, BADLY)
        record(program, WELL, placement_id="L2")
        assert "gikk bra" not in " ".join(self.reasons(program, "O1"))
        assert "mindre godt" not in " ".join(self.reasons(program, "O2"))

    def test_what_is_said_in_an_interview_moves_the_suggestions_too(self, opened):
        program = opened(placements=())
        before = self.fits(program)
        note_fact(
            program.engine, KARI, "P1", dimension="people", likes=False,
            text="vil helst være i fred", said_by=SaidBy.PARTICIPANT, today=TODAY,
        )  # fmt: skip
        after = self.fits(program)
        assert after["O1"] < before["O1"]  # a shop is full of people
        assert after["O2"] > before["O2"]

    def fits(self, program: Program) -> dict[str, float]:
        found = suggest(program, OPERATOR, "P1", today=TODAY, purpose=Purpose.EXPERIENCE, log=False)
        return {s.opening_id: s.outcomes["fits"] for s in found.suggestions}
