"""Suggest, end to end on a store that holds a small simulated municipality."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from matcher.domain.access import OPERATOR, Role, Viewer
from matcher.domain.errors import NotFound
from matcher.domain.participants import Participant
from matcher.domain.placements import PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.eligibility.board import make_board
from matcher.eligibility.pair import judge
from matcher.eligibility.rules import State
from matcher.store.engine import reading, writing
from matcher.store.own_tables import suggestion_lists, suggestions_shown
from matcher.store.writers import upsert_rows
from matcher.workflows.choose import prepare_choice
from matcher.workflows.program import Program
from matcher.workflows.suggest import suggest, suggest_all
from matcher.workflows.why import why
from tests.integration.kept_market_of import market_of
from tests.integration.suggested import openings_of, somebody
from tests.integration.web_start import TODAY


@pytest.fixture
def program(town: Callable[..., Program]) -> Program:
    """A simulated municipality of 24 people."""
    return town(participants=24)


def adviser_of(participant: Participant) -> Viewer:
    return Viewer("kari", Role.ADVISER, participant.office_id)


def logged(program: Program) -> list[sa.Row[tuple[object, ...]]]:
    with reading(program.engine) as connection:
        return list(
            connection.execute(
                sa.select(suggestion_lists, suggestions_shown)
                .join(suggestions_shown, isouter=True)
                .order_by(suggestion_lists.c.id, suggestions_shown.c.position)
            )
        )


class TestOneList:
    def test_the_order_the_ranks_and_the_numbers_hold_together(self, program: Program) -> None:
        person = somebody(program)
        found = suggest(program, adviser_of(person), person.participant_id, today=TODAY, limit=50)
        scores = [each.score for each in found.suggestions]
        assert scores == sorted(scores, reverse=True)
        assert [each.rank for each in found.suggestions] == list(range(1, len(scores) + 1))
        for each in found.suggestions:
            chance = each.outcomes
            assert list(chance) == ["shows_up", "completes", "fits", "leads_to_work"]
            assert all(0 < number < 1 for number in chance.values())
            worth = chance["shows_up"] * (
                0.3 * chance["fits"]
                + 0.3 * chance["completes"]
                + 0.4 * chance["completes"] * chance["leads_to_work"]
            )
            assert each.value == pytest.approx(worth) and each.score == each.value
            assert each.price == 0.0 and 0 < each.probability <= 1
            assert sum(r.effect > 0 for r in each.reasons) in (2, 3, 4)
            assert sum(r.effect < 0 for r in each.reasons) in (1, 2)

    def test_every_suggestion_is_possible_and_planned_within_what_is_free(
        self, program: Program
    ) -> None:
        market = market_of(program)
        board = make_board(market, TODAY, program.policy)
        openings = {o.opening_id: o for o in market.openings}
        for person in market.participants[:24]:
            found = suggest(program, OPERATOR, person.participant_id, today=TODAY, log=False)
            for each in found.suggestions:
                opening = openings[each.opening_id]
                judged = judge(board, person, opening)
                assert judged.eligible
                assert each.free_from == judged.free.starts
                assert each.mentor_id is None or each.mentor_id in judged.free.mentor_ids
                assert (each.mentor_id is None) == (not judged.free.mentor_ids)
                assert each.purpose is judged.purpose
                assert each.free_from <= each.planned_start <= each.planned_end
                assert each.planned_start.weekday() < 5
                unknown = [a for a in judged.answers if a.state is State.UNKNOWN]
                assert [(u.rule, u.field) for u in each.unknown] == [
                    (str(a.rule), field) for a in unknown for field in a.unknown_fields
                ]
                for has, needs in (
                    (person.norwegian_spoken, opening.needs_spoken),
                    (person.norwegian_written, opening.needs_written),
                ):
                    assert has is None or needs is None or has >= needs

    def test_a_stay_that_is_free_from_a_weekend_on_ends_within_what_is_free(
        self, program: Program
    ) -> None:
        """Mentors who leave twelve weeks after Saturday are there to the planned end."""
        saturday = date(2025, 8, 30)
        leave = saturday + timedelta(days=7 * program.policy.placement_weeks - 1)
        market = market_of(program)
        with writing(program.engine) as connection:
            mentors = [replace(m, available_to=leave) for m in market.mentors]
            upsert_rows(connection, "mentors", mentors)
        seen = 0
        for found in suggest_all(program, OPERATOR, today=saturday, purpose=Purpose.EXPERIENCE):
            for each in found.suggestions:
                if each.mentor_id is not None:
                    seen += 1
                    assert each.planned_start == date(2025, 9, 1) and each.planned_end <= leave
                    form = prepare_choice(
                        program, OPERATOR, found.participant_id, each.opening_id,
                        today=saturday, purpose=Purpose.EXPERIENCE,
                    )  # fmt: skip
                    assert (form.starts, form.planned_end) == (each.planned_start, each.planned_end)
        assert seen

    def test_blocked_counts_each_opening_under_every_rule_that_stops_it(
        self, program: Program
    ) -> None:
        market = market_of(program)
        board = make_board(market, TODAY, program.policy)
        for person in market.participants[:6]:
            counted: dict[str, int] = {}
            for opening in market.openings:
                for answer in judge(board, person, opening).answers:
                    if answer.state is State.NOT_MET:
                        counted[str(answer.rule)] = counted.get(str(answer.rule), 0) + 1
            found = suggest(program, OPERATOR, person.participant_id, today=TODAY, log=False)
            assert found.blocked == counted

    def test_the_limit_the_purpose_and_the_language_are_kept(self, program: Program) -> None:
        person = somebody(program)
        ask = {"today": TODAY, "log": False}
        whole = suggest(program, OPERATOR, person.participant_id, limit=99, **ask)
        one = suggest(program, OPERATOR, person.participant_id, limit=1, **ask)
        assert len(one.suggestions) == 1 <= len(whole.suggestions)
        for purpose in Purpose:
            listed = suggest(program, OPERATOR, person.participant_id, purpose=purpose, **ask)
            assert {each.purpose for each in listed.suggestions} <= {purpose}
        norwegian, english = (
            suggest(program, OPERATOR, person.participant_id, lang=lang, **ask)
            for lang in ("nb", "en")
        )
        assert [s.opening_id for s in norwegian.suggestions] == [
            s.opening_id for s in english.suggestions
        ]
        assert norwegian.suggestions[0].reasons[0].text != english.suggestions[0].reasons[0].text

    def test_the_same_day_gives_the_same_list(self, program: Program) -> None:
        person = somebody(program)
        first, again = (
            suggest(program, OPERATOR, person.participant_id, today=TODAY, limit=3)
            for _ in range(2)
        )
        assert first == again


class TestOfficeLock:
    def test_another_offices_participant_is_as_missing_as_a_missing_one(
        self, program: Program
    ) -> None:
        person = somebody(program)
        stranger = Viewer("ola", Role.ADVISER, "another office")
        messages = set()
        for participant_id in (person.participant_id, "P-nobody"):
            for use in (_suggest, _why):
                with pytest.raises(NotFound) as refused:
                    use(program, stranger, participant_id)
                messages.add(str(refused.value).replace(participant_id, "ID"))
        assert messages == {'There is no participant "ID" at your office.'}
        assert logged(program) == []

    def test_nobody_sees_another_offices_people_in_a_whole_office(self, program: Program) -> None:
        person = somebody(program)
        viewer = adviser_of(person)
        market = market_of(program)
        own = {p.participant_id for p in market.participants if p.office_id == viewer.office_id}
        listed = {each.participant_id for each in suggest_all(program, viewer, today=TODAY)}
        assert listed and listed <= own
        with pytest.raises(NotFound):
            list(suggest_all(program, viewer, today=TODAY, office_id="another office"))

    def test_an_administrator_sees_nobody(self, program: Program) -> None:
        administrator = Viewer("root", Role.ADMINISTRATOR)
        assert list(suggest_all(program, administrator, today=TODAY)) == []
        with pytest.raises(NotFound):
            _suggest(program, administrator, somebody(program).participant_id)


def _suggest(program: Program, viewer: Viewer, participant_id: str) -> object:
    return suggest(program, viewer, participant_id, today=TODAY)


def _why(program: Program, viewer: Viewer, participant_id: str) -> object:
    opening = market_of(program).openings[0].opening_id
    return why(program, viewer, participant_id, opening, today=TODAY)


class TestLog:
    def test_everything_that_was_shown_is_kept(self, program: Program) -> None:
        person = somebody(program)
        viewer = adviser_of(person)
        found = suggest(
            program, viewer, person.participant_id, today=TODAY, limit=3, purpose=None, lang="en"
        )
        rows = logged(program)
        assert len(rows) == len(found.suggestions) > 0
        for row, each in zip(rows, found.suggestions, strict=True):
            assert (row.participant_id, row.office_id, row.shown_by) == (
                person.participant_id, person.office_id, "kari",
            )  # fmt: skip
            assert (row.today, row.purpose) == (TODAY, None)
            assert row.model_version == found.model_version == program.model.version
            assert (row.position, row.opening_id, row.mentor_id) == (
                each.rank, each.opening_id, each.mentor_id,
            )  # fmt: skip
            assert (row.value, row.price, row.score) == (each.value, each.price, each.score)
            assert row.probability == each.probability

    def test_an_empty_list_is_kept_too(self, program: Program) -> None:
        person = replace(somebody(program), programme_end=TODAY - timedelta(days=1))
        with writing(program.engine) as connection:
            upsert_rows(connection, "participants", [person])
        found = suggest(program, OPERATOR, person.participant_id, today=TODAY)
        (row,) = logged(program)
        assert found.suggestions == () and found.blocked["programme"] > 0
        assert row.position is None and row.shown_by == OPERATOR.name

    def test_looking_without_showing_keeps_nothing(self, program: Program) -> None:
        person = somebody(program)
        suggest(program, OPERATOR, person.participant_id, today=TODAY, log=False)
        assert list(suggest_all(program, OPERATOR, today=TODAY))
        _why(program, OPERATOR, person.participant_id)
        assert logged(program) == []


class TestEverybody:
    def test_all_who_wait_and_nobody_else(self, program: Program) -> None:
        market = market_of(program)
        running = {
            p.participant_id for p in market.placements if p.status is PlacementStatus.RUNNING
        }
        waiting = {
            p.participant_id
            for p in market.participants
            if (p.programme_start is None or p.programme_start <= TODAY)
            and (p.programme_end is None or p.programme_end >= TODAY)
            and p.participant_id not in running
        }
        listed = [each.participant_id for each in suggest_all(program, OPERATOR, today=TODAY)]
        assert set(listed) == waiting and len(listed) == len(waiting) > 0
        assert running

    def test_the_same_as_one_by_one(self, program: Program) -> None:
        for each in list(suggest_all(program, OPERATOR, today=TODAY, limit=4, lang="en"))[:5]:
            alone = suggest(
                program, OPERATOR, each.participant_id, today=TODAY, limit=4, lang="en", log=False
            )
            assert openings_of(each) == openings_of(alone)
            assert each.blocked == alone.blocked

    def test_one_office_only(self, program: Program) -> None:
        office_of = {p.participant_id: p.office_id for p in market_of(program).participants}
        office = somebody(program).office_id
        listed = suggest_all(program, OPERATOR, today=TODAY, office_id=office)
        assert {office_of[each.participant_id] for each in listed} == {office}
