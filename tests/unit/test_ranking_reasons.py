"""Two to four sentences for and one or two against: true, of this pair, and one a group."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from matcher.domain.outcomes import Stage
from matcher.domain.participants import Origin, Wish
from matcher.domain.policy import Policy
from matcher.features.columns import FEATURES, PARTICIPANT
from matcher.ranking.day_one import DayOne, Entry
from matcher.ranking.facts import pair_facts
from matcher.ranking.mentor_choice import choose_mentor
from matcher.ranking.rank import MarketDay, market_day, score_pairs
from matcher.ranking.reasons import Reason, choose_reasons, may_be_said, sentence
from matcher.ranking.value import value_effects
from matcher.simulation.municipality import simulate_municipality
from tests.unit.day_one_file import DAY_ONE, MODEL
from tests.unit.features_cases import every_pair
from tests.unit.market_builders import (
    TODAY,
    a_board,
    a_market,
    a_mentor,
    a_participant,
    a_placement,
    an_opening,
)
from tests.unit.market_strategies import random_market

FACTS = {"minutes": "12", "wish": "kokk"}


def entry(name: str, size: float = 1.0, **more: object) -> Entry:
    words = {"nb": f"{name} nb.", "en": f"{name} en."}
    against = {"nb": f"ikke {name}.", "en": f"not {name}."}
    given = replace(DAY_ONE.entries[-1], name=name, group=name, effects={Stage.FITS: size},
                    label=words, sentence_for=words, sentence_against=against,
                    said=None, only_present=False, bends=None)  # fmt: skip
    return replace(given, **more)


def reasons(*said: tuple[Entry, float], lang: str = "en") -> tuple[Reason, ...]:
    """Of entries with their effects on the value; each column stands on its effect's side."""
    entries = tuple(e for e, _ in said)
    day_one = DayOne("v", {}, entries)
    effects = np.array([effect for _, effect in said])
    columns = np.array([np.sign(effect * e.effects[Stage.FITS]) for e, effect in said])
    return choose_reasons(day_one, effects, columns, FACTS, lang)


def texts(*said: tuple[Entry, float], lang: str = "en") -> list[str]:
    return [reason.text for reason in reasons(*said, lang=lang)]


class TestHowMany:
    def test_the_four_strongest_for_and_the_two_strongest_against(self) -> None:
        many = [(entry(f"f{n}"), 0.01 * n) for n in range(1, 7)]
        bad = [(entry(f"b{n}"), -0.01 * n) for n in range(1, 5)]
        assert [r.feature for r in reasons(*many, *bad)] == ["f6", "f5", "f4", "f3", "b4", "b3"]

    def test_what_hardly_matters_is_left_out_when_there_is_enough(self) -> None:
        said = [(entry("a"), 0.03), (entry("b"), 0.02), (entry("c"), 0.004), (entry("d"), -0.02)]
        assert [r.feature for r in reasons(*said, (entry("e"), -0.004))] == ["a", "b", "d"]

    def test_two_for_and_one_against_are_said_however_weak(self) -> None:
        said = [(entry("a"), 0.03), (entry("b"), 0.002), (entry("c"), 0.001), (entry("d"), -0.001)]
        assert [r.feature for r in reasons(*said)] == ["a", "b", "d"]

    def test_what_makes_no_difference_is_not_said(self) -> None:
        assert reasons((entry("a"), 0.0)) == ()


class TestWhatIsSaid:
    def test_only_the_strongest_of_a_group(self) -> None:
        said = [(entry("a", group="g"), 0.01), (entry("b", group="g"), -0.02)]
        assert texts(*said) == ["not b."]

    def test_a_silent_one_does_not_hide_its_group(self) -> None:
        silent = entry("a", group="g", said="for")
        assert texts((silent, -0.03), (entry("b", group="g"), 0.01)) == ["b en."]

    def test_what_is_the_same_at_every_opening_is_no_reason_for_one(self) -> None:
        assert reasons(*[(entry(name), 0.1) for name in PARTICIPANT]) == ()

    def test_gaps_are_filled_and_a_sentence_without_its_fact_is_not_said(self) -> None:
        near = entry("a", sentence_for={"nb": "{minutes} minutter.", "en": "{minutes} minutes."})
        nameless = entry("b", sentence_for={"nb": "{own_wish}", "en": "{own_wish}"})
        assert texts((near, 0.1), (nameless, 0.2)) == ["12 minutes."]
        assert texts((near, 0.1), lang="nb") == ["12 minutter."]

    def test_a_feature_said_in_one_direction_is_silent_in_the_other(self) -> None:
        assert texts((entry("a", said="against"), 0.1)) == []
        assert texts((entry("a", said="against"), -0.1)) == ["not a."]

    def test_of_what_is_absent_nothing_is_said(self) -> None:
        taste = entry("taste", -1.0, only_present=True)
        assert not may_be_said(taste, 0.1, -0.5)
        assert may_be_said(taste, 0.1, 0.5) and may_be_said(taste, -0.1, 0.5)

    def test_a_feature_with_two_sides_is_never_said_of_the_wrong_one(self) -> None:
        """More hours are harder to complete and lead to work: "few hours" needs few hours."""
        hours = entry("hours", effects={Stage.COMPLETES: -0.05, Stage.LEADS_TO_WORK: 0.1})
        assert may_be_said(hours, 0.01, 1.0) and may_be_said(hours, -0.01, -1.0)
        assert not may_be_said(hours, -0.01, 1.0) and not may_be_said(hours, 0.01, -1.0)


