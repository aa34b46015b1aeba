"""How long a change usually takes: the documented table ``models/doors.toml``, checked."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from matcher.domain.errors import BadInput
from matcher.ranking.door_changes import DoorKind

# Longer than any programme; a larger number is a slip.
MOST_WEEKS = 260


@dataclass(frozen=True, slots=True)
class DoorTime:
    """``weeks`` from shortest to longest usual, None where unknown; ``after`` is held first."""

    source: str
    weeks: tuple[int, int] | None = None
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DoorTimes:
    """The times by the key of the change, such as ``credential.truck``."""

    by_key: Mapping[str, DoorTime]

    def weeks(self, key: str) -> tuple[int, int] | None:
        """The usual weeks, or None where nobody has written them down."""
        return self.by_key[key].weeks if key in self.by_key else None

    @property
    def after(self) -> dict[str, tuple[str, ...]]:
        """What each credential builds on, where it builds on anything."""
        prefix = f"{DoorKind.CREDENTIAL}."
        return {
            key.removeprefix(prefix): time.after
            for key, time in self.by_key.items()
            if key.startswith(prefix) and time.after
        }


def parse_doors(text: str) -> DoorTimes:
    """Read ``doors.toml``; BadInput that names the entry where one is wrong.

    >>> parse_doors('[credential.truck]\\nweeks = [2, 4]\\nsource = "A course"').weeks(
    ...     "credential.truck")
    (2, 4)
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"doors.toml is not valid TOML: {error}.") from None
    found: dict[str, DoorTime] = {}
    for kind, table in document.items():
        if kind not in list(DoorKind):
            raise BadInput(f"doors.toml: {kind!r} is not one of {', '.join(DoorKind)}.")
        if kind in (DoorKind.CREDENTIAL, DoorKind.PART_OF_WEEK):
            for word, entry in _table(kind, table).items():
                found[f"{kind}.{word}"] = _entry(f"{kind}.{word}", entry)
        else:
            found[kind] = _entry(kind, table)
    return DoorTimes(found)


def _table(key: str, value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise BadInput(f"doors.toml: {key} must be a table.")
    return value


def _entry(key: str, value: object) -> DoorTime:
    entry = _table(key, value)
    odd = sorted(set(entry) - {"weeks", "source", "after"})
    if odd:
        raise BadInput(f"doors.toml: {key}: {odd[0]!r} is not a setting.")
    source, after = entry.get("source"), entry.get("after", [])
    if not isinstance(source, str) or not source.strip():
        raise BadInput(f"doors.toml: {key} needs a source, in a sentence.")
    if not isinstance(after, list) or not all(isinstance(word, str) for word in after):
        raise BadInput(f"doors.toml: {key}: after must be a list of credentials.")
    return DoorTime(source, _weeks(key, entry.get("weeks")), tuple(after))


def _weeks(key: str, value: object) -> tuple[int, int] | None:
    if value is None:
        return None
    if isinstance(value, list) and len(value) == 2 and all(type(week) is int for week in value):
        shortest, longest = value
        if 0 <= shortest <= longest <= MOST_WEEKS:
            return shortest, longest
    raise BadInput(
        f"doors.toml: {key}: weeks must be two whole numbers, the shorter first,"
        f" up to {MOST_WEEKS}; it is {value!r}."
    )
