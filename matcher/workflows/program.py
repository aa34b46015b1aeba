"""What every use case needs: the store, the models' files, and the moment of the market in memory.

The paths and the environment are read here, at the edge, and nowhere below.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import sqlalchemy as sa

import matcher
from matcher.domain.errors import BadInput
from matcher.domain.policy import Policy
from matcher.eligibility.board import make_board
from matcher.eligibility.screening import ready_openings
from matcher.features.encoder import Encoder, make_encoder
from matcher.ranking.day_one import DayOne, parse_day_one
from matcher.ranking.model import AdditiveModel, day_one_model
from matcher.store.engine import open_store, reading
from matcher.store.migrate import check_store
from matcher.store.readers import read_market, read_titles, store_version

if TYPE_CHECKING:
    from matcher.occupations.resolver import Match, Resolver

ROOT = Path(matcher.__file__).resolve().parent.parent
DEFAULT_STORE = ROOT / "data" / "jobbsmak.db"
# Two days of the same store (today, and a date that somebody asked about) stay in memory.
MOMENTS_KEPT = 2


@dataclass(frozen=True, slots=True)
class Moment:
    """The market on a day as the rankings see it; ``version`` is the store's when it was read."""

    version: int
    today: date
    encoder: Encoder


@dataclass(frozen=True)
class Program:
    """An open store with its model and policy. Safe to share between threads."""

    engine: sa.Engine
    day_one: DayOne
    policy: Policy
    model: AdditiveModel
    _moments: dict[date, Moment] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def resolve(self, text: str) -> "Sequence[Match]":
        """How free text reads as occupations, with the titles that were imported; best first."""
        with reading(self.engine) as connection:
            return self._resolver(connection).resolve(text)

    def moment(self, today: date) -> Moment:
        """The market as it stands now, for decisions on ``today``; read again when it changed."""
        with reading(self.engine) as connection:
            version = store_version(connection)
            with self._lock:
                known = self._moments.get(today)
                if known is None or known.version != version:
                    known = self._read_moment(connection, version, today)
                    self._keep(known)
                return known

    def _read_moment(self, connection: sa.Connection, version: int, today: date) -> Moment:
        market = read_market(connection)
        resolver = self._resolver(connection)

        def codes(text: str) -> Sequence[tuple[str, float]]:
            return [(match.code, match.score) for match in resolver.resolve(text)]

        ready = ready_openings(make_board(market, today, self.policy), market.openings)
        return Moment(version, today, make_encoder(ready, market, lru_cache(20_000)(codes)))

    def _keep(self, moment: Moment) -> None:
        self._moments.pop(moment.today, None)
        while len(self._moments) >= MOMENTS_KEPT:
            self._moments.pop(next(iter(self._moments)))
        self._moments[moment.today] = moment

    @staticmethod
    def _resolver(connection: sa.Connection) -> "Resolver":
        return _resolver_with(tuple((row.code, row.title) for row in read_titles(connection)))


@lru_cache(maxsize=2)
def _resolver_with(titles: tuple[tuple[str, str], ...]) -> "Resolver":
    from matcher.occupations import catalogue
    from matcher.occupations.resolver import Resolver

    return Resolver(catalogue(), titles)


def database_url() -> str:
    """``DATABASE_URL``, else the embedded store of this checkout."""
    return os.environ.get("DATABASE_URL") or f"sqlite:///{DEFAULT_STORE}"


def open_program(url: str | None = None, models: Path = ROOT / "models") -> Program:
    """Open the store at ``url`` (default: ``database_url()``) with the files in ``models``.

    StoreProblem and its kinds where the store cannot be used; BadInput for a bad model file.
    """
    day_one = parse_day_one(_text(models / "day_one.toml"))
    engine = open_store(url or database_url())
    check_store(engine)
    return Program(engine, day_one, read_policy(models / "policy.toml"), day_one_model(day_one))


def read_policy(path: Path) -> Policy:
    """The office's policy; BadInput that names the setting where one is wrong."""
    import tomllib

    try:
        return Policy.from_mapping(tomllib.loads(_text(path)))
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{path.name} is not valid TOML: {error}.") from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BadInput(f"There is no file {path}; it belongs to the program.") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path} is not UTF-8 text; save it as UTF-8.") from None
