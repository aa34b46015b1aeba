"""What is reported in a simulation agrees with its truth, and the truth is worth learning."""

from datetime import date, timedelta
from functools import cache

import pytest

from matcher.domain.outcomes import EndReason, NextStep, Reporter
from matcher.domain.placements import PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.simulation.episodes import Episode
from matcher.simulation.municipality import simulate_municipality
from matcher.simulation.truth import Simulation

TODAY = date(2026, 3, 4)
SEEDS = (1, 2, 3)


@cache
def made(seed: int, people: int = 200) -> Simulation:
    return simulate_municipality(participants=people, seed=seed, today=TODAY)


@pytest.fixture(params=SEEDS)
def simulation(request: pytest.FixtureRequest) -> Simulation:
    return made(request.param)


def episodes_by_placement(simulation: Simulation) -> dict[str, Episode]:
    rows = zip(simulation.market.placements, simulation.truth.episodes, strict=True)
    return {placement.placement_id: episode for placement, episode in rows}


def test_no_outcome_is_reported_before_the_end_or_after_today(simulation: Simulation) -> None:
    placements = {placement.placement_id: placement for placement in simulation.market.placements}
    for outcome in simulation.market.outcomes:
        placement = placements[outcome.placement_id]
        assert placement.status is PlacementStatus.ENDED
        assert placement.ended <= outcome.reported_on <= TODAY
        if outcome.next_step_on:
            assert placement.ended < outcome.next_step_on <= outcome.reported_on


def test_about_a_third_of_the_reports_are_missing_and_never_say_failure(
    simulation: Simulation,
) -> None:
    market = simulation.market
    settled = {
        p.placement_id
        for p in market.placements
        if p.ended is not None and p.ended < TODAY - timedelta(days=30)
    }
    came = {(o.placement_id, o.reporter) for o in market.outcomes if o.placement_id in settled}
    missing = 1 - len(came) / (len(settled) * len(Reporter))
    assert 0.25 <= missing <= 0.42


def test_reports_tell_what_truly_happened(simulation: Simulation) -> None:
    market = simulation.market
    truth = episodes_by_placement(simulation)
    for outcome in market.outcomes:
        episode = truth[outcome.placement_id]
        assert outcome.showed_up in (None, episode.showed_up)
        assert outcome.completed in (None, episode.completed)
        assert outcome.would_continue in (None, episode.fits)
        answers = (outcome.fit_tasks, outcome.fit_people, outcome.fit_pace, outcome.fit_language)
        given = [answer for answer in answers if answer is not None]
        if given:
            assert all(1 <= answer <= 5 for answer in given)
            assert (sum(given) / len(given) >= 4) == episode.fits
        if outcome.next_step in (NextStep.JOB, NextStep.SUBSIDISED_JOB) and episode.work_on:
            assert outcome.next_step_on.toordinal() == episode.work_on
        if outcome.end_reason is EndReason.NO_SHOW:
            assert not episode.showed_up


def test_work_follows_a_placement_within_a_year_and_never_a_taste(simulation: Simulation) -> None:
    for episode in simulation.truth.episodes:
        if episode.work_on is not None:
            assert episode.completed
            assert episode.offer.purpose is not Purpose.TASTE
            assert 0 < episode.work_on - episode.ended <= 365


def test_a_job_in_the_reports_of_a_placement_is_that_placements_doing(
    simulation: Simulation,
) -> None:
    market = simulation.market
    truth = episodes_by_placement(simulation)
    for outcome in market.outcomes:
        episode = truth[outcome.placement_id]
        if outcome.next_step is NextStep.JOB and episode.work_on is None:
            counted = episode.completed and episode.offer.purpose is not Purpose.TASTE
            later = outcome.next_step_on.toordinal() - episode.ended
            assert not counted or later >= 365


def test_outcomes_happen_as_often_as_their_true_chances_say() -> None:
    episodes = [e for e in made(5, 600).truth.episodes if e.status is PlacementStatus.ENDED]
    shown = [e for e in episodes if e.showed_up]
    counted = [e for e in shown if e.completed and e.offer.purpose is not Purpose.TASTE]
    for stage, group, happened in (
        (0, episodes, [e.showed_up for e in episodes]),
        (1, shown, [e.completed for e in shown]),
        (2, shown, [e.fits for e in shown]),
        (3, counted, [e.work_on is not None for e in counted]),
    ):
        chances = [float(e.chances[stage]) for e in group]
        spread = sum(p * (1 - p) for p in chances) ** 0.5
        assert abs(sum(happened) - sum(chances)) < 3.5 * spread


def test_history_tells_of_employers() -> None:
    """What an employer adds is found in what came of its placements."""
    simulation = made(5, 600)
    columns, effects = simulation.truth.workplaces.columns, simulation.truth.effects.employers
    done: dict[bool, list[bool]] = {True: [], False: []}
    for episode in simulation.truth.episodes:
        if episode.status is PlacementStatus.ENDED and episode.showed_up:
            good = effects[columns.employer[episode.offer.opening], 1] > 0
            done[bool(good)].append(episode.completed)
    assert sum(done[True]) / len(done[True]) > sum(done[False]) / len(done[False]) + 0.05


def test_a_little_over_half_of_the_wishes_are_real_and_most_origins_reported_right() -> None:
    wishes = [
        wish for seed in SEEDS for person in made(seed).truth.people for wish in person.wishes
    ]
    told = [wish for wish in wishes if wish.trades]
    assert 0.51 <= sum(wish.real for wish in told) / len(told) <= 0.59
    right = sum(wish.origin is wish.reported_origin for wish in told) / len(told)
    assert 0.66 <= right <= 0.74
    assert 0.65 <= sum(wish.occupation is None for wish in told) / len(told) <= 0.80
    assert any(" eller " in wish.text for wish in told)
    assert any(not wish.trades for wish in wishes)


def test_a_real_wish_is_for_work_that_the_person_likes() -> None:
    liked: dict[bool, list[float]] = {True: [], False: []}
    for person in made(1).truth.people:
        for wish in person.wishes:
            liked[wish.real] += [float(person.likings[trade]) for trade in wish.trades]
    mean = {real: sum(values) / len(values) for real, values in liked.items()}
    assert mean[True] > 1.2
    assert abs(mean[False]) < 0.3
