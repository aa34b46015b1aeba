"""Use cases: texts to occupations without a store, and an official register into the store."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.domain.errors import ImportRefused
from matcher.occupations import catalogue
from matcher.occupations.resolver import Resolver

if TYPE_CHECKING:
    from sqlalchemy import Engine


@dataclass(frozen=True, slots=True)
class RegisterCounts:
    """What an import brought; ``skipped`` are ESCO rows whose group STYRK-08 does not have."""

    kind: str
    titles: int
    names: int
    skipped: int


def describe(texts: Iterable[str], limit: int = 5) -> Iterator[dict[str, Any]]:
    """One JSON-ready document a text, as `jobbsmak occupations` prints it; needs no store.

    >>> document = next(describe(["jeg vil jobbe på sykehjem"]))
    >>> sorted(document), sorted(document["matches"][0])
    (['matches', 'text'], ['code', 'name', 'score', 'via'])
    """
    resolver = _resolver()
    for text in texts:
        matches = resolver.resolve(text, limit)
        yield {
            "text": text,
            "matches": [
                {"code": m.code, "name": m.name, "score": m.score, "via": m.via} for m in matches
            ],
        }


@cache
def _resolver() -> Resolver:
    return Resolver(catalogue())


def import_register(engine: "Engine", path: Path) -> RegisterCounts:
    """Add a register (Klass, a titles file, or ESCO) to the store: all of it or nothing.

    Importing it again changes nothing. Raises ImportRefused with every problem.
    """
    from matcher.exchange.csv_source import csv_source
    from matcher.exchange.source import SourceBroken
    from matcher.occupations.registers import parse_register
    from matcher.store.engine import writing
    from matcher.store.registers import OccupationName, OccupationTitle, add_names, add_titles

    try:
        register = parse_register(csv_source(path).rows, path.name)
    except SourceBroken as broken:
        raise ImportRefused([broken.problem]) from broken
    kind = register.kind
    with writing(engine) as connection:
        titles = add_titles(connection, (OccupationTitle(*pair, kind) for pair in register.titles))
        names = add_names(
            connection, (OccupationName(code, name, None, kind) for code, name in register.names)
        )
    return RegisterCounts(kind, titles, names, sum(register.skipped.values()))
