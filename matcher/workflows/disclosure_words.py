"""The words of a disclosure, from ``disclosure.toml`` beside this module."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from matcher.store.columns import METADATA
from matcher.store.personal_data import HELD, NAMED_IN

LANGUAGES = ("nb", "en")
# Lists of an open vocabulary, which is translated as far as it is known.
LISTS = ("credentials", "functional_limits", "available", "languages")
Word = Sequence[str]


@cache
def words() -> Mapping[str, Mapping[str, Word]]:
    """Tables, columns, features, words and sentences, each as (Norwegian, English)."""
    path = Path(__file__).with_name("disclosure.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def sentence(key: str, lang: str, **facts: object) -> str:
    """One of the sentences with its facts.

    >>> sentence("nothing", "en")
    'Nothing.'
    """
    return _said(words()["sentences"][key], lang).format(**facts)


def heading(table: str, lang: str) -> str:
    """What a table is called.

    >>> heading("wishes", "nb")
    'Ønskene dine'
    """
    return _said(words()["tables"][table], lang)


def elsewhere(table: str, lang: str) -> str:
    """What texts about something else are called, in which somebody may be named.

    >>> elsewhere("employer_contacts", "en")
    'talks with employers'
    """
    return _said(words()["elsewhere"][table], lang)


def label(column: str, lang: str) -> str:
    """What a column, or an answer or a number inside one, is called.

    >>> label("showed_up", "en"), label("travel_minutes", "nb"), label("of_no_table", "nb")
    ('showed up', 'reisevei i minutter', 'of no table')
    """
    known = words()["columns"].get(column) or words()["features"].get(column)
    return column.replace("_", " ") if known is None else _said(known, lang)


def told(column: str, value: Any, lang: str) -> str:
    """A value as a person says it; free text as it was written.

    >>> told("credentials", "truck|hygiene", "nb"), told("completed", True, "en")
    ('truckførerbevis, hygienekurs', 'yes')
    >>> told("languages", "no|so", "nb"), told("languages", "none", "en")
    ('norsk, somali', 'none')
    >>> told("body", {"answer": None, "answered_by": "ola"}, "en")
    "the employer's answer: not known; answered by: ola"
    >>> told("sent_at", datetime(2026, 3, 2, 9, 5, 7), "nb")
    '2026-03-02 09:05 UTC'
    >>> told("text", "taste", "nb"), told("purpose", "taste", "nb"), told("phone", None, "nb")
    ('taste', 'utprøving', 'ikke kjent')
    """
    if value is None:
        return sentence("unknown", lang)
    if isinstance(value, bool):
        return _word("", "yes" if value else "no", lang)
    if isinstance(value, dict):
        return "; ".join(f"{label(n, lang)}: {_answer(n, v, lang)}" for n, v in value.items())
    if isinstance(value, datetime):  # as the store has it: Coordinated Universal Time
        return f"{value:%Y-%m-%d %H:%M} UTC"
    if isinstance(value, float):
        return f"{value:.6g}"
    if column in LISTS:
        return ", ".join(_word(column, each, lang) for each in str(value).split("|"))
    return _word(column, str(value), lang) if column in vocabulary() else str(value)


def _answer(name: str, value: Any, lang: str) -> str:
    # The answers of a form are texts, and "yes" one of them.
    known = value in ("yes", "no") or name in vocabulary()
    return _word(name, value, lang) if known and isinstance(value, str) else told(name, value, lang)


@cache
def vocabulary() -> Mapping[str, frozenset[str]]:
    """The columns of disclosed tables that hold one word of a vocabulary, with those words."""
    names = [held.table for held in HELD if held.disclosed] + list(NAMED_IN)
    found: dict[str, frozenset[str]] = {}
    for name in names:
        for column in METADATA.tables[name].columns:
            for each in column.constraints:
                if isinstance(each, sa.CheckConstraint) and " IN (" in str(each.sqltext):
                    listed = str(each.sqltext).partition(" IN (")[2].rstrip(")").split(", ")
                    known = found.get(column.name, frozenset())
                    found[column.name] = known | {word.strip("'") for word in listed}
    return found


def _word(column: str, word: str, lang: str) -> str:
    if column == "languages" and (language := _languages(lang).get(word)):
        return language
    exact = words()["words_in_column"].get(f"{column}.{word}")
    known = exact or words()["words"].get(word)
    return word.replace("_", " ") if known is None else _said(known, lang)


@cache
def _languages(lang: str) -> Mapping[str, str]:
    """What the languages with a code are called; "no" is one of the codes, and no answer."""
    from babel import Locale

    return Locale(lang).languages


def _said(word: Word, lang: str) -> str:
    return word[LANGUAGES.index(lang)]
