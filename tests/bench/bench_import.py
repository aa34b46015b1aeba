"""Import of 50 000 participants and 50 000 openings, beside pandas' own way of doing it.

    .venv/bin/python tests/bench/bench_import.py [ROWS]

DATABASE_URL, where it is set, names an empty PostgreSQL database to import into as well.

pandas checks nothing, keeps every list as text and starts from an empty table; it is what
somebody would write instead in five minutes. Each runs in a process of its own, so that the
peak memory is its own too.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from matcher.domain.cefr import Level
from matcher.domain.employers import (
    Employer,
    LanguageUse,
    Mentor,
    Office,
    Opening,
    OpeningStatus,
    Sector,
)
from matcher.domain.market import Market
from matcher.domain.participants import Education, Participant, PartOfWeek, Transport
from matcher.domain.purposes import Purpose, Track
from matcher.exchange.writing import write_market
from matcher.store.engine import open_store
from matcher.workflows.import_files import import_files
from matcher.workflows.setup_store import init

ROWS = 50_000
EMPLOYERS = 1_000


def market(rows: int) -> Market:
    """Every column filled, as in real files; the values differ from row to row."""
    return Market(
        offices=tuple(Office(f"N{n}", f"Testkontor {n}") for n in range(10)),
        participants=tuple(_participant(n) for n in range(rows)),
        employers=tuple(
            Employer(f"E{n:05}", f"Prøvebedrift {n}", sector=Sector.PRIVATE, capacity=5)
            for n in range(EMPLOYERS)
        ),
        mentors=tuple(
            Mentor(f"M{n:05}", f"E{n:05}", f"Mentor {n}", 2, ("no",)) for n in range(EMPLOYERS)
        ),
        openings=tuple(_opening(n) for n in range(rows)),
    )


def _participant(n: int) -> Participant:
    return Participant(
        participant_id=f"P{n:06}",
        office_id=f"N{n % 10}",
        adviser=f"rådgiver{n % 40}",
        postal_code=f"{n % 9000 + 1000}",
        lat=58 + n % 997 / 100,
        lon=6 + n % 1009 / 100,
        transport=list(Transport)[n % 4],
        max_travel_minutes=n % 90 + 15,
        norwegian_spoken=Level(n % 8),
        norwegian_written=Level(n // 8 % 8),
        languages=("so", "no") if n % 2 else ("uk",),
        education=list(Education)[n % 5],
        credentials=("licence_b",) if n % 3 else (),
        functional_limits=("stairs",) if n % 5 == 0 else None,
        max_hours_per_week=n % 38 + 0.5,
        available=(PartOfWeek.DAY, PartOfWeek.EVENING),
        track=list(Track)[n % 4],
        programme_start=date(2026, n % 12 + 1, n % 28 + 1),
        programme_end=date(2027, n % 12 + 1, n % 28 + 1),
        name=f"Prøve Person {n}",
        phone=f"{40000000 + n}",
        email=f"p{n}@example.no",
    )


def _opening(n: int) -> Opening:
    return Opening(
        opening_id=f"O{n:06}",
        employer_id=f"E{n % EMPLOYERS:05}",
        title=f"Medarbeider {n}",
        occupation=("5223", "9112", "5131", "8322")[n % 4],
        purposes=tuple(Purpose)[: n % 4 + 1],
        slots=n % 4 + 1,
        mentors=(f"M{n % EMPLOYERS:05}",),
        postal_code=f"{n % 9000 + 1000}",
        lat=58 + n % 1013 / 100,
        lon=6 + n % 1019 / 100,
        starts=date(2026, n % 12 + 1, 1),
        ends=date(2027, n % 12 + 1, 1),
        hours_per_week=n % 38 + 0.5,
        schedule=(PartOfWeek.DAY,),
        needs_spoken=Level(n % 5),
        needs_written=Level(n % 4),
        language_use=list(LanguageUse)[n % 3],
        credentials=("truck",) if n % 7 == 0 else (),
        demands=("standing", "heavy_lifting") if n % 3 == 0 else (),
        tasks="Rydde, ta imot varer og hjelpe kunder.",
        status=OpeningStatus.OPEN,
    )


def with_jobbsmak(folder: Path, url: str) -> int:
    """Rows imported, every cell checked."""
    engine = open_store(url)
    init(engine)
    return import_files(engine, folder).rows


def with_pandas(folder: Path, url: str) -> int:
    """Rows imported, nothing checked."""
    import pandas
    import sqlalchemy

    engine = sqlalchemy.create_engine(url)
    rows = 0
    for path in sorted(folder.glob("*.csv")):
        frame = pandas.read_csv(path)
        frame.to_sql(path.stem, engine, if_exists="replace", index=False)
        rows += len(frame)
    return rows


WAYS = {"jobbsmak": with_jobbsmak, "pandas": with_pandas}


def measure(way: str, folder: Path, url: str) -> None:
    """Print one line; called in a fresh process."""
    start = time.perf_counter()
    rows = WAYS[way](folder, url)
    seconds = time.perf_counter() - start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{way:<9}{url.partition(':')[0]:<11}{rows:>9} rows {seconds:>7.2f} s"
        f" {rows / seconds:>9.0f} rows/s"
        f" {megabytes:>6.0f} MB peak",
        flush=True,
    )


def main() -> None:
    """Make the files once, then import them each way."""
    if len(sys.argv) == 4:
        measure(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "files"
        write_market(market(rows), folder)
        first, second = (f"sqlite:///{temporary}/{name}.db" for name in "ab")
        runs = [("jobbsmak", first), ("jobbsmak", first), ("pandas", second)]
        if "DATABASE_URL" in os.environ:
            runs.append(("jobbsmak", os.environ["DATABASE_URL"]))
        for way, url in runs:
            subprocess.run([sys.executable, __file__, way, str(folder), url], check=True)
    print("The second line is the same import again, into the store that holds it already.")


if __name__ == "__main__":
    main()
