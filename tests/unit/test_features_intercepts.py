"""Fitted intercepts stand where the shrunk rates stood: one or the other, never both."""

from dataclasses import replace

import numpy as np

from matcher.domain.outcomes import Stage
from matcher.features.columns import FEATURES, HISTORY
from matcher.features.encoder import Pairs, encode_pairs
from matcher.features.pipeline import PairEncoder
from tests.unit.features_cases import every_pair
from tests.unit.market_builders import a_market, a_mentor, a_participant, an_opening

COLUMNS = [column for stages in HISTORY.values() for column in stages.values()]


def two_openings() -> Pairs:
    openings = (
        an_opening("O1", mentors=("M1", "M2")),
        replace(an_opening("O2"), mentors=None, occupation=None, title=None),
    )
    return every_pair(a_market(openings=openings, mentors=(a_mentor("M1"), a_mentor("M2"))))


def test_the_history_columns_are_those_of_the_frame_and_no_others() -> None:
    history = [name for name in FEATURES if name.startswith(("employer_", "mentor_", "occupation"))]
    named = set(history) - {"employer_load", "employer_recent_no_shows"}
    assert sorted(COLUMNS) == sorted(named) and len(COLUMNS) == 9


def test_an_intercept_is_that_of_the_employer_the_occupation_and_the_mean_of_the_mentors() -> None:
    intercepts = {
        "employer_completes": {"E1": 0.7},
        "mentor_fits": {"M1": 0.4, "M9": 5.0},
        "occupation_leads_to_work": {"5223": -0.2, "": 9.0},
    }
    raw = PairEncoder({}, intercepts).transform(two_openings())
    column = {name: raw[:, FEATURES.index(name)].tolist() for name in COLUMNS}
    assert column["employer_completes"] == [0.7, 0.7]
    assert column["mentor_fits"] == [0.2, 0.0]
    assert column["occupation_leads_to_work"] == [-0.2, 0.0]
    assert column["employer_fits"] == [0.0, 0.0]


def test_no_other_column_is_touched_and_without_intercepts_none_is() -> None:
    pairs = every_pair(a_market(participants=(a_participant("P1"), a_participant("P2"))))
    others = [i for i, name in enumerate(FEATURES) if name not in COLUMNS]
    raw = encode_pairs(pairs)
    learned = PairEncoder({}, {HISTORY["employer"][Stage.FITS]: {"E1": 1.0}}).transform(pairs)
    np.testing.assert_array_equal(learned[:, others], raw[:, others])
    np.testing.assert_array_equal(PairEncoder({}).transform(pairs), raw)
