"""The day-one file is checked entry by entry; whoever edits it is told what is wrong, and where."""

import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest

import matcher
from matcher.domain.errors import BadInput
from matcher.domain.outcomes import Stage
from matcher.domain.policy import Policy
from matcher.features.columns import FEATURES
from matcher.ranking.day_one import Bound, parse_day_one
from matcher.ranking.facts import FACTS
from matcher.workflows.program import read_policy
from tests.unit.day_one_file import DAY_ONE, TEXT

ENTRY = TEXT[TEXT.index("[features.wish_match]") : TEXT.index("[features.wish_own]")]


def changed(old: str, new: str) -> str:
    """The file with the first ``old`` within the entry wish_match replaced."""
    assert old in ENTRY, old
    return TEXT.replace(ENTRY, ENTRY.replace(old, new, 1))


def without(key: str) -> str:
    kept = [line for line in ENTRY.splitlines() if not line.startswith(f"{key} =")]
    assert len(kept) < len(ENTRY.splitlines()), key
    return TEXT.replace(ENTRY, "\n".join(kept) + "\n\n")


MEAN = next(line for line in ENTRY.splitlines() if line.startswith("mean ="))
SD = next(line for line in ENTRY.splitlines() if line.startswith("sd ="))
FITS = re.search(r"fits = [0-9.]+", ENTRY).group()
DEMANDS = re.search(r"\[features.demands\].*?effects = .*?}", TEXT, re.DOTALL).group()
LEVEL = re.search(r"\[stages.fits\]\nintercept = .*", TEXT).group()

