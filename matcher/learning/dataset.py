"""What can be learned from on a day: a row a placement that had ended, with what was known then.

Labels are those of ``features.labels``; features are as known on the day of the choice, kept when
it was made or rebuilt. Missing reports and open windows are NaN, and never failures.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.domain.arrays import Flags, Floats
from matcher.domain.chosen import ChosenFeatures
from matcher.domain.market import Market
from matcher.domain.outcomes import Stage
from matcher.domain.placements import Placement
from matcher.domain.policy import Policy
from matcher.features.columns import FEATURES
from matcher.features.encoder import LikingOf
from matcher.features.labels import Labelled, label_placements
from matcher.features.pipeline import with_bends
from matcher.features.work_match import Resolve
from matcher.learning.rebuild import Choice, Rebuilder, chosen_on

Bends = Mapping[str, tuple[str, float]]
Groups = dict[str, NDArray[np.str_]]
_STAGES = tuple(Stage)


@dataclass(frozen=True, slots=True)
class LearningSet:
    """n placements that had ended by ``as_of``, in the order in which they were chosen.

    ``raw`` (n, F) are the features ``names`` as known on the day of the choice, NaN where unknown;
    ``labels`` (n, 4) are 1, 0 or NaN in the order of ``Stage``; days are ordinals; ``groups`` has
    the ids of employer, mentor, occupation, adviser and participant, "" where unknown. ``rebuilt``
    (n,) marks features that were not kept when chosen. ``audit_group`` is for reports only.
    ``skipped`` counts ended placements left out, by what is not known of them.
    """

    as_of: date
    names: tuple[str, ...]
    raw: Floats
    labels: Floats
    placements: tuple[Placement, ...]
    chosen_on: NDArray[np.int64]
    ended_on: NDArray[np.int64]
    groups: Groups
    audit_group: NDArray[np.str_]
    rebuilt: Flags
    skipped: Mapping[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.placements)

    def rows(self, mask: Flags) -> "LearningSet":
        """Only the rows that (n,) ``mask`` marks."""
        cut = {
            each.name: getattr(self, each.name)[mask]
            for each in fields(self)
            if isinstance(getattr(self, each.name), np.ndarray)
        }
        return LearningSet(
            as_of=self.as_of,
            names=self.names,
            placements=tuple(p for p, kept in zip(self.placements, mask, strict=True) if kept),
            groups={kind: ids[mask] for kind, ids in self.groups.items()},
            skipped=self.skipped,
            **cut,
        )


def learning_set(
    market: Market,
    as_of: date,
    *,
    policy: Policy,
    resolve: Resolve,
    liking: LikingOf,
    bends: Bends,
    kept: Mapping[str, ChosenFeatures],
) -> LearningSet:
    """Everything that could be learned from on ``as_of``.

    ``kept`` are the features kept when chosen, by placement; where one is missing there, the row
    is rebuilt as of its day. People who are not in the market (withdrawn, erased) are left out.
    """
    choices, labelled, skipped = _choices(market, as_of, kept)
    rebuilder = Rebuilder(market, policy, resolve, liking)
    whole = [_is_whole(kept.get(c.placement.placement_id)) for c in choices]
    raw = np.empty((len(choices), len(FEATURES)))
    rebuilt: Flags = ~np.array(whole, dtype=np.bool_)
    raw[rebuilt] = rebuilder.features(
        [c for c, is_kept in zip(choices, whole, strict=True) if not is_kept]
    )
    for row in np.flatnonzero(~rebuilt).tolist():
        raw[row] = _numbers(kept[choices[row].placement.placement_id])
    people = {person.participant_id: person for person in market.participants}
    placements = tuple(choice.placement for choice in choices)
    return LearningSet(
        as_of=as_of,
        names=(*FEATURES, *bends),
        raw=with_bends(raw, bends),
        labels=_labels(labelled),
        placements=placements,
        chosen_on=np.array([c.day.toordinal() for c in choices], dtype=np.int64),
        ended_on=np.array([_ended(c) for c in choices], dtype=np.int64),
        groups=_groups(market, rebuilder, placements),
        audit_group=_ids(people[p.participant_id].audit_group for p in placements),
        rebuilt=rebuilt,
        skipped=skipped,
    )


def relabel(known: LearningSet, market: Market, as_of: date) -> LearningSet:
    """The rows of ``known`` that had ended by an earlier ``as_of``, with what was known by then.

    Features stay as they are: they are of the day of the choice, whenever one looks.
    """
    labelled = {row.placement.placement_id: row for row in label_placements(market, as_of)}
    had_ended = np.array([p.placement_id in labelled for p in known.placements], dtype=np.bool_)
    kept = known.rows(had_ended)
    labels = _labels([labelled[p.placement_id] for p in kept.placements])
    return replace(kept, as_of=as_of, labels=labels)


def _choices(
    market: Market, as_of: date, kept: Mapping[str, ChosenFeatures]
) -> tuple[list[Choice], list[Labelled], dict[str, int]]:
    """The ended placements that can be learned from, in order, and how many cannot, by cause."""
    row_of = {p.placement_id: row for row, p in enumerate(market.placements)}
    people = {person.participant_id for person in market.participants}
    openings = {opening.opening_id for opening in market.openings}
    found: list[tuple[Choice, Labelled]] = []
    skipped = {"participant": 0, "opening": 0, "day": 0}
    for labelled in label_placements(market, as_of):
        placement = labelled.placement
        when_kept = kept.get(placement.placement_id)
        day = chosen_on(placement) if when_kept is None else when_kept.chosen_on
        if placement.participant_id not in people:
            skipped["participant"] += 1
        elif placement.opening_id not in openings:
            skipped["opening"] += 1
        elif day is None or day > as_of:
            skipped["day"] += 1
        else:
            found.append((Choice(row_of[placement.placement_id], placement, day), labelled))
    found.sort(key=lambda pair: (pair[0].day, pair[0].placement.placement_id))
    return [choice for choice, _ in found], [labelled for _, labelled in found], skipped


def _is_whole(kept: ChosenFeatures | None) -> bool:
    """Whether every feature of today's program was kept; an older program may have had fewer."""
    return kept is not None and all(name in kept.features for name in FEATURES)


def _numbers(kept: ChosenFeatures) -> Floats:
    values = [kept.features[name] for name in FEATURES]
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _labels(rows: Sequence[Labelled]) -> Floats:
    """(n, 4) 1.0, 0.0 or NaN."""
    labels = [[_number(row.labels[stage]) for stage in _STAGES] for row in rows]
    return np.array(labels, dtype=np.float64).reshape(-1, len(_STAGES))


def _number(label: bool | None) -> float:
    return np.nan if label is None else float(label)


def _ended(choice: Choice) -> int:
    """The ordinal of the last day; that of the choice where none is known."""
    day = choice.placement.ended or choice.placement.planned_end or choice.day
    return day.toordinal()


def _groups(market: Market, rebuilder: Rebuilder, placements: Sequence[Placement]) -> Groups:
    employer_of = {o.opening_id: o.employer_id for o in market.openings}
    adviser_of = {p.participant_id: p.adviser for p in market.participants}
    return {
        "employer": _ids(employer_of[p.opening_id] for p in placements),
        "mentor": _ids(p.mentor_id for p in placements),
        "occupation": _ids(rebuilder.code_of(p.opening_id) for p in placements),
        "adviser": _ids(adviser_of[p.participant_id] for p in placements),
        "participant": _ids(p.participant_id for p in placements),
    }


def _ids(ids: Iterable[str | None]) -> NDArray[np.str_]:
    return np.array([one or "" for one in ids], dtype=np.str_)
