"""The documented numbers of ``models/tastes.toml``, checked as they are read."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import sqrt

from matcher.domain.errors import BadInput
from matcher.domain.participants import Origin


@dataclass(frozen=True, slots=True)
class TasteSettings:
    """Scales in standard deviations of liking; see ``models/tastes.toml`` for what each means."""

    shared_sd: float
    own_sd: float
    wish_liking: float
    wish_rank_discount: float
    wish_real: dict[Origin, float]
    experience_liking: float
    experience_noise: float
    answer_noise: float
    answer_unit: float
    answer_whole: float
    continue_liking: float
    continue_noise: float
    full_days: float
    fact_noise: float
    planned_answers: int
    cost: float

    @property
    def taste_noise(self) -> float:
        """Noise of the liking that a full-length taste tells, by its fit answers and going on."""
        return 1 / sqrt(self.planned_answers / self.answer_noise**2 + 1 / self.continue_noise**2)


def parse_settings(text: str) -> TasteSettings:
    """Read ``tastes.toml``; BadInput that names the setting where one is wrong."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"tastes.toml is not valid TOML: {error}.") from None
    names = {entry.name for entry in fields(TasteSettings)}
    if names != set(document):
        odd = sorted(names ^ set(document))[0]
        problem = "is missing" if odd in names else "is not a setting"
        raise BadInput(f"tastes.toml: {odd!r} {problem}.")
    real = document.pop("wish_real")
    numbers = {name: _positive(name, value) for name, value in document.items()}
    if numbers["answer_whole"] > 1:
        raise BadInput("tastes.toml: answer_whole is a share, from 0 to 1.")
    planned = int(numbers.pop("planned_answers"))
    return TasteSettings(planned_answers=planned, wish_real=_shares(real), **numbers)


def _shares(table: object) -> dict[Origin, float]:
    if not isinstance(table, Mapping) or set(table) != set(Origin):
        raise BadInput(f"tastes.toml: wish_real needs exactly {', '.join(Origin)}.")
    shares = {Origin(name): _positive(f"wish_real.{name}", share) for name, share in table.items()}
    if max(shares.values()) > 1:
        raise BadInput("tastes.toml: wish_real holds probabilities, from 0 to 1.")
    return shares


def _positive(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e6:
        raise BadInput(f"tastes.toml: {name} must be a number above 0; it is {value!r}.")
    return float(value)
