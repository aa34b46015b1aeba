"""The expert prior in ``models/day_one.toml``, checked entry by entry when it is read.

Source of the form: design.md 6.2. A feature that nobody knows, one that is left out, a missing
sentence or a size against its own bound is an error that names the entry.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from string import Formatter

from matcher.domain.errors import BadInput
from matcher.domain.outcomes import Stage
from matcher.features.columns import FEATURES
from matcher.ranking.facts import FACTS

LANGUAGES = ("nb", "en")
_ENTRY_KEYS = {
    *("mean", "sd", "bound", "effects", "label", "for", "against", "source"),
    *("group", "said", "when", "bends", "firm"),
}


class Bound(StrEnum):
    """Which sign an effect may have."""

    UP = "up"
    DOWN = "down"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Bend:
    """A term that begins to count beyond ``at``: max(0, feature - at)."""

    feature: str
    at: float


@dataclass(frozen=True, slots=True)
class Entry:
    """One feature: fixed scale, effects in log-odds per standard deviation, words and source.

    Words are by language; ``said`` is the only direction that is ever spoken, or None for both;
    with ``only_present`` nothing is said of a feature that is not above its mean (no taste).
    A ``firm`` bound holds in learned models whatever the outcomes say; any other yields to clear
    evidence.
    """

    name: str
    mean: float
    sd: float
    bound: Bound
    effects: dict[Stage, float]
    label: dict[str, str]
    sentence_for: dict[str, str]
    sentence_against: dict[str, str]
    source: str
    group: str
    said: str | None = None
    only_present: bool = False
    firm: bool = False
    bends: Bend | None = None


@dataclass(frozen=True, slots=True)
class DayOne:
    """The whole prior; ``entries`` in the order of ``FEATURES``, then the terms that bend."""

    version: str
    intercepts: dict[Stage, float]
    entries: tuple[Entry, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(entry.name for entry in self.entries)

    @property
    def bends(self) -> dict[str, tuple[str, float]]:
        """The extra columns, as ``feature_pipeline`` takes them."""
        return {e.name: (e.bends.feature, e.bends.at) for e in self.entries if e.bends is not None}


def parse_day_one(text: str) -> DayOne:
    """Read and check the file's text; raises BadInput with what is wrong and where.

    The version is ``day-one-`` and the beginning of the text's SHA-256.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"day_one.toml is not valid TOML: {error}.") from None
    features = _table(document, "features", "day_one.toml")
    entries = {name: _entry(name, _table(features, name, "features")) for name in features}
    _complete(entries)
    ordered = list(FEATURES) + [n for n in entries if n not in FEATURES]
    return DayOne(
        version=f"day-one-{hashlib.sha256(text.encode()).hexdigest()[:12]}",
        intercepts=_intercepts(_table(document, "stages", "day_one.toml")),
        entries=tuple(entries[name] for name in ordered),
    )


def _complete(entries: Mapping[str, Entry]) -> None:
    missing = [name for name in FEATURES if name not in entries]
    if missing:
        raise BadInput(f"day_one.toml: the feature {missing[0]!r} has no entry; add one.")
    for entry in entries.values():
        known = entry.name in FEATURES
        if entry.bends is None and not known:
            raise BadInput(f"day_one.toml: {entry.name!r} is not a feature of this program.")
        if entry.bends is not None and (known or entry.bends.feature not in FEATURES):
            raise BadInput(f"day_one.toml: {entry.name}: bends must name another feature.")


def _intercepts(stages: Mapping[str, object]) -> dict[Stage, float]:
    unknown = sorted(set(stages) - set(Stage))
    if unknown:
        raise BadInput(f"day_one.toml: {unknown[0]!r} is not a stage of this program.")
    intercepts = {}
    for stage in Stage:
        table = _table(stages, stage, "stages")
        _words(table.get("source"), f"stages.{stage}.source")
        intercepts[stage] = _number(table.get("intercept"), f"stages.{stage}.intercept")
    return intercepts


