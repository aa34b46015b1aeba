"""Suggestions follow what changed in the store at once, and each one is explained."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from matcher.domain.access import OPERATOR
from matcher.domain.dismissals import Dismissal, DismissalReason, SaidBy
from matcher.domain.errors import NotFound
from matcher.domain.purposes import Purpose
from matcher.eligibility.board import make_board
from matcher.eligibility.pair import judge
from matcher.ranking.rank import MarketDay
from matcher.store.engine import writing
from matcher.store.writers import add_dismissal, set_wish_occupation
from matcher.workflows.program import Program
from matcher.workflows.suggest import suggest
from matcher.workflows.why import why
from tests.integration.kept_market_of import market_of
from tests.integration.suggested import openings_of, somebody
from tests.integration.web_start import TODAY


@pytest.fixture
def program(town: Callable[..., Program]) -> Program:
    """A simulated municipality of 24 people."""
    return town(participants=24)


class TestFresh:
    @pytest.fixture
    def reads(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
        """How often the market was read from the store."""
        counted, read = [], Program._read_day

        def counting(self: Program, connection: sa.Connection, today: date) -> MarketDay:
            counted.append(1)
            return read(self, connection, today)

        monkeypatch.setattr(Program, "_read_day", counting)
        return lambda: len(counted)

    def test_a_no_is_seen_at_once_and_a_shown_list_reads_nothing_again(
        self, program: Program, reads: Callable[[], int]
    ) -> None:
        person = somebody(program)
        first = suggest(program, OPERATOR, person.participant_id, today=TODAY)
        for _ in range(3):
            suggest(program, OPERATOR, person.participant_id, today=TODAY)
        assert reads() == 1
        turned_down = first.suggestions[0].opening_id
        no = Dismissal(
            person.participant_id, turned_down, DismissalReason.NOT_THIS_WORK,
            SaidBy.PARTICIPANT, TODAY,
        )  # fmt: skip
        with writing(program.engine) as connection:
            add_dismissal(connection, OPERATOR, no)
        after = suggest(program, OPERATOR, person.participant_id, today=TODAY)
        assert turned_down not in openings_of(after)
        assert after.blocked["forbidden"] == first.blocked.get("forbidden", 0) + 1
        assert reads() == 2

    def test_a_corrected_wish_changes_the_values(self, program: Program) -> None:
        market = market_of(program)
        person = next(
            p for p in (somebody(program, n) for n in range(5))
            if any(w.participant_id == p.participant_id for w in market.wishes)
        )  # fmt: skip
        first = suggest(program, OPERATOR, person.participant_id, today=TODAY, limit=99, log=False)
        codes = {o.opening_id: o.occupation for o in market.openings}
        last = first.suggestions[-1]
        wish = next(w for w in market.wishes if w.participant_id == person.participant_id)
        with writing(program.engine) as connection:
            set_wish_occupation(
                connection,
                OPERATOR,
                person.participant_id,
                wish.rank,
                wish.text,
                codes[last.opening_id],
            )
        after = suggest(program, OPERATOR, person.participant_id, today=TODAY, limit=99, log=False)
        value = {each.opening_id: each.value for each in after.suggestions}
        assert value[last.opening_id] > last.value

    def test_two_days_are_kept_and_no_more(
        self, program: Program, reads: Callable[[], int]
    ) -> None:
        tomorrow, later = TODAY + timedelta(days=1), TODAY + timedelta(days=2)
        for day in (TODAY, tomorrow, TODAY, tomorrow):
            program.market_day(day)
        assert reads() == 2
        for day in (later, TODAY):
            program.market_day(day)
        assert reads() == 4


class TestWhy:
    def test_contributions_add_up_and_agree_with_the_list(self, program: Program) -> None:
        person = somebody(program)
        listed = suggest(program, OPERATOR, person.participant_id, today=TODAY, log=False)
        for each in listed.suggestions[:3]:
            found = why(
                program, OPERATOR, person.participant_id, each.opening_id, today=TODAY, lang="en"
            )
            assert found.eligible and found.value == pytest.approx(each.value)
            assert found.score == found.value - 0.8 * found.price
            assert (found.free_from, found.travel_minutes) == (each.free_from, each.travel_minutes)
            assert found.purpose is each.purpose
            for stage in found.stages:
                parts = sum(part.log_odds for part in stage.contributions)
                assert stage.intercept + parts == pytest.approx(stage.log_odds, abs=1e-9)
                assert stage.probability == pytest.approx(each.outcomes[stage.stage])
                for part in stage.contributions:
                    assert part.raw is not None or part.log_odds == 0

    def test_an_impossible_pair_is_explained_too(self, program: Program) -> None:
        market = market_of(program)
        board = make_board(market, TODAY, program.policy)
        person = somebody(program)
        opening, judged = next(
            (o, j) for o in market.openings if not (j := judge(board, person, o)).eligible
        )
        found = why(program, OPERATOR, person.participant_id, opening.opening_id, today=TODAY)
        assert not found.eligible
        assert [(rule.rule, rule.state) for rule in found.rules] == [
            (str(a.rule), a.state.name.lower()) for a in judged.answers
        ]
        assert all(rule.text and rule.name for rule in found.rules)

    def test_a_missing_opening_is_named(self, program: Program) -> None:
        with pytest.raises(NotFound, match='There is no opening "O-none"'):
            why(program, OPERATOR, somebody(program).participant_id, "O-none", today=TODAY)

    def test_nothing_is_said_of_a_purpose_that_is_not_proposed(self, program: Program) -> None:
        person = somebody(program)
        opening = market_of(program).openings[0].opening_id
        for purpose in Purpose:
            found = why(
                program, OPERATOR, person.participant_id, opening, today=TODAY, purpose=purpose
            )
            for stage in found.stages:
                for part in stage.contributions:
                    if part.feature.startswith("purpose_") and part.raw == 0:
                        assert part.text is None
