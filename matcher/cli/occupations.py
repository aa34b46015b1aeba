"""The command ``occupations``: free text to occupation codes, and registers into the store."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from matcher.cli.options import as_json_text, json_option
from matcher.domain.errors import BadInput


@click.command()
@click.argument("text", nargs=-1, required=True)
@json_option
def occupations(text: tuple[str, ...], as_json: bool) -> None:
    """Read free TEXT as occupations (STYRK-08), best first. Needs no store.

    "-" reads one text a line from standard input and prints one JSON document a line.
    "import FILE" adds an official register to the store: Statistics Norway's Klass CSV, a file
    of job titles, or ESCO's CSV.

    \b
    Example:
      jobbsmak occupations "kjøkken eller lager"
      jobbsmak occupations - --json < wishes.txt
      jobbsmak occupations import styrk08.csv
    """
    from matcher.workflows.occupations import describe, import_register

    if len(text) == 2 and text[0] == "import":
        from matcher.workflows.open_store import open_checked_store

        counts = import_register(open_checked_store(make=True), Path(text[1]))
        click.echo(
            f"Added from {text[1]} ({counts.kind}): {counts.titles} titles, {counts.names} names."
            + (f" {counts.skipped} rows have no STYRK-08 group." if counts.skipped else "")
        )
    elif text == ("-",):
        for document in describe(_lines(sys.stdin.buffer)):
            click.echo(as_json_text(document))
    else:
        (document,) = describe([" ".join(text)])
        click.echo(as_json_text(document) if as_json else _matches_text(document))


def _lines(stream: Iterable[bytes]) -> Iterator[str]:
    for number, line in enumerate(stream, start=1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            raise BadInput(f"Line {number} is not UTF-8 text; save the input as UTF-8.") from None


def _matches_text(document: dict[str, object]) -> str:
    matches = document["matches"]
    assert isinstance(matches, list)
    if not matches:
        return "No occupation is named there."
    return "\n".join(f"{m['code']}  {m['score']:.2f}  {m['name']}  ({m['via']})" for m in matches)
