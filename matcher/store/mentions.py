"""Takes a person's name, number and addresses out of texts that are about something else.

Only what can be told for certain: a full name in either order, a phone number however it is spaced,
an e-mail address, the number of a person or a placement. A first name alone may be anybody's.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from matcher.store.columns import METADATA
from matcher.store.personal_data import FREE_TEXT
from matcher.store.upserting import experience_digest

TAKEN_OUT = "[…]"
# A name of one word, or a shorter number, is found where it means something else.
FEWEST_WORDS = 2
FEWEST_DIGITS = 6
# In an opening's title "E6" is a road and "T1" a truck.
NUMBERS_MEAN_OTHERS = frozenset({"openings"})


@dataclass(frozen=True, slots=True)
class Named:
    """What a person is called."""

    names: Collection[str] = ()
    phones: Collection[str] = ()
    addresses: Collection[str] = ()
    numbers: Collection[str] = ()


def pattern_of(named: Named) -> "re.Pattern[str] | None":
    """What finds the person in a text; None where nothing is certain enough.

    >>> found = pattern_of(Named(["Kari Nordmann"], ["+47 900 00 001"], [], ["P12"]))
    >>> found.sub("*", "Ring Nordmann, kari (90000001) om P12, ikke P123")
    'Ring * (*) om *, ikke P123'
    """
    parts = [
        *(part for name in named.names for part in _name_parts(name)),
        *(part for phone in named.phones for part in _phone_parts(phone)),
        *(re.escape(address.strip()) for address in named.addresses if "@" in address),
        *(re.escape(number) for number in named.numbers if _is_telling(number)),
    ]
    if not parts:
        return None
    longest_first = sorted(set(parts), key=lambda part: (-len(part), part))
    return re.compile(rf"(?<![\w+])(?:{'|'.join(longest_first)})(?!\w)", re.IGNORECASE)


def _name_parts(name: str) -> list[str]:
    words = [re.escape(word) for word in re.split(r"[\s,]+", name) if word]
    if len(words) < FEWEST_WORDS:
        return []
    *first, last = words
    return [r"\s+".join(words), r"\s+".join([f"{last},?", *first])]


def _phone_parts(phone: str) -> list[str]:
    digits = re.sub(r"\D", "", phone)
    if len(digits) < FEWEST_DIGITS:
        return []
    local = digits.removeprefix("00").removeprefix("47") if len(digits) > 8 else digits
    spaced = (r"[\s.-]*".join(each) for each in (digits, local))
    return [rf"(?:(?:\+|00)47[\s.-]*)?{each}" for each in spaced]


def _is_telling(number: str) -> bool:
    """A number such as P12 is one word of its own; 12 alone may count anything."""
    return bool(re.search(r"[^\W\d_]", number) and re.search(r"\d", number))


def take_out(connection: sa.Connection, named: Named) -> dict[str, int]:
    """Write every text anew that names the person; answers the rows changed in each table."""
    changed = {}
    for name in FREE_TEXT:
        known = replace(named, numbers=()) if name in NUMBERS_MEAN_OTHERS else named
        pattern = pattern_of(known)
        changed[name] = 0 if pattern is None else _in_table(connection, name, pattern)
    return {name: count for name, count in changed.items() if count}


def _in_table(connection: sa.Connection, name: str, pattern: "re.Pattern[str]") -> int:
    table = METADATA.tables[name]
    columns = FREE_TEXT[name]
    keys = [column.name for column in table.primary_key]
    count = 0
    for row in connection.execute(sa.select(table)).mappings().all():
        told = {column: row[column] for column in columns}
        clean = {column: without(value, pattern) for column, value in told.items()}
        if clean == told:
            continue
        if name == "experiences":  # its key is made of the text
            clean["digest"] = experience_digest(clean["text"], row["ended"])
        same = [table.c[key] == row[key] for key in keys]
        connection.execute(table.update().where(*same).values(clean))
        count += 1
    return count


def without(value: Any, pattern: "re.Pattern[str]") -> Any:
    """``value`` without the person; texts inside a JSON document too.

    >>> without({"a": ["hos Kari Nordmann", 3]}, pattern_of(Named(["Kari Nordmann"])))
    {'a': ['hos […]', 3]}
    """
    if isinstance(value, str):
        return pattern.sub(TAKEN_OUT, value)
    if isinstance(value, list):
        return [without(each, pattern) for each in value]
    if isinstance(value, dict):
        return {name: without(each, pattern) for name, each in value.items()}
    return value
