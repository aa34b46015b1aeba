"""What a simulation knows and the program must learn: effects, people's hearts, true chances.

Everything stands in the order of the market's rows: ``people[i]`` is ``market.participants[i]``,
``episodes[i]`` is ``market.placements[i]``, and the workplaces are the market's with no gaps.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from matcher.domain.market import Market
from matcher.domain.purposes import Purpose
from matcher.simulation.effects import Effects, Floats
from matcher.simulation.episodes import Episode, Stay
from matcher.simulation.pairs import allowed, true_chances
from matcher.simulation.people import Person
from matcher.simulation.workplaces import Ints, Workplaces, purpose_bit


@dataclass(frozen=True, slots=True)
class Truth:
    """The hidden side of a simulated market; the first ``current`` people are in the programme."""

    effects: Effects = field(repr=False)
    workplaces: Workplaces = field(repr=False)
    stays: tuple[Stay, ...] = field(repr=False)
    episodes: tuple[Episode, ...] = field(repr=False)
    current: int

    @property
    def people(self) -> tuple[Person, ...]:
        """Each participant as he or she truly is."""
        return tuple(stay.person for stay in self.stays)

    def chances(self, person: int, purpose: Purpose, mentors: Ints | None = None) -> Floats:
        """Openings x stages for one row of ``people``: true probabilities, each given the last.

        ``mentors`` has a mentor's row for every opening; without it the opening's first is meant.
        """
        places = self.workplaces
        if mentors is None:
            mentors = np.array([mentors_of[0] for mentors_of in places.mentors_of])
        rows = np.arange(len(places.openings))
        who = self.stays[person].person
        return true_chances(who, places, self.effects, rows, mentors, purpose)

    def allowed(self, person: int, purpose: Purpose) -> npt.NDArray[np.bool_]:
        """Openings that this person may truly have for ``purpose`` and that take people now."""
        columns = self.workplaces.columns
        takes = (columns.purposes & purpose_bit(purpose)) != 0
        open_now: npt.NDArray[np.bool_] = takes & columns.takes_new
        return open_now & allowed(self.stays[person].person, columns)


@dataclass(frozen=True, slots=True)
class Simulation:
    """A simulated municipality: what the offices have on record, and the truth behind it."""

    market: Market
    truth: Truth
