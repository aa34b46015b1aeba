"""What participant, mentor and adviser report of a placement; about a third of it never comes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import numpy as np

from matcher.domain.outcomes import NextStep, Outcome, Reporter
from matcher.simulation.episodes import Episode, Stay

_T = TypeVar("_T")

_REPORT_SHARE = 0.63
_ABSENT_REPORT_SHARE = 0.25  # of participants who never showed up
_ANSWER_SHARE = 0.88
_REPORT_DELAY_DAYS = 21
_FOLLOW_UP_DELAY_DAYS = 30
_FITS_FROM = 4.0  # the mean of the fit answers at which work fits (design.md 6.2)
# By how much went well (completed, fits): the share of mentors who would hire.
_WOULD_HIRE = (0.05, 0.30, 0.78)


@dataclass(frozen=True, slots=True)
class Reporting:
    """Draws reports made up to ``today`` (an ordinal)."""

    rng: np.random.Generator
    today: int

    def reports(self, placement_id: str, stay: Stay, episode: Episode) -> Iterator[Outcome]:
        """Every report on a placement that is over, each reporter's in the order of their dates."""
        yield from self._one(placement_id, Reporter.PARTICIPANT, episode)
        yield from self._one(placement_id, Reporter.MENTOR, episode)
        yield from self._by_adviser(placement_id, stay, episode)

    def _one(self, placement_id: str, reporter: Reporter, episode: Episode) -> Iterator[Outcome]:
        day = self._report_day(episode, reporter)
        if day is None:
            return
        if not episode.showed_up:
            yield Outcome(placement_id, reporter, day, showed_up=False)
        elif reporter is Reporter.PARTICIPANT:
            would_continue = self._answer(episode.fits)
            yield self._with_fit(placement_id, reporter, day, episode, would_continue, None)
        else:
            went_well = int(episode.completed) + int(episode.fits)
            hires = bool(self.rng.random() < _WOULD_HIRE[went_well])
            yield self._with_fit(placement_id, reporter, day, episode, None, self._answer(hires))

    def _with_fit(
        self,
        placement_id: str,
        reporter: Reporter,
        day: date,
        episode: Episode,
        would_continue: bool | None,
        would_hire: bool | None,
    ) -> Outcome:
        tasks, people, pace, language = self._fit_answers(episode.fits)
        return Outcome(
            placement_id,
            reporter,
            day,
            showed_up=True,
            completed=self._answer(episode.completed) if reporter is Reporter.MENTOR else None,
            fit_tasks=tasks,
            fit_people=people,
            fit_pace=pace,
            fit_language=language,
            would_continue=would_continue,
            would_hire=would_hire,
        )

    def _by_adviser(self, placement_id: str, stay: Stay, episode: Episode) -> Iterator[Outcome]:
        first = self._report_day(episode, Reporter.ADVISER)
        if first is not None:
            yield Outcome(
                placement_id,
                Reporter.ADVISER,
                first,
                showed_up=episode.showed_up,
                completed=episode.completed,
                end_reason=self._answer(episode.end_reason),
            )
        step = next_step(stay, episode)
        if step is None or self.rng.random() > _REPORT_SHARE:
            return
        what, since = step
        day = since + int(self.rng.integers(0, _FOLLOW_UP_DELAY_DAYS))
        if first is not None:
            day = max(day, first.toordinal() + 1)
        if day <= self.today:
            told = date.fromordinal(day)
            on = None if what is NextStep.UNKNOWN else date.fromordinal(since)
            yield Outcome(placement_id, Reporter.ADVISER, told, next_step=what, next_step_on=on)

    def _report_day(self, episode: Episode, reporter: Reporter) -> date | None:
        absent = reporter is Reporter.PARTICIPANT and not episode.showed_up
        share = _ABSENT_REPORT_SHARE if absent else _REPORT_SHARE
        day = episode.ended + int(self.rng.integers(0, _REPORT_DELAY_DAYS))
        reported = self.rng.random() < share and day <= self.today
        return date.fromordinal(day) if reported else None

    def _answer(self, answer: _T) -> _T | None:
        return answer if self.rng.random() < _ANSWER_SHARE else None

    def _fit_answers(self, fits: bool) -> tuple[int | None, ...]:
        """Four answers from 1 to 5, some left out; their mean tells truly whether the work fits."""
        raw = np.clip(np.rint(self.rng.normal(4.5 if fits else 2.7, 0.8, 4)), 1, 5)
        given = self.rng.random(4) < _ANSWER_SHARE
        answers = raw[given]
        while fits and len(answers) and answers.mean() < _FITS_FROM:
            answers[np.argmin(answers)] += 1
        while not fits and len(answers) and answers.mean() >= _FITS_FROM:
            answers[np.argmax(answers)] -= 1
        raw[given] = answers
        return tuple(int(answer) if told else None for answer, told in zip(raw, given, strict=True))


def next_step(stay: Stay, episode: Episode) -> tuple[NextStep, int] | None:
    """Where the person went after a placement and on which day, as far as it has happened."""
    if episode.work_on is not None and stay.outcome is not None:
        return stay.outcome, episode.work_on
    later = [e for e in stay.episodes if e.counts and e.offer.starts > episode.offer.starts]
    if later:
        return NextStep.PLACEMENT, later[0].offer.starts
    if stay.outcome is not None:
        return stay.outcome, stay.last_day + 1
    return None
