"""Two years in a simulated region: who was placed where by advisers' habit, and what came of it.

Each place in the programme is always taken: when somebody leaves it, for work or because the time
is up, the next person begins. So the region has exactly as many participants on every day.
"""

import heapq
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from matcher.domain.placements import PlacementStatus
from matcher.domain.purposes import Purpose, purposes_asked
from matcher.simulation.effects import Effects
from matcher.simulation.episodes import Episode, Offer, Stay, draw_episode, outcome_of
from matcher.simulation.habit import appeal, asking_order, next_track
from matcher.simulation.pairs import allowed, first_purpose, true_chances
from matcher.simulation.people import draw_person
from matcher.simulation.room import Room
from matcher.simulation.vocabulary import PURPOSES, bits
from matcher.simulation.workplaces import Workplaces

_YEAR = 365
_STAY_DAYS = (365, 455, 545, 730)  # a year, and the extensions that are given
_STAY_SHARES = (0.45, 0.20, 0.20, 0.15)
_WAIT_DAYS = 68.0  # mean wait with an empty programme, at the start and between placements
_ASK_AGAIN_DAYS = 21  # after nothing was found, or what was found came to nothing
_AHEAD_DAYS = 28  # how far ahead placements are agreed
_AGREED_SHARE = 0.4
_PROPOSED_SHARE = 0.6  # of the placements agreed ahead; the rest are accepted
_TASTE_DAYS = 5  # from Monday through Friday
_WEEKS = (4, 8, 12)  # length of any other placement
_WEEK_SHARES = (0.08, 0.20, 0.72)
_ASKED_IN_TURN = 25  # openings that an adviser asks before giving up for now
_CANCELLED_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Setting:
    """The frame of a history: days are ordinals, ``dawn`` is the first day that is told of."""

    participants: int
    offices: int
    dawn: int
    today: int


@dataclass(frozen=True, slots=True)
class History:
    """Stays that are over, in the order in which they ended, and those that run today."""

    former: tuple[Stay, ...]
    current: tuple[Stay, ...]


def live_through(
    rng: np.random.Generator, workplaces: Workplaces, effects: Effects, setting: Setting
) -> History:
    """Everything from dawn through today, and the placements agreed for the weeks after."""
    region = _Region(rng, workplaces, effects, setting)
    region.live()
    region.agree_ahead()
    return History(tuple(region.former), tuple(region.stays))


