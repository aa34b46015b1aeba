"""The feature frame: each feature by hand for one pair, and its range and description."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings

from matcher.domain.cefr import Level
from matcher.domain.employers import LanguageUse, Sector
from matcher.domain.market import Market
from matcher.domain.outcomes import Outcome, Reporter
from matcher.domain.participants import Experience, Origin, PartOfWeek, Wish
from matcher.domain.placements import PlacementStatus
from matcher.domain.purposes import Purpose, Track
from matcher.features import columns
from matcher.features.columns import FEATURES
from tests.unit.features_cases import features, frame, of, offer, person, same
from tests.unit.market_builders import TODAY, a_market, a_placement, an_employer
from tests.unit.market_strategies import markets


class TestByHand:
    @pytest.mark.parametrize(
        ("has", "needs", "margin"),
        [
            (Level.B1, Level.A2, 1),
            (Level.native, Level.A0, 4),
            (Level.A1, Level.B1, 0),
            (None, Level.A1, None),
            (Level.A1, None, None),
        ],
    )
    def test_language_margin(self, has: Any, needs: Any, margin: float | None) -> None:
        spoken = {**person(norwegian_spoken=has), **offer(needs_spoken=needs)}
        written = {**person(norwegian_written=has), **offer(needs_written=needs)}
        assert same(of("spoken_margin", **spoken), margin)
        assert same(of("written_margin", **written), margin)

    @pytest.mark.parametrize(
        ("spoken", "use", "missed"),
        [
            (Level.A0, LanguageUse.NONE, 1.0),
            (Level.A2, LanguageUse.SOME, 0.25),
            (Level.A0, LanguageUse.CONSTANT, 0.0),
            (Level.B2, LanguageUse.NONE, 0.0),
            (Level.native, LanguageUse.NONE, 0.0),
            (None, LanguageUse.NONE, None),
            (Level.A0, None, None),
        ],
    )
    def test_language_missed(self, spoken: Any, use: Any, missed: float | None) -> None:
        tables = {**person(norwegian_spoken=spoken), **offer(language_use=use)}
        assert same(of("language_missed", **tables), missed)

    @pytest.mark.parametrize(
        ("most", "asked", "spare"),
        [(30.0, 20.0, 1 / 3), (20.0, 30.0, 0.0), (0.0, 10.0, None), (None, 10.0, None)],
    )
    def test_hours_spare(self, most: Any, asked: Any, spare: float | None) -> None:
        tables = {**person(max_hours_per_week=most), **offer(hours_per_week=asked)}
        assert same(of("hours_spare", **tables), spare)

    def test_travel_in_minutes_and_against_what_one_can_manage(self) -> None:
        assert same(of("travel_minutes"), 6.0)
        assert same(of("travel_strain"), 0.1)
        assert same(of("travel_strain", **person(max_travel_minutes=0)), None)
        assert same(of("travel_minutes", **person(lat=None)), None)

    @pytest.mark.parametrize(
        ("track", "purposes", "fit"),
        [
            (Track.PLACE_THEN_TRAIN, (Purpose.JOB_HERE,), 1.0),
            (Track.PLACE_THEN_TRAIN, (Purpose.EXPERIENCE,), 0.5),
            (Track.SOFT_START, (Purpose.LANGUAGE,), 1.0),
            (None, (Purpose.TASTE,), None),
        ],
    )
    def test_track_fit(self, track: Any, purposes: Any, fit: float | None) -> None:
        assert same(of("track_fit", **person(track=track), **offer(purposes=purposes)), fit)

    def test_another_purpose_than_the_tracks_does_not_fit_it(self) -> None:
        row = frame(a_market(**person(track=Track.SOFT_START)), Purpose.JOB_HERE)[0]
        assert row[FEATURES.index("track_fit")] == 0.0
        assert row[FEATURES.index("purpose_job_here")] == 1.0
        assert row[FEATURES.index("purpose_taste")] == 0.0

    def test_waiting_and_what_the_programme_leaves(self) -> None:
        full = (a_placement(TODAY, TODAY + timedelta(days=13)),)
        assert same(of("wait_weeks", placements=full), 2.0)
        ends = TODAY + timedelta(days=42)
        assert same(of("programme_left", **person(programme_end=ends)), 0.5)
        assert same(of("programme_left", **person(programme_end=None)), None)
        assert same(of("wait_weeks", **offer(slots=0)), None)

    def test_a_credential_is_used_where_it_is_needed_and_held(self) -> None:
        needs = offer(credentials=("truck",))
        assert of("credential_used", **person(credentials=("truck",)), **needs) == 1
        assert of("credential_used", **person(credentials=()), **needs) == 0
        assert of("credential_used", **person(credentials=("truck",))) == 0

    def test_what_the_opening_itself_brings(self) -> None:
        tables = {
            **offer(
                schedule=(PartOfWeek.DAY, PartOfWeek.NIGHT, PartOfWeek.WEEKEND),
                demands=("cold", "stairs"),
                language_use=LanguageUse.SOME,
            ),
            "employers": (an_employer(sector=Sector.PRIVATE, capacity=4),),
            "placements": (a_placement(TODAY, TODAY), a_placement(TODAY, None, placement_id="L2")),
        }
        found = features(**tables)
        assert found["shift_parts"] == 2 and found["demands"] == 2
        assert found["language_use"] == 0.5 and found["private_sector"] == 1
        assert found["employer_load"] == 0.5 and found["hours_per_week"] == 20
        assert same(of("private_sector"), None)
        assert same(of("employer_load", employers=(an_employer(capacity=None),)), None)
        assert same(of("employer_load", employers=(an_employer(capacity=0),)), 1.0)

    def test_an_occupation_that_nobody_knows_is_unknown_and_not_far(self) -> None:
        wish = (Wish("P1", "x", 1, Origin.OWN, "5223"),)
        nameless = offer(occupation=None, title=None)
        assert of("wish_match", wishes=wish) == 1.0 == of("wish_own", wishes=wish)
        for name in ("wish_match", "wish_own", "experience_match", "experience_disliked"):
            assert same(of(name, wishes=wish, **nameless), None)

    def test_own_past(self) -> None:
        past = a_placement(
            date(2024, 3, 4), None, participant_id="P1", status=PlacementStatus.ENDED,
            ended=TODAY - timedelta(days=365),
        )  # fmt: skip
        done = Outcome("L1", Reporter.MENTOR, past.ended, completed=True)
        missed = replace(done, completed=None, showed_up=False)
        good, bad = (features(placements=(past,), outcomes=(said,)) for said in (done, missed))
        half = 0.5 ** (365 / 365.25)
        assert good["past_completions"] == pytest.approx(half) and good["past_no_shows"] == 0
        assert good["completed_here"] == 1
        assert bad["past_no_shows"] == pytest.approx(half) and bad["past_completions"] == 0
        assert bad["employer_recent_no_shows"] == pytest.approx(0.5 ** (365 / 90))
        assert bad["employer_shows_up"] < 0 < good["employer_completes"]

    def test_years_of_work(self) -> None:
        lives = (Experience("P1", "a", "5223", 18), Experience("P1", "b", "5223", 6, liked=False))
        assert of("experience_years", experiences=lives) == pytest.approx(np.log(3))
        assert of("experience_years") == 0


@given(markets)
@hypothesis_settings(max_examples=40)
def test_each_column_stays_within_what_its_description_says(market: Market) -> None:
    table = dict(zip(FEATURES, frame(market).T, strict=True))
    shares = (
        "wish_match", "wish_own", "experience_match", "experience_disliked", "language_missed",
        "hours_spare", "travel_strain", "track_fit", "programme_left", "credential_used",
        "employer_load", "language_use", "private_sector", "purpose_taste",
    )  # fmt: skip
    for name in shares:
        known = table[name][~np.isnan(table[name])]
        assert ((known >= 0) & (known <= 1)).all(), name
    assert not np.isinf(np.array(list(table.values()))).any()


def test_every_feature_is_described() -> None:
    described = {**columns.PARTICIPANT, **columns.OPENING, **columns.PAIR}
    assert tuple(described) == FEATURES and all(described.values())