WRONG = {
    "bad TOML": (TEXT + "\n[features", "not valid TOML"),
    "a feature that nobody knows": (TEXT.replace("[features.wish_match]", "[features.wish_mtch]"),
                                    "wish_m"),
    "a feature too many": (TEXT + ENTRY.replace("wish_match", "star_sign"), "'star_sign' is not"),
    "a feature left out": (TEXT.replace(ENTRY, ""), "'wish_match' has no entry"),
    "no label": (without("label"), "features.wish_match needs a table 'label'"),
    "no sentence for": (without("for"), "features.wish_match needs a table 'for'"),
    "no sentence against": (without("against"), "features.wish_match needs a table 'against'"),
    "no source": (without("source"), "features.wish_match.source is missing"),
    "no effects": (without("effects"), "features.wish_match needs a table 'effects'"),
    "no mean": (without("mean"), "features.wish_match.mean must be a number"),
    "no sd": (without("sd"), "features.wish_match.sd must be a number"),
    "no bound": (without("bound"), "features.wish_match.bound must be one of"),
    "a sentence in one language": (changed('en = "Fits', 'fr = "Fits'),
                                   "features.wish_match.for.en is missing"),
    "an empty sentence": (changed('"Fits the wish “{wish}”."', '"  "'),
                          "features.wish_match.for.en is missing"),
    "a gap that nothing fills": (changed("“{wish}”", "“{wsh}”"), "{wsh} is not a fact"),
    "a gap that is not closed": (changed("“{wish}”", "“{wish”"), "features.wish_match.for.en"),
    "a gap with a form": (changed("“{wish}”", "“{wish:d}”"), "features.wish_match.for.en"),
    "a gap that looks inside": (changed("“{wish}”", "“{wish.upper}”"), "is not a fact"),
    "a size against its bound": (changed(FITS, "fits = -0.45"),
                                 "features.wish_match.effects.fits is -0.45, against its bound up"),
    "a size on the other side": (TEXT.replace(DEMANDS, DEMANDS.replace("= -0", "= 0")),
                                 "against its bound down"),
    "a stage that nobody knows": (changed(FITS, "fitz = 0.45"), "must be one of shows_up"),
    "sd 0": (changed(SD, "sd = 0"), "features.wish_match.sd must be above 0"),
    "sd below 0": (changed(SD, "sd = -1.0"), "features.wish_match.sd must be above 0"),
    "sd nan": (changed(SD, "sd = nan"), "features.wish_match.sd must be a number"),
    "mean as text": (changed(MEAN, 'mean = "0.4"'), "features.wish_match.mean must be a number"),
    "mean yes": (changed(MEAN, "mean = true"), "features.wish_match.mean must be a number"),
    "mean inf": (changed(MEAN, "mean = inf"), "features.wish_match.mean must be a number"),
    "mean too large": (changed(MEAN, f"mean = 1{'0' * 400}"), "features.wish_match.mean"),
    "a bound that is none": (changed('bound = "up"', 'bound = "sideways"'),
                             "must be one of up, down, free; it is 'sideways'"),
    "a key that nobody reads": (changed("mean =", "means = 1\nmean ="), "unknown key 'means'"),
    "an entry that is no table": ("features = 1\nstages = 1", "needs a table 'features'"),
    "no stages": (TEXT.replace("[stages.", "[stegs."), "needs a table 'stages'"),
    "one stage missing": (TEXT.replace("[stages.fits]", "[stages.fitz]"), "'fitz' is not a stage"),
    "an intercept as text": (TEXT.replace(LEVEL, "[stages.fits]\nintercept = 'x'"),
                             "stages.fits.intercept must be a number; it is 'x'"),
    "a bend at nothing": (TEXT.replace('bends = { feature = "travel_minutes", at = 45.0 }',
                                       'bends = { feature = "travel_hours", at = 45.0 }'),
                          "travel_minutes_over_45: bends must name"),
    "a bend of itself": (changed("mean =", 'bends = { feature = "demands", at = 1.0 }\nmean ='),
                         "wish_match: bends must name another feature"),
    "said sideways": (changed("mean =", 'said = "never"\nmean ='), "features.wish_match.said"),
    "firm sideways": (changed("mean =", 'firm = "very"\nmean ='), "firm must be true or false"),
    "when sideways": (changed("mean =", 'when = "never"\nmean ='), "features.wish_match.when"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_named(text: str, said: str) -> None:
    assert text != TEXT
    with pytest.raises(BadInput) as refused:
        parse_day_one(text)
    assert said in str(refused.value)
    assert "day_one.toml" in str(refused.value) and "\n" not in str(refused.value)


def test_the_file_has_every_feature_in_order_and_then_the_bends() -> None:
    assert DAY_ONE.names[: len(FEATURES)] == FEATURES
    assert set(DAY_ONE.bends) == set(DAY_ONE.names[len(FEATURES) :]) == {"travel_minutes_over_45"}
    assert set(DAY_ONE.intercepts) == set(Stage)


def test_what_must_never_lower_a_value_is_firm() -> None:
    """Design 6.5: better language, more experience, a shorter way."""
    firm = {entry.name for entry in DAY_ONE.entries if entry.firm}
    language = {"spoken_level", "spoken_margin", "written_margin", "language_missed"}
    experience = {"experience_years", "experience_match"}
    way = {"travel_minutes", "travel_strain", "travel_minutes_over_45"}
    assert firm == language | experience | way
    assert all(entry.bound is not Bound.FREE for entry in DAY_ONE.entries if entry.firm)


def test_the_version_changes_with_the_text() -> None:
    assert DAY_ONE.version.startswith("day-one-")
    assert parse_day_one(TEXT + "\n# a comment").version != DAY_ONE.version


def test_every_gap_in_a_sentence_is_a_fact_and_says_the_same_in_both_languages() -> None:
    for entry in DAY_ONE.entries:
        for words in (entry.sentence_for, entry.sentence_against):
            gaps = {
                lang: {name for _, name, _, _ in Formatter().parse(text) if name is not None}
                for lang, text in words.items()
            }
            assert gaps["nb"] == gaps["en"] <= set(FACTS)
            assert words["nb"] != words["en"] and words["nb"][-1] == words["en"][-1] == "."


def test_what_must_never_lower_a_value_is_bounded() -> None:
    """Design 6.5: better language, more experience, shorter travel; a later model keeps to it."""
    bound = {entry.name: entry.bound for entry in DAY_ONE.entries}
    for name in ("spoken_level", "spoken_margin", "written_margin", "experience_match",
                 "experience_years"):  # fmt: skip
        assert bound[name] is Bound.UP, name
    assert {bound[name] for name in bound if name.startswith("travel")} == {Bound.DOWN}


def test_the_policy_file_is_the_default_policy() -> None:
    path = Path(matcher.__file__).parent.parent / "models" / "policy.toml"
    assert read_policy(path) == Policy()
    assert set(tomllib.loads(path.read_text("utf-8"))) == set(Policy.__slots__)
