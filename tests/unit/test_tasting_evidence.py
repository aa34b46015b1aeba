"""From wishes, experience, reports and interviews to what is expected and what was seen."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import matcher
from matcher.domain.outcomes import Outcome, Reporter, latest_reports
from matcher.domain.participants import Experience, Origin, Wish
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.occupations import catalogue
from matcher.tasting.belief import Belief, believe
from matcher.tasting.evidence import (
    Evidence,
    Fact,
    SourceKind,
    Tried,
    answer_noise,
    gather,
    planned_noise,
)
from matcher.tasting.settings import parse_settings
from matcher.tasting.space import make_space
from matcher.workflows.likings import own_report

FILE = Path(matcher.__file__).parents[1] / "models" / "tastes.toml"
SETTINGS = parse_settings(FILE.read_text(encoding="utf-8"))
TODAY = date(2025, 9, 1)
FULL = {"fit_tasks": 3, "fit_people": 3, "fit_pace": 3, "fit_language": 3, "would_continue": True}


def reads(text: str) -> Sequence[tuple[str, float]]:
    known = {
        "kokk": [("5120", 0.9)],
        "noe i butikk": [("5223", 0.7), ("9334", 0.4)],
        "kjøkken": [("9412", 1.0), ("3434", 0.79), ("7522", 0.75)],
        "kjøkken eller lagr": [("9412", 1.0), ("4321", 0.86)],
    }
    return known.get(text, [])


def known_of(
    wishes: Sequence[Wish] = (),
    experiences: Sequence[Experience] = (),
    tried: Sequence[Tried] = (),
    facts: Sequence[Fact] = (),
) -> Evidence:
    return gather(SETTINGS, wishes, experiences, tried, facts, reads, TODAY)


def belief_of(evidence: Evidence) -> Belief:
    codes = {"5120", "5223", "9112", "5321"} | evidence.codes
    sds = {"shared_sd": SETTINGS.shared_sd, "own_sd": SETTINGS.own_sd}
    space = make_space(catalogue(), sorted(codes), **sds)
    return believe(space, evidence.expected, evidence.seen, len(evidence.sources))


def liking(evidence: Evidence, code: str = "5120") -> float:
    belief = belief_of(evidence)
    return float(belief.mean[belief.space.row(code)])


def wish(origin: Origin = Origin.OWN, text: str = "kokk", rank: int = 1) -> Wish:
    return Wish("P1", text, rank, origin)


def tried(code: str = "5120", days: int | None = 5, **answers: object) -> Tried:
    starts = None if days is None else date(2025, 8, 4)
    ended = None if starts is None or days is None else starts + timedelta(days=days - 1)
    placement = Placement(
        "L1", "P1", "O1", Purpose.TASTE, PlacementStatus.ENDED, starts=starts, ended=ended
    )
    report = Outcome("L1", Reporter.PARTICIPANT, date(2025, 8, 20))
    return Tried(placement, code, replace(report, **(answers or FULL)), "Kantina")


def test_a_borrowed_wish_moves_the_mean_less_than_an_own_one() -> None:
    own, *others = (liking(known_of([wish(origin)])) for origin in Origin)
    order = [Origin.OWN, Origin.UNKNOWN, Origin.ADVISER, Origin.FAMILY]
    means = [liking(known_of([wish(origin)])) for origin in order]
    assert means == sorted(means, reverse=True)
    assert means[0] == own > max(others) > 0


def test_a_later_wish_counts_less_than_the_first() -> None:
    assert liking(known_of([wish(rank=1)])) > liking(known_of([wish(rank=2)])) > 0


def test_of_a_wish_with_several_meanings_only_the_likely_ones_are_expected() -> None:
    evidence = known_of([wish(text="noe i butikk")])
    assert evidence.codes == {"5223"}
    assert evidence.sources[0].code == "5223"


def test_words_that_other_work_happens_to_use_are_no_wish_for_it() -> None:
    assert known_of([wish(text="kjøkken")]).codes == {"9412"}, "not to build kitchens"
    assert known_of([wish(text="kjøkken eller lagr")]).codes == {"9412", "4321"}


def test_a_wish_for_nothing_in_particular_expects_nothing_and_is_still_named() -> None:
    evidence = known_of([wish(text="vet ikke")])
    assert evidence.expected == []
    assert [source.text for source in evidence.sources] == ["vet ikke"]
    assert not belief_of(evidence).mean.any()


def test_a_stated_occupation_is_taken_before_the_text() -> None:
    evidence = known_of([Wish("P1", "kokk", 1, Origin.OWN, "9112")])
    assert evidence.codes == {"9112"}


@pytest.mark.parametrize(("liked", "sign"), [(True, 1), (False, -1)])
def test_work_that_was_liked_or_left_moves_the_belief_that_way(liked: bool, sign: int) -> None:
    assert liking(known_of(experiences=[Experience("P1", "kokk", liked=liked)])) * sign > 0.2


def test_experience_of_which_nobody_said_whether_it_was_liked_tells_nothing() -> None:
    assert known_of(experiences=[Experience("P1", "kokk")]).sources == []


def test_experience_from_after_today_is_not_known_yet() -> None:
    later = Experience("P1", "kokk", ended=TODAY + timedelta(days=1), liked=True)
    assert known_of(experiences=[later]).sources == []


@pytest.mark.parametrize("name", ["fit_tasks", "fit_people", "fit_pace", "fit_language"])
@pytest.mark.parametrize("answer", [1, 2, 3, 4])
@pytest.mark.parametrize("before", [(), (tried("5223"),), (tried("5120", fit_tasks=1),)])
def test_a_better_fit_answer_never_lowers_the_belief(
    name: str, answer: int, before: tuple[Tried, ...]
) -> None:
    worse = known_of([wish()], tried=[*before, tried(**FULL | {name: answer})])
    better = known_of([wish()], tried=[*before, tried(**FULL | {name: answer + 1})])
    assert liking(better) > liking(worse)


@pytest.mark.parametrize("before", [(), (tried("5223"),), (tried("5120", fit_tasks=1),)])
def test_wanting_to_go_on_never_lowers_the_belief(before: tuple[Tried, ...]) -> None:
    yes, no = (
        liking(known_of([wish()], tried=[*before, tried(**FULL | {"would_continue": goes_on})]))
        for goes_on in (True, False)
    )
    assert yes > no


def test_a_question_that_was_not_answered_is_not_evidence() -> None:
    evidence = known_of(tried=[tried(fit_tasks=4, fit_pace=None)])
    assert len(evidence.seen) == 1


def test_a_report_without_answers_says_nothing_of_liking() -> None:
    assert known_of(tried=[tried(showed_up=False)]).sources == []


def test_a_corrected_report_counts_instead_of_the_first_one() -> None:
    first, corrected = tried(**FULL).report, tried(**FULL | {"fit_tasks": 5}).report
    corrected = replace(corrected, reported_on=first.reported_on + timedelta(days=1))
    reports = latest_reports([corrected, first], TODAY)
    assert own_report(list(reports.values())) == corrected
    heard = known_of(tried=[replace(tried(), report=reports["L1", Reporter.PARTICIPANT])])
    assert liking(heard) > liking(known_of(tried=[tried(**FULL)]))
    assert len(heard.sources) == 1


def test_an_interview_fact_moves_what_is_believed_of_that_side_of_work() -> None:
    evidence = known_of(facts=[Fact("people", False, "blir sliten av folk")])
    belief = belief_of(evidence)
    assert belief.weights[0] < -0.5
    assert belief.mean[belief.space.row("5321")] < belief.mean[belief.space.row("9112")]
    assert evidence.sources[0].kind is SourceKind.FACT


@pytest.mark.parametrize(("days", "times"), [(5, 1), (60, 1), (None, 1), (1, 5**0.5)])
def test_a_short_taste_tells_less_and_a_long_one_no_more_than_a_full_one(
    days: int | None, times: float
) -> None:
    noise = answer_noise(SETTINGS, tried(days=days).placement)
    assert noise == pytest.approx(times * SETTINGS.answer_noise)


@given(st.integers(1, 5))
def test_a_longer_taste_is_believed_more(days: int) -> None:
    best = dict.fromkeys(("fit_tasks", "fit_people", "fit_pace", "fit_language"), 5)
    short, full = (liking(known_of(tried=[tried(days=n, **best)])) for n in (days, 5))
    assert full >= short > 0


def test_the_next_taste_is_planned_as_the_earlier_ones_were_told() -> None:
    none, full = known_of(), known_of(tried=[tried()])
    little = known_of(tried=[tried(would_continue=True)])
    assert planned_noise(SETTINGS, none) == pytest.approx(SETTINGS.taste_noise)
    assert planned_noise(SETTINGS, full) == pytest.approx(SETTINGS.taste_noise)
    assert SETTINGS.taste_noise < planned_noise(SETTINGS, little) < SETTINGS.continue_noise
