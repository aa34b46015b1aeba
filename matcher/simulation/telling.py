"""Turns a history into the market that the offices have on record, and the truth beside it."""

from collections.abc import Sequence
from datetime import date

from matcher.domain.employers import Office
from matcher.domain.market import Market
from matcher.domain.placements import Placement, PlacementStatus
from matcher.simulation.effects import Effects
from matcher.simulation.episodes import Episode, Stay
from matcher.simulation.geography import office_name
from matcher.simulation.history import History, Setting
from matcher.simulation.names import people_names
from matcher.simulation.records import Registrar
from matcher.simulation.reports import Reporting
from matcher.simulation.staff import adviser_of_place, office_id
from matcher.simulation.truth import Simulation, Truth
from matcher.simulation.workplaces import Workplaces

# A placement's row of the people, and how it went.
_Placed = tuple[int, Episode]


def told(
    registrar: Registrar,
    reporting: Reporting,
    setting: Setting,
    workplaces: Workplaces,
    effects: Effects,
    history: History,
) -> Simulation:
    """The simulation of ``history``; current participants come first, then former ones."""
    stays = (*history.current, *history.former)
    ids = numbered("P", len(stays))
    placed = _in_order(stays)
    placement_ids = numbered("L", len(placed))
    names = people_names(registrar.rng)
    people = tuple(zip(stays, ids, strict=True))
    participants = [
        registrar.participant(stay, who, next(names), _adviser(stay, setting))
        for stay, who in people
    ]
    reports = [
        outcome
        for name, (row, episode) in zip(placement_ids, placed, strict=True)
        if episode.status is PlacementStatus.ENDED
        for outcome in reporting.reports(name, stays[row], episode)
    ]
    market = Market(
        offices=_offices(setting.offices),
        participants=tuple(participants),
        wishes=tuple(wish for stay, who in people for wish in registrar.wishes(stay, who)),
        experiences=tuple(row for stay, who in people for row in registrar.experiences(stay, who)),
        employers=tuple(map(registrar.employer, workplaces.employers)),
        mentors=tuple(map(registrar.mentor, workplaces.mentors)),
        openings=tuple(map(registrar.opening, workplaces.openings)),
        placements=tuple(
            _placement(name, ids[row], episode, workplaces)
            for name, (row, episode) in zip(placement_ids, placed, strict=True)
        ),
        outcomes=tuple(sorted(reports, key=lambda o: (o.placement_id, o.reporter, o.reported_on))),
    )
    episodes = tuple(episode for _, episode in placed)
    return Simulation(market, Truth(effects, workplaces, stays, episodes, setting.participants))


def numbered(letter: str, count: int) -> list[str]:
    """``count`` ids whose order as text is their order as numbers.

    >>> numbered("P", 10)[8:]
    ['P09', 'P10']
    """
    width = len(str(count))
    return [f"{letter}{number:0{width}d}" for number in range(1, count + 1)]


def _offices(count: int) -> tuple[Office, ...]:
    offices = (
        Office(office_id(n), f"Nav {office_name(n)}", f"{office_name(n)} (oppdiktet)")
        for n in range(count)
    )
    return tuple(sorted(offices, key=lambda office: office.office_id))


def _adviser(stay: Stay, setting: Setting) -> str:
    return adviser_of_place(stay.place, setting.participants, setting.offices)


def _in_order(stays: Sequence[Stay]) -> list[_Placed]:
    placed = [(row, episode) for row, stay in enumerate(stays) for episode in stay.episodes]
    return sorted(placed, key=lambda pair: (pair[1].offer.starts, pair[0]))


def _placement(
    placement_id: str, participant_id: str, episode: Episode, workplaces: Workplaces
) -> Placement:
    offer = episode.offer
    opening = workplaces.openings[offer.opening]
    over = episode.status is PlacementStatus.ENDED
    return Placement(
        placement_id,
        participant_id,
        opening.opening_id,
        offer.purpose,
        episode.status,
        mentor_id=workplaces.mentors[offer.mentor].mentor_id,
        starts=date.fromordinal(offer.starts),
        planned_end=date.fromordinal(offer.planned_end),
        ended=date.fromordinal(episode.ended) if over else None,
        hours_per_week=opening.hours_per_week,
    )
