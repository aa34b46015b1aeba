"""The figures of an office's report by month, adviser, track, group and sector.

Groups too small to be shown have no figures (see `matcher.domain.small_groups`).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from matcher.domain.outcomes import NextStep
from matcher.domain.small_groups import hidden_groups
from matcher.workflows.office_facts import EndedPlacement, EndedProgramme
from matcher.workflows.office_period import Period, month_of

UNKNOWN = "unknown"
Row = TypeVar("Row", EndedPlacement, EndedProgramme)
Rows = Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Group:
    """One group's placements and programmes that ended; every figure is None where hidden."""

    group: str
    ended: int | None = None
    completed: int | None = None
    no_show: int | None = None
    to_work: int | None = None
    programmes_ended: int | None = None
    programmes_to_job: int | None = None
    programmes_to_subsidised_job: int | None = None


@dataclass(frozen=True, slots=True)
class Hires:
    """A sector's placements other than tastes that ended, and those that work came after."""

    sector: str
    ended: int | None = None
    to_work: int | None = None


def by_month(
    placements: Iterable[EndedPlacement], programmes: Iterable[EndedProgramme], period: Period
) -> tuple[Group, ...]:
    """Every month of ``period``, in order."""
    return _groups(
        _grouped(placements, lambda each: month_of(each.on)),
        _grouped(programmes, lambda each: month_of(each.on)),
        list(period.months()),
    )


def by_person(
    placements: Iterable[EndedPlacement], programmes: Iterable[EndedProgramme], field: str
) -> tuple[Group, ...]:
    """By a ``field`` of the participant, by name; those of whom it is not known come last."""

    def name(each: EndedPlacement | EndedProgramme) -> str:
        value = getattr(each.person, field)
        return UNKNOWN if value is None else str(value)

    work, over = _grouped(placements, name), _grouped(programmes, name)
    return _groups(work, over, sorted({*work, *over}, key=_unknown_last))


def by_sector(placements: Iterable[EndedPlacement]) -> tuple[Hires, ...]:
    """Work after practice, by the sector of the workplace; a taste leads nowhere yet."""
    rows = _grouped(
        (each for each in placements if not each.is_taste),
        lambda each: UNKNOWN if each.sector is None else each.sector.value,
    )
    names = sorted(rows, key=_unknown_last)
    if len(names) < 2:
        return ()
    hidden = _hidden(rows, names)
    return tuple(
        Hires(name)
        if name in hidden
        else Hires(name, len(rows[name]), sum(each.to_work for each in rows[name]))
        for name in names
    )


def _groups(
    placements: Rows[EndedPlacement], programmes: Rows[EndedProgramme], names: Sequence[str]
) -> tuple[Group, ...]:
    if len(names) < 2:
        return ()
    no_work, no_end = _hidden(placements, names), _hidden(programmes, names)
    return tuple(
        Group(
            name,
            *_of_placements(placements.get(name, ()), name in no_work),
            *_of_programmes(programmes.get(name, ()), name in no_end),
        )
        for name in names
    )


def _hidden(rows: Rows[Row], names: Iterable[str]) -> frozenset[str]:
    return hidden_groups(
        {name: len({each.person.participant_id for each in rows.get(name, ())}) for name in names}
    )


def _of_placements(rows: Sequence[EndedPlacement], hidden: bool) -> tuple[int | None, ...]:
    if hidden:
        return (None,) * 4
    return (
        len(rows),
        sum(each.completed is True for each in rows),
        sum(each.no_show for each in rows),
        sum(each.to_work for each in rows),
    )


def _of_programmes(rows: Sequence[EndedProgramme], hidden: bool) -> tuple[int | None, ...]:
    if hidden:
        return (None,) * 3
    outcomes = [each.outcome for each in rows]
    return (len(rows), outcomes.count(NextStep.JOB), outcomes.count(NextStep.SUBSIDISED_JOB))


def _grouped(rows: Iterable[Row], name: Callable[[Row], str]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[name(row)].append(row)
    return dict(groups)


def _unknown_last(name: str) -> tuple[bool, str]:
    return name == UNKNOWN, name
