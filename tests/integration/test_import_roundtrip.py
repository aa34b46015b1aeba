"""Export then import is the identity, by folder and by Excel file, and twice changes nothing."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain.employers import Employer, Mentor, Office, Opening
from matcher.domain.market import Market
from matcher.domain.outcomes import Outcome
from matcher.domain.participants import Experience, Participant, Wish
from matcher.domain.placements import Placement, PlacementStatus
from matcher.exchange.tables import tables_of
from matcher.exchange.writing import write_market
from matcher.exchange.xlsx_writing import write_xlsx
from matcher.store.engine import open_store, reading
from matcher.store.readers import read_market, store_version
from matcher.workflows.export_files import export_files
from matcher.workflows.import_files import import_files

# Each example makes a store and writes its files to the disk.
FEWER = settings(max_examples=settings().max_examples // 3)
CODES = ("0150", "5223", "9112")
# Everything that a cell may hold: quotes, separators, line ends, formulas, other alphabets.
TEXTS = st.one_of(
    st.sampled_from(["=1+1", "+47", "-", "@x", 'so "quoted"', "a;b,c|d", "to\nlinjer", " kant "]),
    st.text(
        st.characters(
            codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"
        ),
        min_size=1,
    ),
).filter(str.strip)
WORDS = st.sampled_from(["licence_b", "truck", "stairs"])
NUMBERS: dict[str, st.SearchStrategy[Any]] = {
    "lat": st.floats(-90, 90),
    "lon": st.floats(-180, 180),
    "months": st.floats(0, 1200),
    "rank": st.integers(1, 3),
    "position": st.integers(1, 9),
    "max_travel_minutes": st.integers(0, 1440),
    **{f"fit_{of}": st.integers(1, 5) for of in ("tasks", "people", "pace", "language")},
}
TEXT_KINDS: dict[str, st.SearchStrategy[Any]] = {
    "postal_code": st.sampled_from(CODES),
    "occupation": st.sampled_from(CODES),
    "org_number": st.just("123456789"),
    "email": st.just("prøve@example.no"),
    "adviser": st.just("kari"),
    "mentor_id": st.sampled_from(["M1", "M2"]),
    "mentors": st.sampled_from([None, (), ("M1",), ("M2", "M1")]),
    "languages": st.sampled_from([None, (), ("no",), ("so", "no")]),
    "proposed_on": st.none(),
}
# Which dates stand in which order is another test's matter.
AFTER = {"programme_end", "available_to", "ends", "planned_end", "ended"}


@cache
def _field(name: str, hint: Any) -> st.SearchStrategy[Any]:
    if isinstance(hint, UnionType):
        (known,) = (part for part in get_args(hint) if part is not type(None))
        return st.none() | _field(name, known)
    if name in NUMBERS | TEXT_KINDS:
        return (NUMBERS | TEXT_KINDS)[name]
    if get_origin(hint) is tuple:
        item = get_args(hint)[0]
        items = WORDS if item is str else st.sampled_from(item)
        return st.lists(items, unique=True, max_size=3).map(tuple)
    if issubclass(hint, Enum):
        return st.sampled_from(hint)
    by_type: dict[type, st.SearchStrategy[Any]] = {
        str: TEXTS,
        int: st.integers(0, 1000),
        float: st.floats(0, 168),
        bool: st.booleans(),
        date: st.dates(date(2025, 1, 1), date(2025, 12, 31))
        if name in AFTER
        else st.dates(date(2024, 1, 1), date(2024, 12, 31)),
    }
    return by_type[hint]


def rows(kind: type, **known: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Any object of ``kind`` with the references in ``known``."""
    hints = get_type_hints(kind)
    parts = {f.name: _field(f.name, hints[f.name]) for f in fields(kind)}
    return st.builds(kind, **{**parts, **known})


def _some(strategy: st.SearchStrategy[Any], key: Callable[[Any], Any]) -> st.SearchStrategy[Any]:
    return st.lists(strategy, unique_by=key, max_size=3).map(tuple)


