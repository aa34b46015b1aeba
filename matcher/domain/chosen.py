"""What was known of a pair on the day it was chosen, as numbers by the features' names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ChosenFeatures:
    """The raw features of one placement when it was proposed; None where one was not known."""

    placement_id: str
    chosen_on: date
    model_version: str
    features: Mapping[str, float | None]