class _Region:
    def __init__(
        self, rng: np.random.Generator, workplaces: Workplaces, effects: Effects, setting: Setting
    ) -> None:
        self._rng = rng
        self._workplaces = workplaces
        self._effects = effects
        self._setting = setting
        self._room = Room(workplaces)
        self._queue: list[tuple[int, int]] = []
        self.former: list[Stay] = []
        self.stays: list[Stay] = []
        for place in range(setting.participants):
            length = self._stay_length()
            began = setting.dawn - int(rng.random() * length)
            self.stays.append(self._begin(place, began, length))
            self._wait(place, setting.dawn)

    def live(self) -> None:
        """Let day after day pass, up to and with today."""
        while self._queue[0][0] <= self._setting.today:
            day, place = heapq.heappop(self._queue)
            stay = self.stays[place]
            if day > stay.last_day:
                stay.outcome = outcome_of(self._rng, stay)
                self.former.append(stay)
                began = stay.last_day + 1
                self.stays[place] = self._begin(place, began, self._stay_length())
                self._wait(place, began)
            elif (episode := self._placed(stay, day)) is None:
                self._come_back(place, day + _ASK_AGAIN_DAYS)
            elif not episode.counts:
                self._come_back(place, episode.offer.starts + _ASK_AGAIN_DAYS)
            else:
                self._wait(place, episode.ended)

    def agree_ahead(self) -> None:
        """Propose placements that begin soon to some of those who are ready for one."""
        while self._queue and self._queue[0][0] <= self._setting.today + _AHEAD_DAYS:
            day, place = heapq.heappop(self._queue)
            stay = self.stays[place]
            ready = day <= stay.last_day and not self._is_placed(stay)
            if ready and self._rng.random() < _AGREED_SHARE:
                self._placed(stay, day)

    def _is_placed(self, stay: Stay) -> bool:
        return any(
            episode.counts and episode.ended >= self._setting.today for episode in stay.episodes
        )

    def _stay_length(self) -> int:
        return int(self._rng.choice(_STAY_DAYS, p=_STAY_SHARES))

    def _begin(self, place: int, first_day: int, length: int) -> Stay:
        office = place % self._setting.offices
        person = draw_person(self._rng, office)
        columns = self._workplaces.columns
        possible = np.flatnonzero(allowed(person, columns))
        return Stay(
            person=person,
            place=place,
            office=office,
            first_day=first_day,
            last_day=first_day + length,
            planned_last_day=first_day + length,
            track=person.track,
            possible=possible,
            appeal=appeal(person, columns, possible),
        )

    def _wait(self, place: int, since: int) -> None:
        self._come_back(place, since + 1 + int(self._rng.exponential(_WAIT_DAYS)))

    def _come_back(self, place: int, day: int) -> None:
        """Look at this place in the programme again on ``day``, or when its holder has left."""
        stay = self.stays[place]
        after = stay.last_day + 1
        heapq.heappush(self._queue, (after if stay.work_on else min(day, after), place))

    def _placed(self, stay: Stay, day: int) -> Episode | None:
        """Enter a placement from the first Monday on or after ``day``, if there is any."""
        starts = day + (1 - day) % 7  # the ordinal of a Monday leaves 1
        stay.track = next_track(stay.track, stay.episodes)
        offer = self._find(stay, starts)
        if offer is None:
            return None
        opening, mentor = np.array([offer.opening]), np.array([offer.mentor])
        chances = true_chances(
            stay.person, self._workplaces, self._effects, opening, mentor, offer.purpose
        )
        episode = self._settled(draw_episode(self._rng, stay, offer, chances[0]))
        if episode.counts:
            over = episode.status is PlacementStatus.ENDED
            last_day = episode.ended if over else offer.planned_end
            self._room.take(offer.opening, offer.mentor, last_day)
        if episode.work_on is not None:
            stay.work_on, stay.last_day = episode.work_on, episode.work_on - 1
        stay.episodes.append(episode)
        return episode

    def _settled(self, episode: Episode) -> Episode:
        """The episode with the status that it has today."""
        draw = self._rng.random()
        if episode.offer.starts > self._setting.today:
            proposed = draw < _PROPOSED_SHARE
            status = PlacementStatus.PROPOSED if proposed else PlacementStatus.ACCEPTED
            return replace(episode, status=status)
        if draw < _CANCELLED_SHARE:
            return replace(episode, status=PlacementStatus.CANCELLED, work_on=None)
        over = episode.ended < self._setting.today
        return replace(episode, status=PlacementStatus.ENDED) if over else episode

    def _find(self, stay: Stay, starts: int) -> Offer | None:
        """The first place with room, of those that the adviser asks in turn."""
        asked = purposes_asked(stay.track)
        columns = self._workplaces.columns
        weeks = int(self._rng.choice(_WEEKS, p=_WEEK_SHARES))
        until = min(stay.last_day, stay.granted_until(min(starts, self._setting.today)))
        suits = self._suits(stay, starts, bits(asked, PURPOSES))
        rows = stay.possible[suits]
        for row in rows[asking_order(self._rng, stay.appeal[suits])[:_ASKED_IN_TURN]].tolist():
            purpose = first_purpose(asked, int(columns.purposes[row]))
            length = _TASTE_DAYS if purpose is Purpose.TASTE else 7 * weeks - 2
            last_day = starts + length - 1
            if purpose is None or last_day > min(until, int(columns.ends[row])):
                continue
            mentor = self._room.mentor_for(row, starts, last_day)
            if mentor is not None:
                return Offer(row, mentor, purpose, starts, last_day)
        return None

    def _suits(self, stay: Stay, starts: int, purposes: int) -> npt.NDArray[np.bool_]:
        columns, rows = self._workplaces.columns, stay.possible
        suits: npt.NDArray[np.bool_] = (columns.purposes[rows] & purposes) != 0
        suits &= (columns.starts[rows] <= starts) & (columns.ends[rows] > starts)
        suits &= ~np.isin(rows, [episode.offer.opening for episode in stay.episodes])
        if starts > self._setting.today:
            suits &= columns.takes_new[rows]
        return suits
