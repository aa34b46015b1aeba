"""The features of one pair at the moment it is chosen: with its own mentor, purpose and first day.

A ranking looks at the mean over an opening's mentors; a choice has one of them.
"""

from dataclasses import replace
from datetime import date

import numpy as np

from matcher.domain.arrays import PURPOSES, day_numbers, numbers
from matcher.domain.employers import Opening
from matcher.domain.participants import Participant
from matcher.domain.purposes import Purpose
from matcher.features.columns import FEATURES, HISTORY
from matcher.features.encoder import Encoder, Pairs, encode_pairs
from matcher.features.history import Tally


def with_mentor(opening: Opening, mentor_id: str | None) -> Opening:
    """The opening with that mentor only; as it is where none was agreed."""
    return opening if mentor_id is None else replace(opening, mentors=(mentor_id,))


def features_when_chosen(
    encoder: Encoder,
    participant: Participant,
    opening_id: str,
    *,
    purpose: Purpose,
    mentor_id: str | None,
    starts: date | None,
    minutes: float | None,
) -> dict[str, float | None]:
    """The raw features by name, as known on the encoder's day; None where one is unknown.

    KeyError where the opening is not among the encoder's.
    """
    pairs = Pairs(
        encoder=encoder,
        people=encoder.encode_people([participant]),
        person=np.array([0]),
        opening=np.array([encoder.offers.column_of[opening_id]]),
        purpose=np.array([PURPOSES.index(purpose)], dtype=np.int8),
        first_day=day_numbers([starts]),
        minutes=numbers([minutes]),
    )
    found = dict(zip(FEATURES, encode_pairs(pairs)[0].tolist(), strict=True))
    if mentor_id is not None:
        found |= _mentor_record(encoder, mentor_id)
    return {name: None if np.isnan(number) else number for name, number in found.items()}


def _mentor_record(encoder: Encoder, mentor_id: str) -> dict[str, float]:
    tally = Tally()
    for row in encoder.history:
        tally.add(row, row.placement.mentor_id)
    rates = tally.rates([mentor_id])
    return {column: rates.of(mentor_id, stage) for stage, column in HISTORY["mentor"].items()}
