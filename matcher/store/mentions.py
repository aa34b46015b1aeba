"""Takes a person's name, number and addresses out of texts that are about something else.

Only what can be told for certain: a full name in either order, a phone number however it is spaced,
an e-mail address, the number of a person or a placement. A first name alone may be anybody's.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from matcher.store.columns import METADATA
from matcher.store.personal_data import BY_TABLE, FREE_TEXT, NAMED_IN, rows_of
from matcher.store.upserting import experience_digest

TAKEN_OUT = "[…]"
# A name of one word, or a shorter number, is found where it means something else.
FEWEST_WORDS = 2
FEWEST_DIGITS = 6
# A Norwegian number without the country's.
LOCAL_DIGITS = 8
# In an opening's title "E6" is a road and "T1" a truck.
NUMBERS_MEAN_OTHERS = frozenset({"openings"})


_WORDS = re.compile(r"\w+")
_GAP = r"[\s.-]*"


@dataclass(frozen=True, slots=True)
class Named:
    """What a person is called, or several are."""

    names: Collection[str] = ()
    phones: Collection[str] = ()
    addresses: Collection[str] = ()
    numbers: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Mentions:
    """Patterns by a word, or by the first digits, without which a text cannot hold them.

    Of thousands of people only those are looked for in a text who may be in it.
    """

    by_word: Mapping[str, Sequence[str]]
    by_digits: Mapping[str, Sequence[str]]

    def within(self, text: str) -> str:
        """``text`` without anybody.

        >>> found = mentions_of(Named(["Kari Nordmann"], ["+47 900 00 001"], [], ["P12"]))
        >>> found.within("Ring Nordmann, kari (90000001) om P12, ikke P123")
        'Ring […] ([…]) om […], ikke P123'
        """
        parts = {part for word in _words(text) for part in self.by_word.get(word, ())}
        digits = re.sub(r"\D", "", text)
        for start in range(len(digits) - FEWEST_DIGITS + 1):
            parts.update(self.by_digits.get(digits[start : start + FEWEST_DIGITS], ()))
        if not parts:
            return text
        longest_first = "|".join(sorted(parts, key=lambda part: (-len(part), part)))
        return re.sub(rf"(?<![\w+])(?:{longest_first})(?!\w)", TAKEN_OUT, text, flags=re.IGNORECASE)

    def without(self, value: Any) -> Any:
        """``value`` without anybody; texts inside a JSON document too.

        >>> mentions_of(Named(["Kari Nordmann"])).without({"a": ["hos Kari Nordmann", 3]})
        {'a': ['hos […]', 3]}
        """
        if isinstance(value, str):
            return self.within(value)
        if isinstance(value, list):
            return [self.without(each) for each in value]
        if isinstance(value, dict):
            return {name: self.without(each) for name, each in value.items()}
        return value


def mentions_of(named: Named) -> Mentions:
    """What finds the people in a text, as far as it can be told for certain."""
    by_word: dict[str, list[str]] = {}
    by_digits: dict[str, list[str]] = {}
    for known, part in _worded(named):
        words = _words(known)
        if words:
            by_word.setdefault(words[0], []).append(part)
    for phone in named.phones:
        for digits, part in _phone_parts(phone):
            by_digits.setdefault(digits[:FEWEST_DIGITS], []).append(part)
    return Mentions(by_word, by_digits)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORDS.findall(text)]


def _worded(named: Named) -> Iterator[tuple[str, str]]:
    """Each text that is looked for, and its pattern."""
    for name in named.names:
        for part in _name_parts(name):
            yield name, part
    certain = [address.strip() for address in named.addresses if "@" in address]
    for exact in (*certain, *filter(_is_telling, named.numbers)):
        yield exact, re.escape(exact)


def _name_parts(name: str) -> list[str]:
    words = [re.escape(word) for word in re.split(r"[\s,]+", name) if word]
    if len(words) < FEWEST_WORDS:
        return []
    *first, last = words
    return [r"\s+".join(words), r"\s+".join([f"{last},?", *first])]


def _phone_parts(phone: str) -> list[tuple[str, str]]:
    digits = re.sub(r"\D", "", phone)
    local = digits.removeprefix("00").removeprefix("47") if len(digits) > LOCAL_DIGITS else digits
    return [
        (each, rf"(?:(?:\+|00)47{_GAP})?{_GAP.join(each)}")
        for each in {digits, local}
        if len(each) >= FEWEST_DIGITS
    ]


def _is_telling(number: str) -> bool:
    """A number such as P12 is one word of its own; 12 alone may count anything."""
    return bool(re.search(r"[^\W\d_]", number) and re.search(r"\d", number))


def take_out(connection: sa.Connection, named: Named) -> dict[str, int]:
    """Write every text anew that names one of them; answers the rows changed in each table."""
    every, names_only = mentions_of(named), mentions_of(replace(named, numbers=()))
    changed = {
        name: _in_table(connection, name, names_only if name in NUMBERS_MEAN_OTHERS else every)
        for name in FREE_TEXT
    }
    return {name: count for name, count in changed.items() if count}


def mentioned(connection: sa.Connection, named: Named, participant_id: str) -> dict[str, int]:
    """How many rows of each table, beside the person's own, hold a text that names the person."""
    every, names_only = mentions_of(named), mentions_of(replace(named, numbers=()))
    found = {}
    for name in FREE_TEXT.keys() - NAMED_IN.keys():  # those are the person's own
        looked_for = names_only if name in NUMBERS_MEAN_OTHERS else every
        others = sa.select(METADATA.tables[name]).where(_others(name, participant_id))
        rows = connection.execute(others)
        texts = ({column: row[column] for column in FREE_TEXT[name]} for row in rows.mappings())
        found[name] = sum(looked_for.without(told) != told for told in texts)
    return {name: found[name] for name in FREE_TEXT if found.get(name)}


def _others(name: str, participant_id: str) -> sa.ColumnElement[bool]:
    """The rows of a table that are not about the person."""
    held = BY_TABLE.get(name)
    if held is None:
        return sa.true()
    own = rows_of(held, [participant_id])
    # A row about nobody (a call about no placement) is not the person's own either.
    return ~sa.func.coalesce(own, sa.false())


def _in_table(connection: sa.Connection, name: str, mentions: Mentions) -> int:
    table = METADATA.tables[name]
    keys = [column.name for column in table.primary_key]
    count = 0
    for row in connection.execute(sa.select(table)).mappings().all():
        told = {column: row[column] for column in FREE_TEXT[name]}
        clean = {column: mentions.without(value) for column, value in told.items()}
        if clean == told:
            continue
        if name == "experiences":  # its key is made of the text
            clean["digest"] = experience_digest(clean["text"], row["ended"])
        same = [table.c[key] == row[key] for key in keys]
        connection.execute(table.update().where(*same).values(clean))
        count += 1
    return count
