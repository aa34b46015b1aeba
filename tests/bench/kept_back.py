"""How well words are kept back: caught, false alarms, time. Prints what stands in kept_back.md.

python -m tests.bench.kept_back
"""

import os
import statistics
import time
from collections.abc import Iterable

from matcher.exchange.kept_back import About, kept_back, kept_back_rules
from matcher.occupations import catalogue
from matcher.simulation.municipality import simulate_municipality
from tests.integration.web_start import TODAY
from tests.unit.kept_back_texts import HALVES, read_texts

LETTERS = 2_000
RUNS = 15
NAMES = ("Kari Nordmann", "+47 900 00 001", "kari@prove.no", "P0001", "Storgata 5")


def caught_table() -> None:
    """Each list of texts: how many of those that tell something are caught, and of the others."""
    print("| texts | caught | false alarms |\n| --- | --- | --- |")
    for half in HALVES:
        texts = read_texts(half)
        telling = [text for text in texts if text.kept_back]
        innocent = [text for text in texts if not text.kept_back]
        caught = sum(bool(kept_back(text.text, text.about)) for text in telling)
        alarms = sum(bool(kept_back(text.text, text.about)) for text in innocent)
        print(f"| {half} | {caught} of {len(telling)} | {alarms} of {len(innocent)} |")


def alarms_table() -> None:
    """Texts that the program and its users have anyway, none of which is about anybody."""
    says = [phrase for each in catalogue() for phrase in each.says]
    names = [name for each in catalogue() for name in (each.name_nb, each.name_en)]
    made = simulate_municipality(participants=400, seed=4, today=TODAY).market
    openings = [f"{each.title}. {each.tasks}" for each in made.openings]
    print("\n| texts | number | as work | as about somebody |\n| --- | --- | --- | --- |")
    for name, texts in (
        ("names of occupations", names),
        ("ways of saying an occupation", says),
        ("openings of a simulated municipality", openings),
    ):
        counts = [_alarms(texts, about) for about in About]
        print(f"| {name} | {len(texts)} | {counts[1]} | {counts[0]} |")


def _alarms(texts: Iterable[str], about: About) -> int:
    return sum(bool(kept_back(text, about)) for text in texts)


def times_table() -> None:
    """Milliseconds of processor time for 2 000 letters, each text read for the first time."""
    kept_back_rules()
    whole = " ".join(text.text for half in HALVES for text in read_texts(half))
    parts = [whole[at : at + LETTERS] for at in range(0, len(whole) - LETTERS, LETTERS)][:RUNS]
    print("\n| 2 000 letters | median ms | most ms |\n| --- | --- | --- |")
    for about in About:
        spent = [_milliseconds(part, about) for part in parts]
        print(f"| {about} | {statistics.median(spent):.1f} | {max(spent):.1f} |")
    print(f"\nLoad of the machine meanwhile: {os.getloadavg()[0]:.1f}.")


def _milliseconds(text: str, about: About) -> float:
    begins = time.process_time()
    kept_back(text, about, names=NAMES)
    return (time.process_time() - begins) * 1_000


if __name__ == "__main__":
    caught_table()
    alarms_table()
    times_table()
