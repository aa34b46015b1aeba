"""Use case: write a simulated municipality as files, with its truth in a folder beside them."""

import csv
import io
from datetime import date
from pathlib import Path

from matcher.domain.errors import BadInput
from matcher.exchange.writing import replace_file, write_market
from matcher.simulation.municipality import simulate_municipality
from matcher.simulation.truth_tables import TruthTable, truth_tables

TRUTH_FOLDER = "truth"


def write_simulation(folder: Path, *, participants: int, seed: int, today: date) -> dict[str, int]:
    """Write the file contract to ``folder`` and what is hidden from it to ``folder/truth``.

    The same arguments write the same bytes; ``jobbsmak import`` reads the folder and leaves the
    truth alone. Answers the rows of each file. BadInput where a number is out of its range or the
    folder cannot be written.
    """
    simulation = simulate_municipality(participants=participants, seed=seed, today=today)
    counts = write_market(simulation.market, folder)
    hidden = folder / TRUTH_FOLDER
    try:
        hidden.mkdir(exist_ok=True)
        replace_file(hidden / "README.txt", _readme(participants, seed, today).encode())
        for table in truth_tables(simulation):
            replace_file(hidden / f"{table.name}.csv", _csv_text(table).encode())
            counts[f"{TRUTH_FOLDER}/{table.name}"] = len(table.rows)
    except OSError as problem:
        raise BadInput(f"Cannot write to {hidden}: {problem.strerror or problem}.") from problem
    return counts


def _readme(participants: int, seed: int, today: date) -> str:
    return f"""A simulated municipality: everybody and every workplace in it is made up.
Made by: jobbsmak simulate FOLDER --participants {participants} --seed {seed} --today {today}

coefficients.csv  what truly decides each stage, in log-odds
employers.csv, mentors.csv, participants.csv  what each adds of its own, in log-odds
likings.csv       how much each person likes each occupation (STYRK-08), in standard deviations
wishes.csv        the occupations meant, whether the wish is real, and whose idea it was
placements.csv    true probability of each stage for every placement
pairs.csv         the same for the first participants today with every opening (its first mentor),
                  and whether the lasting rules truly allow the pair

A probability is given that the stages before went well; tastes do not lead to work directly.
"""


def _csv_text(table: TruthTable) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.heading)
    writer.writerows(table.rows)
    return text.getvalue()
