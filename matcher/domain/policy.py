"""What an office may set in ``models/policy.toml``: weights of the value, lengths, variety."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from matcher.domain.errors import BadInput
from matcher.domain.plans import Fairness, Objective

# Weeks or working days; two years, longer than any placement is planned for.
LONGEST = 104


@dataclass(frozen=True, slots=True)
class Policy:
    """An office's choices (design.md 6.1, 6.3, 6.5). Weights are shares of 1, lengths are stated.

    ``near_tie`` and ``variety`` are in units of score: how far two scores may differ and still
    count as the same, and what each further suggestion in the same occupation has to be better by.
    """

    weight_fits: float = 0.3
    weight_completes: float = 0.3
    weight_work: float = 0.4
    price_factor: float = 0.8
    near_tie: float = 0.005
    variety: float = 0.005
    taste_working_days: int = 5
    placement_weeks: int = 12
    search_weeks: int = 8
    mentor_short_absence_days: int = 7
    spare_after_no_shows: int = 2
    spare_days: int = 30
    plan_objective: Objective = Objective.PEOPLE
    plan_fairness: Fairness = Fairness.OFF
    plan_ahead: bool = False
    plan_priority_per_month: float = 1e-5

    def __post_init__(self) -> None:
        for entry in fields(self):
            value = getattr(self, entry.name)
            if entry.type is int and not (type(value) is int and 1 <= value <= LONGEST):
                raise _wrong(entry.name, value, f"a whole number from 1 to {LONGEST}")
            if entry.type is float and not (type(value) in (int, float) and 0 <= value <= 1):
                raise _wrong(entry.name, value, "a number from 0 to 1")
            if entry.type is bool and type(value) is not bool:
                raise _wrong(entry.name, value, "true or false")
        weights = self.weight_fits + self.weight_completes + self.weight_work
        if abs(weights - 1) > 1e-9:
            raise BadInput(
                f"policy.toml: the weights must add up to 1; they add up to {weights:g}."
            )

    @classmethod
    def from_mapping(cls, table: Mapping[str, Any]) -> "Policy":
        """The policy that a parsed ``policy.toml`` states; an unknown name is an error.

        >>> Policy.from_mapping({"placement_weeks": 8}).placement_weeks
        8
        """
        known = {entry.name for entry in fields(cls)}
        unknown = sorted(set(table) - known)
        if unknown:
            settings = ", ".join(sorted(known))
            raise BadInput(f"policy.toml: {unknown[0]!r} is not a setting; known are {settings}.")
        chosen = {name: _word(name, words, table) for name, words in _WORDS.items()}
        return cls(**{**table, **chosen})


_WORDS: dict[str, type[Objective] | type[Fairness]] = {
    "plan_objective": Objective,
    "plan_fairness": Fairness,
}


def _word(
    name: str, words: type[Objective] | type[Fairness], table: Mapping[str, object]
) -> Objective | Fairness:
    value = table.get(name, next(iter(words)))
    if value not in list(words):
        raise _wrong(name, value, f"one of {', '.join(words)}")
    return words(str(value))


def _wrong(name: str, value: object, expected: str) -> BadInput:
    return BadInput(f"policy.toml: {name} must be {expected}; it is {value!r}.")