OFFICES = ("N1", "Å-2")
PEOPLE = ("P1", "deltaker 2")
ENDED = st.sampled_from([PlacementStatus.ENDED, PlacementStatus.CANCELLED])


def _each(kind: type, column: str, ids: tuple[str, ...], **known: Any) -> st.SearchStrategy[Any]:
    return st.tuples(*(rows(kind, **{column: st.just(i)}, **known) for i in ids))


MARKETS = st.builds(
    Market,
    offices=_each(Office, "office_id", OFFICES),
    participants=_each(Participant, "participant_id", PEOPLE, office_id=st.sampled_from(OFFICES)),
    wishes=_some(
        rows(Wish, participant_id=st.sampled_from(PEOPLE)), lambda w: (w.participant_id, w.rank)
    ),
    experiences=_some(
        rows(Experience, participant_id=st.sampled_from(PEOPLE)),
        lambda e: (e.participant_id, e.text, e.ended),
    ),
    employers=_each(Employer, "employer_id", ("E1",)),
    mentors=_each(Mentor, "mentor_id", ("M1", "M2"), employer_id=st.just("E1")),
    openings=_each(Opening, "opening_id", ("O1", "O2"), employer_id=st.just("E1")),
    placements=st.tuples(
        rows(
            Placement,
            placement_id=st.just("PL1"),
            participant_id=st.just("P1"),
            opening_id=st.just("O1"),
        ),
        rows(
            Placement,
            placement_id=st.just("PL2"),
            participant_id=st.just("P1"),
            opening_id=st.just("O2"),
            status=ENDED,
        ),
    ),
    outcomes=_some(
        rows(Outcome, placement_id=st.sampled_from(["PL1", "PL2"])),
        lambda o: (o.placement_id, o.reporter, o.reported_on),
    ),
)


def _through_a_store(template: Path, source: Path, folder: Path) -> tuple[Market, Path]:
    store, exported = folder / "store.db", folder / "exported"
    shutil.copy(template, store)
    engine = open_store(f"sqlite:///{store}")
    try:
        import_files(engine, source)
        export_files(engine, exported)
        with reading(engine) as connection:
            return read_market(connection), exported
    finally:
        engine.dispose()


@FEWER
@given(market=MARKETS)
def test_export_then_import_is_the_identity(market: Market, sqlite_template: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_market(market, folder / "given")
        kept, exported = _through_a_store(sqlite_template, folder / "given", folder)
        assert tables_of(kept) == tables_of(market)
        assert _contents(exported) == _contents(folder / "given")


@FEWER
@given(market=MARKETS)
def test_an_excel_file_says_the_same_as_a_folder(market: Market, sqlite_template: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_xlsx(tables_of(market), folder / "all.xlsx")
        kept, _ = _through_a_store(sqlite_template, folder / "all.xlsx", folder)
        assert tables_of(kept) == tables_of(market)


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("name", ["files", "files.xlsx"])
def test_importing_twice_changes_nothing(
    name: str, engine: sa.Engine, small_market: Market, tmp_path: Path
) -> None:
    write_market(small_market, tmp_path / "given")
    first = import_files(engine, tmp_path / "given")
    assert first.files["wishes"].new == 2
    export_files(engine, tmp_path / name)
    before = _version(engine)
    again = import_files(engine, tmp_path / name)
    assert again.rows == first.rows
    assert all(not (c.new or c.changed) for c in again.files.values())
    assert _version(engine) == before
    export_files(engine, tmp_path / "after")
    assert _contents(tmp_path / "after") == _contents(tmp_path / "given")


def test_a_dry_run_says_what_would_happen_and_keeps_nothing(
    engine: sa.Engine, small_market: Market, tmp_path: Path
) -> None:
    write_market(small_market, tmp_path)
    report = import_files(engine, tmp_path, dry_run=True)
    assert report.dry_run
    assert report.files["openings"].new == 2
    with reading(engine) as connection:
        assert read_market(connection) == Market()
    assert _version(engine) == 0


def _version(engine: sa.Engine) -> int:
    with reading(engine) as connection:
        return store_version(connection)