def _entry(name: str, table: Mapping[str, object]) -> Entry:
    where = f"features.{name}"
    unknown = sorted(set(table) - _ENTRY_KEYS)
    if unknown:
        raise BadInput(f"day_one.toml: {where} has an unknown key {unknown[0]!r}.")
    sd = _number(table.get("sd"), f"{where}.sd")
    if sd <= 0:
        raise BadInput(f"day_one.toml: {where}.sd must be above 0; it is {sd:g}.")
    bound = _choice(table.get("bound"), tuple(Bound), f"{where}.bound")
    said = table.get("said")
    return Entry(
        name=name,
        mean=_number(table.get("mean"), f"{where}.mean"),
        sd=sd,
        bound=Bound(bound),
        effects=_effects(_table(table, "effects", where), Bound(bound), where),
        label=_both(table, "label", where),
        sentence_for=_sentences(table, "for", where),
        sentence_against=_sentences(table, "against", where),
        source=_words(table.get("source"), f"{where}.source"),
        group=str(table.get("group", name)),
        said=None if said is None else _choice(said, ("for", "against"), f"{where}.said"),
        only_present="when" in table
        and _choice(table["when"], ("present",), f"{where}.when") == "present",
        firm=_yes(table, "firm", where),
        bends=_bend(table, where),
    )


def _effects(table: Mapping[str, object], bound: Bound, where: str) -> dict[Stage, float]:
    effects = {}
    for key, value in table.items():
        stage = Stage(_choice(key, tuple(Stage), f"{where}.effects"))
        size = _number(value, f"{where}.effects.{key}")
        if (bound is Bound.UP and size < 0) or (bound is Bound.DOWN and size > 0):
            raise BadInput(
                f"day_one.toml: {where}.effects.{key} is {size:g}, against its bound {bound!s}."
            )
        effects[stage] = size
    return effects


def _bend(table: Mapping[str, object], where: str) -> Bend | None:
    if "bends" not in table:
        return None
    bend = _table(table, "bends", where)
    feature = _words(bend.get("feature"), f"{where}.bends.feature")
    return Bend(feature, _number(bend.get("at"), f"{where}.bends.at"))


def _table(parent: Mapping[str, object], key: str, where: str) -> Mapping[str, object]:
    table = parent.get(key)
    if not isinstance(table, dict):
        raise BadInput(f"day_one.toml: {where} needs a table {key!r}.")
    return table


def _number(value: object, where: str) -> float:
    try:
        if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value):
            return float(value)
    except OverflowError:
        raise BadInput(f"day_one.toml: {where} must be a number; it is too large.") from None
    raise BadInput(f"day_one.toml: {where} must be a number; it is {value!r}.")


def _yes(table: Mapping[str, object], key: str, where: str) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise BadInput(f"day_one.toml: {where}.{key} must be true or false; it is {value!r}.")
    return value


def _words(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f"day_one.toml: {where} is missing; write a sentence.")
    return value


def _both(table: Mapping[str, object], key: str, where: str) -> dict[str, str]:
    words = _table(table, key, where)
    return {lang: _words(words.get(lang), f"{where}.{key}.{lang}") for lang in LANGUAGES}


def _sentences(table: Mapping[str, object], key: str, where: str) -> dict[str, str]:
    """Both languages' sentences; each gap in them is one of ``FACTS``."""
    sentences = _both(table, key, where)
    for lang, text in sentences.items():
        try:
            gaps = [gap for _, *gap in Formatter().parse(text) if gap[0] is not None]
        except ValueError as error:
            raise BadInput(f"day_one.toml: {where}.{key}.{lang}: {error}.") from None
        for name, form, conversion in gaps:
            if name not in FACTS or form or conversion:
                raise BadInput(
                    f"day_one.toml: {where}.{key}.{lang}: {{{name}}} is not a fact that is known"
                    f" of a pair; known are {', '.join(FACTS)}."
                )
    return sentences


def _choice(value: object, known: tuple[str, ...], where: str) -> str:
    if value not in known:
        raise BadInput(f"day_one.toml: {where} must be one of {', '.join(known)}; it is {value!r}.")
    return str(value)
