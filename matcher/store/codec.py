"""Rows of tables to domain objects and back, a column at a time, from the types of their fields."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from matcher.domain.cefr import Level

T = TypeVar("T")

# The text of a list that is known to be empty.
EMPTY_LIST = "none"

Coder = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class FieldCoder:
    """How one field is kept: ``decode`` from the store, ``encode`` to it; None for as it is."""

    name: str
    decode: Coder | None
    encode: Coder | None


def decode_rows(kind: Callable[..., T], rows: Iterable[Sequence[Any]]) -> tuple[T, ...]:
    """Objects of ``kind`` from rows whose columns stand in the order of its fields.

    >>> from matcher.domain.participants import Participant
    >>> from matcher.domain.purposes import Purpose
    >>> from matcher.domain.dismissals import Dismissal
    >>> decode_rows(Dismissal, [("P1", "O1", "hours", "adviser", None, None, None)])[0].reason
    <DismissalReason.HOURS: 'hours'>
    """
    columns = list(zip(*rows, strict=True))
    decoders = [coder.decode for coder in coders(kind)]
    decoded = (
        column if decode is None else map(decode, column)
        for column, decode in zip(columns, decoders, strict=bool(columns))
    )
    return tuple(map(kind, *decoded)) if columns else ()


def encoder(kind: type, names: Sequence[str]) -> Callable[[Any], dict[str, Any]]:
    """A function that makes the parameters of a statement from the fields ``names`` of an object.

    >>> from matcher.domain.employers import Mentor
    >>> encoder(Mentor, ["mentor_id", "languages"])(Mentor("M1", "E1", languages=("no", "so")))
    {'mentor_id': 'M1', 'languages': 'no|so'}
    """
    by_name = {coder.name: coder for coder in coders(kind)}
    wanted = [by_name[name] for name in names]

    def encode(item: Any) -> dict[str, Any]:
        return {
            coder.name: (
                getattr(item, coder.name)
                if coder.encode is None
                else coder.encode(getattr(item, coder.name))
            )
            for coder in wanted
        }

    return encode


@cache
def coders(kind: Callable[..., Any]) -> tuple[FieldCoder, ...]:
    """The coder of each field of a domain type, in order."""
    hints = get_type_hints(kind)
    return tuple(
        _coder(field.name, _without_none(hints[field.name])) for field in fields(cast(Any, kind))
    )


def _without_none(hint: Any) -> Any:
    if isinstance(hint, UnionType):
        (known,) = (part for part in get_args(hint) if part is not type(None))
        return known
    return hint


def _coder(name: str, hint: Any) -> FieldCoder:
    if get_origin(hint) is tuple:
        return FieldCoder(name, _list_decoder(get_args(hint)[0]), list_text)
    if hint is Level:
        return FieldCoder(name, _lookup({level.name: level for level in Level}), _level_text)
    if issubclass(hint, Enum):
        return FieldCoder(name, _lookup({word.value: word for word in hint}), _word_text)
    return FieldCoder(name, None, None)


def _lookup(words: Mapping[str, Any]) -> Coder:
    with_unknown: dict[str | None, Any] = {None: None}
    with_unknown.update(words)
    return with_unknown.__getitem__


def list_text(items: Sequence[str] | None) -> str | None:
    """A list as it is kept.

    >>> list_text(("no", "so")), list_text(()), list_text(None)
    ('no|so', 'none', None)
    """
    return None if items is None else "|".join(items) or EMPTY_LIST


def _level_text(level: Level | None) -> str | None:
    return None if level is None else level.name


def _word_text(word: Any) -> str | None:
    # The plain text: psycopg would write an enum by its name.
    return None if word is None else word.value


def _list_decoder(item: Callable[[str], Any]) -> Coder:
    @cache
    def decode(kept: str | None) -> tuple[Any, ...] | None:
        if kept is None:
            return None
        return () if kept == EMPTY_LIST else tuple(map(item, kept.split("|")))

    return decode
