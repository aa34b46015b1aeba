"""``jobbsmak simulate`` writes the file contract with its truth beside it, the same for a seed."""

import csv
from datetime import date
from pathlib import Path

import pytest

from matcher.domain.errors import BadInput
from matcher.exchange.reading import read_source
from matcher.exchange.tables import tables_of
from matcher.simulation.municipality import simulate_municipality
from matcher.simulation.trades import TRADES
from matcher.simulation.truth_tables import truth_tables
from matcher.workflows.simulate import write_simulation

TODAY = date(2026, 3, 4)


def content(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("a", 4), ("b", 4), ("c", 5)):
        write_simulation(tmp_path / name, participants=12, seed=seed, today=TODAY)
    assert content(tmp_path / "a") == content(tmp_path / "b")
    assert content(tmp_path / "a") != content(tmp_path / "c")


def test_an_import_reads_back_the_same_market_without_a_problem(tmp_path: Path) -> None:
    write_simulation(tmp_path, participants=30, seed=4, today=TODAY)
    read = read_source(tmp_path)
    assert read.all_problems() == []
    market = simulate_municipality(participants=30, seed=4, today=TODAY).market
    for name, rows in tables_of(market).items():
        assert tuple(read.files[name].rows) == rows
        assert rows


def test_the_truth_stands_beside_the_files_row_for_row(tmp_path: Path) -> None:
    counts = write_simulation(tmp_path, participants=12, seed=4, today=TODAY)
    truth = tmp_path / "truth"
    for name, rows in counts.items():
        assert len(rows_of(tmp_path / f"{name}.csv")) == rows
    for name, key in (("placements", "placement_id"), ("employers", "employer_id")):
        known = [row[key] for row in rows_of(tmp_path / f"{name}.csv")]
        assert [row[key] for row in rows_of(truth / f"{name}.csv")] == known
    pairs = rows_of(truth / "pairs.csv")
    assert len(pairs) == 12 * counts["openings"]
    for pair in pairs:
        assert 0 < float(pair["shows_up"]) < 1
        assert (pair["leads_to_work"] == "") == (pair["purpose"] == "taste")
    assert "--participants 12 --seed 4" in (truth / "README.txt").read_text(encoding="utf-8")


def test_the_table_of_pairs_stops_before_its_limit() -> None:
    simulation = simulate_municipality(participants=12, seed=4, today=TODAY)
    tables = {table.name: table for table in truth_tables(simulation, pairs_limit=50)}
    assert len(tables["pairs"].rows) == 2 * len(simulation.market.openings) == 36


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BadInput, match="Cannot write to"):
        write_simulation(tmp_path / "file", participants=5, seed=1, today=TODAY)


def test_every_occupation_can_be_wished_for_in_several_ways() -> None:
    assert len({trade.code for trade in TRADES}) == len(TRADES) >= 45
    for trade in TRADES:
        assert len(set(trade.wishes)) >= 3
        assert trade.tasks.endswith(".")