@pytest.fixture(scope="module")
def town() -> MarketDay:
    market = simulate_municipality(participants=30, seed=5, today=TODAY).market
    return market_day(market, TODAY, Policy(), lambda text: ())


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_the_real_sentences_are_whole_and_true(town: MarketDay, lang: str) -> None:
    """On a simulated municipality: counts, groups, gaps, and no word against the feature."""
    from matcher.ranking.rank import rank_openings

    group = {e.name: e.group for e in DAY_ONE.entries}
    people = simulate_municipality(participants=30, seed=5, today=TODAY).market.participants[:30]
    said = 0
    for ranked in rank_openings(town, MODEL, people, limit=5):
        effects = value_effects(MODEL, ranked.columns, Policy())
        for place, opening in enumerate(ranked.openings.tolist()):
            raw = ranked.raw[place]
            code = town.encoder.offers.code_of(opening)
            facts = pair_facts(town.encoder, ranked.participant.participant_id, code, raw, lang)
            found = choose_reasons(DAY_ONE, effects[place], ranked.columns[place], facts, lang)
            good = [r for r in found if r.effect > 0]
            bad = [r for r in found if r.effect < 0]
            assert list(found) == good + bad
            assert 2 <= len(good) <= 4 and 1 <= len(bad) <= 2
            assert len({group[r.feature] for r in found}) == len(found)
            for reason in found:
                said += 1
                assert reason.feature not in PARTICIPANT
                assert not set("{}_") & set(reason.text) and reason.text.endswith(".")
                at = DAY_ONE.names.index(reason.feature)
                assert reason.effect == effects[place][at]
                if reason.feature in ("purpose_taste", "purpose_language", "purpose_job_here"):
                    assert raw[at] == 1.0
                if reason.feature == "language_missed":
                    assert reason.effect < 0 < raw[at]
    assert said > 100


class TestFacts:
    def facts(self, *wishes: Wish, lang: str = "nb", **tables: object) -> dict[str, str]:
        pairs = every_pair(a_market(wishes=wishes, **tables))
        raw, _, _ = score_pairs(MODEL, pairs)
        return pair_facts(pairs.encoder, "P1", "5223", raw[0], lang)

    def test_numbers_are_rounded_and_unknown_ones_left_out(self) -> None:
        known = self.facts()
        assert (known["minutes"], known["hours"], known["weeks"]) == ("6", "20", "0")
        assert "minutes" not in self.facts(participants=(a_participant(transport=None),))

    def test_the_nearest_wish_is_named_and_a_far_one_is_not(self) -> None:
        near = Wish("P1", "stå i kassa", 2, Origin.FRIENDS, "5230")
        far = Wish("P1", "programmere", 1, Origin.OWN, "2512")
        facts = self.facts(near, far)
        assert facts["wish"] == "stå i kassa" and "own_wish" not in facts
        assert self.facts(replace(near, origin=Origin.OWN))["own_wish"] == "stå i kassa"
        assert "wish" not in self.facts(far) and "experience" not in self.facts()

    def test_half_an_hour_a_week_is_not_rounded_away(self) -> None:
        assert self.facts(openings=(an_opening(hours_per_week=37.5),))["hours"] == "37,5"

    @pytest.mark.parametrize("origin", [None, Origin.FRIENDS, Origin.UNKNOWN])
    def test_who_has_no_wish_of_their_own_is_never_told_to_be_far_from_it(
        self, origin: Origin | None
    ) -> None:
        wishes = [] if origin is None else [Wish("P1", "programmere", 1, origin, "2512")]
        assert self.said_against_own(*wishes) is None

    def test_the_first_own_wish_is_named_where_the_work_is_far_from_it(self) -> None:
        first = Wish("P1", "programmere", 1, Origin.OWN, "2512")
        said = self.said_against_own(replace(first, rank=2, text="spille"), first)
        assert said is not None and "programmere" in said

    def said_against_own(self, *wishes: Wish) -> str | None:
        own = next(e for e in DAY_ONE.entries if e.name == "wish_own")
        return sentence(own, -0.1, self.facts(*wishes), "nb")


class TestMentorChoice:
    def board(self, **tables: object) -> object:
        return a_board(
            mentors=(
                a_mentor("M1", languages=("no", "pl")),
                a_mentor("M2", languages=("so",)),
                a_mentor("M3"),
            ),
            **tables,
        )

    def test_a_shared_language_first_then_the_least_load(self) -> None:
        somali, norwegian = a_participant(languages=("so",)), a_participant(languages=("no",))
        busy = self.board(placements=(a_placement(TODAY, None, mentor_id="M1"),))
        assert choose_mentor(busy, somali, ("M1", "M2", "M3")) == "M2"
        assert choose_mentor(busy, norwegian, ("M1", "M3")) == "M3", "Norwegian is not counted"
        assert choose_mentor(self.board(), norwegian, ("M3", "M1")) == "M1", "then by id"
        assert choose_mentor(busy, somali, ()) is None


def test_random_markets_have_features_in_order() -> None:
    raw, columns, chances = score_pairs(MODEL, every_pair(random_market(Random(1))))
    assert raw.shape == columns.shape == (len(chances), len(MODEL.names))
    assert MODEL.names[: len(FEATURES)] == FEATURES
