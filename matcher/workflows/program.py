"""What every use case needs: the store, the models' files, and the market of the day in memory.

The models' files are read here, at the edge, and nowhere below.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import sqlalchemy as sa

from matcher.domain.errors import BadInput
from matcher.domain.market import Market
from matcher.domain.policy import Policy
from matcher.eligibility.board import Board, make_board
from matcher.features.encoder import LikingOf
from matcher.features.work_match import Resolve
from matcher.ranking.day_one import DayOne, parse_day_one
from matcher.ranking.model import AdditiveModel
from matcher.ranking.rank import MarketDay, market_day
from matcher.store.engine import reading
from matcher.store.kept_market import KeptMarket
from matcher.store.readers import read_titles, store_version
from matcher.store.table_versions import read_table_versions
from matcher.tasting.settings import TasteSettings, parse_settings
from matcher.workflows.kept_by_day import KeptByDay
from matcher.workflows.likings import liking_from_tastes
from matcher.workflows.model_in_use import ModelInUse
from matcher.workflows.open_store import ROOT, models_folder, open_checked_store

if TYPE_CHECKING:
    from matcher.occupations.resolver import Match, Resolver

# Two days of the same store (today, and a date that somebody asked about) stay in memory.
DAYS_KEPT = 2


@dataclass(frozen=True)
class Program:
    """An open store with its model and policy. Safe to share between threads."""

    engine: sa.Engine
    day_one: DayOne
    policy: Policy
    tastes: TasteSettings
    in_use: ModelInUse = field(repr=False)
    _days: dict[date, tuple[int, MarketDay]] = field(default_factory=dict, repr=False)
    _resolvers: "dict[int, _Reader]" = field(default_factory=dict, repr=False)
    _market: KeptMarket = field(default_factory=KeptMarket, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)
    # What pages worked out from a day.
    kept: KeptByDay = field(default_factory=KeptByDay, repr=False)

    @cached_property
    def _liking(self) -> LikingOf:
        return liking_from_tastes(self.tastes)

    @property
    def model(self) -> AdditiveModel:
        """The model in use; an answer that is made of several readings takes it once."""
        return self.in_use.known().model

    @property
    def model_problem(self) -> str | None:
        """Why the model that the registry names is not the one in use; None where it is."""
        return self.in_use.known().problem

    def resolve(self, text: str) -> "Sequence[Match]":
        """How free text reads as occupations, with the titles that were imported; best first."""
        with reading(self.engine) as connection:
            return self._resolver(connection).resolver.resolve(text)

    def market(self, connection: sa.Connection) -> Market:
        """Everything that matching looks at, as ``connection`` sees it."""
        return self._market.read(connection)

    def board(self, connection: sa.Connection, today: date) -> Board:
        """The market indexed for looking up a pair, as ``connection`` sees it."""
        market = self._market.read(connection)
        known = self._days.get(today)
        if known is not None and known[1].market is market:
            return known[1].ready.board
        return make_board(market, today, self.policy)

    def market_day(self, today: date) -> MarketDay:
        """The market as it stands now, for decisions on ``today``; read again when it changed.

        The very same day as before, where nothing of the market has changed since.
        """
        mark = self.in_use.mark
        with reading(self.engine) as connection:
            version = store_version(connection)
            self.in_use.at(connection, version, mark)
        known = self._days.get(today)
        if known is None or known[0] != version:
            with self._lock:
                known = self._newest(today, version)
        return known[1]

    def _newest(self, today: date, least: int) -> tuple[int, MarketDay]:
        """The day as of the version ``least`` or a later one, and that version.

        Whoever waited while others wrote takes what was read meanwhile: each version would
        otherwise be read once for each of them. A version that went back is a restored store.
        """
        with reading(self.engine) as connection:
            version = store_version(connection)
            known = self._days.get(today)
            if known is None or not least <= known[0] <= version:
                known = (version, self._read_day(connection, today))
                self._keep(today, known)
            return known

    def _read_day(self, connection: sa.Connection, today: date) -> MarketDay:
        market, resolve = self._market.read(connection), self._resolver(connection).codes
        _, before = self._days.get(today, (0, None))
        if before is not None and before.encoder.resolve is not resolve:
            before = None
        if before is not None and before.market is market:
            return before
        return market_day(market, today, self.policy, resolve, self._liking, before)

    def _keep(self, today: date, known: tuple[int, MarketDay]) -> None:
        self._days.pop(today, None)
        while len(self._days) >= DAYS_KEPT:
            self._days.pop(next(iter(self._days)))
        self._days[today] = known

    def _resolver(self, connection: sa.Connection) -> "_Reader":
        """The reader of free text; the titles are read again only when they changed."""
        version = read_table_versions(connection).of(["occupation_titles"])
        known = self._resolvers.get(version)
        if known is None:
            titles = tuple((row.code, row.title) for row in read_titles(connection))
            known = _reader_with(titles)
            self._resolvers.clear()
            self._resolvers[version] = known
        return known


@dataclass(frozen=True)
class _Reader:
    """A resolver, and its readings as matching asks for them: kept, and one function for good."""

    resolver: "Resolver"
    codes: Resolve


@lru_cache(maxsize=2)
def _reader_with(titles: tuple[tuple[str, str], ...]) -> _Reader:
    from matcher.occupations import catalogue
    from matcher.occupations.resolver import Resolver

    resolver = Resolver(catalogue(), titles)

    def codes(text: str) -> Sequence[tuple[str, float]]:
        return [(match.code, match.score) for match in resolver.resolve(text)]

    return _Reader(resolver, lru_cache(20_000)(codes))


def open_program(
    url: str | None = None, models: Path = ROOT / "models", versions: Path | None = None
) -> Program:
    """Open the store at ``url`` (default: ``database_url()``) with the files in ``models``.

    ``versions`` holds what was learned (default: ``models_folder()``).
    StoreProblem and its kinds where the store cannot be used; BadInput for a bad model file.
    """
    # The files first: where one of them is wrong, no store is left open.
    day_one = read_day_one(models)
    policy = read_policy(models / "policy.toml")
    tastes = read_tastes(models / "tastes.toml")
    engine = open_checked_store(url)
    in_use = ModelInUse(engine, versions or models_folder(), day_one)
    return Program(engine, day_one, policy, tastes, in_use)


def read_day_one(models: Path = ROOT / "models") -> DayOne:
    """The expert prior in the folder ``models``; BadInput that names what is wrong in it."""
    return parse_day_one(_text(models / "day_one.toml"))


def read_tastes(path: Path) -> TasteSettings:
    """The documented numbers of tasting; BadInput that names the setting where one is wrong."""
    return parse_settings(_text(path))


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
