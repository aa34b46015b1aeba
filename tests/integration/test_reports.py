"""Reports are given, corrected and put aside; links hold for one form only, and not for ever."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.errors import BadInput, Conflict, FormRefused, NotFound
from matcher.domain.market import Market
from matcher.domain.outcomes import EndReason, Outcome, Reporter
from matcher.domain.placements import PlacementStatus
from matcher.store.engine import reading, writing
from matcher.store.life_tables import report_drafts, reports_given
from matcher.store.readers import read_market, store_version
from matcher.store.writers import upsert_market, upsert_rows
from matcher.workflows.report_answers import give_report, put_aside
from matcher.workflows.report_links import (
    LinkClosed,
    LinkState,
    give_by_link,
    make_report_link,
    open_link,
    put_aside_by_link,
    withdraw_report_link,
)
from matcher.workflows.report_overview import reports_on

TODAY = date(2025, 9, 5)
NOW = datetime(2025, 9, 5, 12, tzinfo=UTC)
KARI, NILS = Viewer("kari", Role.ADVISER, "N1"), Viewer("nils", Role.ADVISER, "N2")
PARTICIPANT, MENTOR, ADVISER = Reporter
WELL = {"fit_tasks": "5", "fit_people": "4", "would_continue": "yes"}
BADLY = {"fit_tasks": "1", "would_continue": "no"}


def give(engine, reporter, typed, *, on=TODAY, viewer=KARI):
    return give_report(engine, viewer, "PL1", reporter, typed, now=NOW, today=on)


def link(engine, reporter=PARTICIPANT, *, on=TODAY, placement="PL1", viewer=KARI):
    return make_report_link(engine, viewer, placement, reporter, now=NOW, today=on)


def look(engine, reporter=PARTICIPANT):
    return reports_on(engine, KARI, "PL1", TODAY).of(reporter)


def outcomes(engine):
    with reading(engine) as connection:
        return read_market(connection).outcomes


def rows(engine, table):
    with reading(engine) as connection:
        return connection.execute(sa.select(table)).all()


def change(engine, **facts):
    with writing(engine) as connection:
        (placement,) = read_market(connection).placements
        upsert_rows(connection, "placements", [replace(placement, **facts)])


def state_of(engine, link_id, on=TODAY):
    with pytest.raises(LinkClosed) as closed:
        open_link(engine, link_id, on)
    return closed.value.state


class TestGiving:
    def test_keeps_the_outcome_and_the_answers(self, filled):
        assert give(filled, PARTICIPANT, WELL)
        assert outcomes(filled) == (
            Outcome("PL1", PARTICIPANT, TODAY, showed_up=True, fit_tasks=5, fit_people=4,
                    would_continue=True),
        )  # fmt: skip
        (given,) = look(filled).given
        assert (given.answers, given.given_by, given.given_at) == (WELL, "kari", NOW)

    def test_twice_gives_one_report(self, filled):
        assert give(filled, PARTICIPANT, WELL)
        assert not give(filled, PARTICIPANT, WELL)
        assert len(rows(filled, reports_given)) == len(outcomes(filled)) == 1

    def test_a_correction_on_the_same_day_replaces_what_counts_and_keeps_what_was_said(
        self, filled
    ):
        give(filled, PARTICIPANT, WELL)
        give(filled, PARTICIPANT, BADLY)
        (counts,) = outcomes(filled)
        assert counts.would_continue is False
        assert [given.answers for given in look(filled).given] == [BADLY, WELL]

    def test_back_and_forth_keeps_every_word(self, filled):
        for answers in (WELL, BADLY, WELL):
            give(filled, PARTICIPANT, answers)
        assert [given.answers for given in look(filled).given] == [WELL, BADLY, WELL]
        assert outcomes(filled)[0].would_continue is True

    def test_a_correction_on_a_later_day_counts_from_that_day(self, filled):
        give(filled, PARTICIPANT, WELL)
        later = TODAY + timedelta(days=3)
        give(filled, PARTICIPANT, BADLY, on=later)
        assert [o.reported_on for o in outcomes(filled)] == [TODAY, later]
        assert look(filled).latest.would_continue is False

    def test_an_answer_from_a_file_is_kept_when_it_is_corrected_on_its_day(self, filled):
        with writing(filled) as connection:
            upsert_rows(connection, "outcomes", [Outcome("PL1", MENTOR, TODAY, showed_up=True)])
        give(filled, MENTOR, {"showed_up": "no"})
        assert [given.answers for given in look(filled, MENTOR).given] == [
            {"showed_up": "no"},
            {"showed_up": "yes"},
        ]

    def test_what_to_train_is_kept_though_no_outcome_holds_it(self, filled):
        give(filled, MENTOR, {"showed_up": "yes", "training": "kasse"})
        assert look(filled, MENTOR).answers == {"showed_up": "yes", "training": "kasse"}

    def test_a_wrong_answer_keeps_the_form_and_reports_nothing(self, filled):
        typed = {"end_reason": "completed", "next_step_on": "31.02.2025"}
        with pytest.raises(FormRefused):
            give(filled, ADVISER, typed)
        assert outcomes(filled) == ()
        assert look(filled, ADVISER).draft.answers == typed

    @pytest.mark.parametrize(
        "facts",
        [{"status": PlacementStatus.CANCELLED}, {"starts": date(2025, 9, 6)}],
    )
    def test_of_what_never_began_is_refused(self, filled, facts):
        change(filled, **{"planned_end": date(2025, 9, 12), **facts})
        with pytest.raises(Conflict):
            give(filled, PARTICIPANT, WELL)

    def test_of_another_office_finds_nothing(self, filled):
        for act in (give, lambda *a, **k: put_aside(*a[:0], filled, NILS, "PL1", PARTICIPANT,
                                                    WELL, now=NOW, today=TODAY)):  # fmt: skip
            with pytest.raises(NotFound):
                act(filled, PARTICIPANT, WELL, viewer=NILS)
        with pytest.raises(NotFound):
            reports_on(filled, NILS, "PL1", TODAY)


class TestDrafts:
    def test_a_half_filled_form_is_kept_and_counts_for_nothing(self, filled):
        put_aside(filled, KARI, "PL1", MENTOR, {"training": "  kasse "}, now=NOW, today=TODAY)
        assert look(filled, MENTOR).draft.answers == {"training": "kasse"}
        assert look(filled, MENTOR).latest is None

    def test_the_draft_is_gone_when_the_form_is_sent(self, filled):
        put_aside(filled, KARI, "PL1", MENTOR, {"showed_up": "yes"}, now=NOW, today=TODAY)
        give(filled, MENTOR, {"showed_up": "yes"})
        assert rows(filled, report_drafts) == []

    def test_a_draft_that_comes_after_what_was_sent_is_none(self, filled):
        give(filled, MENTOR, {"showed_up": "yes"})
        put_aside(filled, KARI, "PL1", MENTOR, {"showed_up": "yes"}, now=NOW, today=TODAY)
        assert rows(filled, report_drafts) == []

    def test_a_draft_makes_nobody_rank_again(self, filled):
        with reading(filled) as connection:
            before = store_version(connection)
        put_aside(filled, KARI, "PL1", MENTOR, {"showed_up": "yes"}, now=NOW, today=TODAY)
        with reading(filled) as connection:
            assert store_version(connection) == before


class TestOverview:
    def test_says_what_is_missing(self, filled):
        give(filled, PARTICIPANT, {**WELL, "fit_pace": "unknown"})
        assert look(filled).missing == ("fit_language",)
        assert set(look(filled, MENTOR).missing) == {
            "showed_up", "completed", "would_hire", "training",
        }  # fmt: skip

    def test_counts_what_came_with_a_file(self, filled):
        said = Outcome("PL1", ADVISER, date(2025, 9, 4), end_reason=EndReason.ILL)
        with writing(filled) as connection:
            upsert_rows(connection, "outcomes", [said])
        assert look(filled, ADVISER).latest == said
        assert look(filled, ADVISER).given[0].answers == {"end_reason": "ill"}


class TestLinks:
    def test_show_the_first_name_and_the_workplace(self, filled):
        with writing(filled) as connection:
            (person, _) = read_market(connection).participants
            upsert_rows(connection, "participants", [replace(person, name="Amina Testesen")])
        found = open_link(filled, link(filled, MENTOR).id, TODAY)
        assert (found.first_name, found.workplace) == ("Amina", "Prøvebutikken")

    def test_last_two_weeks_beyond_the_planned_end(self, filled):
        assert link(filled).expires_on == date(2025, 9, 5) + timedelta(days=14)

    def test_last_two_weeks_at_least(self, filled):
        late = date(2025, 10, 1)
        assert link(filled, on=late).expires_on == late + timedelta(days=14)

    def test_the_same_one_is_given_while_it_holds(self, filled):
        assert link(filled).id == link(filled).id
        assert link(filled, MENTOR).id != link(filled).id

    def test_a_withdrawn_one_is_never_given_again(self, filled):
        first = link(filled)
        withdraw_report_link(filled, KARI, "PL1", PARTICIPANT, now=NOW)
        assert link(filled).id != first.id
        assert state_of(filled, first.id) is LinkState.WITHDRAWN

    def test_expire(self, filled):
        made = link(filled)
        open_link(filled, made.id, made.expires_on)
        assert state_of(filled, made.id, made.expires_on + timedelta(days=1)) is LinkState.EXPIRED

    def test_of_a_placement_that_was_called_off_say_so(self, filled):
        made = link(filled)
        change(filled, status=PlacementStatus.CANCELLED)
        assert state_of(filled, made.id) is LinkState.GONE

    def test_of_a_placement_that_has_not_begun_are_too_early(self, filled):
        made = link(filled, on=date(2025, 8, 1))
        assert state_of(filled, made.id, date(2025, 8, 1)) is LinkState.TOO_EARLY

    @pytest.mark.parametrize("link_id", [None, "", "PL1", "x' OR 1=1"])
    def test_that_nobody_made_open_nothing(self, filled, link_id):
        link(filled)
        assert state_of(filled, link_id) is LinkState.BROKEN

    def test_answer_their_own_form_only(self, filled):
        made = link(filled, PARTICIPANT)
        give_by_link(filled, made.id, {**WELL, "would_hire": "yes"}, now=NOW, today=TODAY)
        (report,) = outcomes(filled)
        assert (report.reporter, report.would_hire) == (PARTICIPANT, None)

    def test_answer_their_own_placement_only(self, filled):
        with writing(filled) as connection:
            (one,) = read_market(connection).placements
            other = replace(one, placement_id="PL2", participant_id="P2", mentor_id="M2")
            upsert_market(connection, Market(placements=(other,)))
        mine, theirs = link(filled), link(filled, placement="PL2", viewer=NILS)
        give_by_link(filled, mine.id, WELL, now=NOW, today=TODAY)
        assert [report.placement_id for report in outcomes(filled)] == ["PL1"]
        assert not open_link(filled, theirs.id, TODAY).answered

    def test_are_used_again_to_correct_the_answer(self, filled):
        made = link(filled)
        for answers in (WELL, BADLY):
            assert give_by_link(filled, made.id, answers, now=NOW, today=TODAY)
        assert open_link(filled, made.id, TODAY).answered
        given = look(filled).given
        assert [(g.answers, g.given_by) for g in given] == [(BADLY, "link"), (WELL, "link")]

    def test_keep_a_half_filled_form(self, filled):
        made = link(filled, MENTOR)
        put_aside_by_link(filled, made.id, {"showed_up": "yes"}, now=NOW, today=TODAY)
        assert open_link(filled, made.id, TODAY).form.draft.answers == {"showed_up": "yes"}

    def test_that_are_withdrawn_take_no_answer_and_no_draft(self, filled):
        made = link(filled)
        withdraw_report_link(filled, KARI, "PL1", PARTICIPANT, now=NOW)
        for act in (give_by_link, put_aside_by_link):
            with pytest.raises(LinkClosed):
                act(filled, made.id, WELL, now=NOW, today=TODAY)
        assert outcomes(filled) == () and rows(filled, report_drafts) == []

    def test_are_not_made_for_whoever_has_an_account(self, filled):
        with pytest.raises(BadInput):
            link(filled, ADVISER)

    def test_are_not_made_or_withdrawn_by_another_office(self, filled):
        with pytest.raises(NotFound):
            link(filled, viewer=NILS)
        made = link(filled)
        with pytest.raises(NotFound):
            withdraw_report_link(filled, NILS, "PL1", PARTICIPANT, now=NOW)
        assert open_link(filled, made.id, TODAY)
