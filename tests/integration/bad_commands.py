"""The door of the commands: every command with drawn options and arguments, in this process."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from click.testing import CliRunner

from matcher.cli import cli
from matcher.cli.options import IsoDate
from matcher.store.engine import open_store
from tests.integration.bad_inputs import USUAL, Drawn, Held, filled_copy

# They serve, work for minutes on purpose, or wait for another server (pull).
LEFT_OUT = ("serve", "demo", "evaluate", "train", "simulate", "restore", "pull")


@dataclass(frozen=True)
class Called:
    """One command line, and what is typed where it asks."""

    words: tuple[str, ...]
    typed: str


class Commands:
    """The commands, on a small store of their own."""

    def __init__(self, engine: sa.Engine) -> None:
        self._runner = CliRunner()
        self.held = Held(engine)
        self._leaves = [*_leaves(cli)]

    def draw(self, drawn: Drawn) -> Called:
        """Any command with up to three options, and as many arguments as it takes, or nearly."""
        path, command = drawn.one_of(self._leaves)
        options = [p for p in command.params if isinstance(p, click.Option)]
        takes = sum(isinstance(p, click.Argument) for p in command.params)
        given = [w for o in drawn.some(lambda: _option(options, drawn), 0, 3) for w in o]
        off = 0 if drawn.chance(0.8) else 1
        words = drawn.some(lambda: _word(drawn), max(0, takes - off), takes + off)
        return Called((*path, *given, *words), drawn.text())

    def attempt(self, called: Called) -> str:
        done = self._runner.invoke(cli, list(called.words), input=called.typed)
        error = done.exception
        broken = error is not None and not isinstance(error, SystemExit)
        assert not broken, f"{called.words[:2]} {type(error).__name__}: {error!s:.200} {called}"
        assert done.exit_code in (0, 1, 2), f"exit {done.exit_code} of {called.words[:2]}: {called}"
        assert "Traceback" not in done.output, f"a traceback of {called.words[:2]}: {called}"
        changed = self.held.changed()
        assert not (done.exit_code and changed), (
            f"refused {called.words[:2]} changed the store: {called}"
        )
        return "refused" if done.exit_code else "answered"


def _leaves(group: click.Group, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _leaves(command, *path, name)
        elif name not in LEFT_OUT:
            yield (*path, name), command


def _option(options: list[click.Option], drawn: Drawn) -> tuple[str, ...]:
    if not options:
        return ()
    option = drawn.one_of(options)
    if option.is_flag:
        return (option.opts[0],)
    return (option.opts[0], _fitting(option.type, drawn) if drawn.chance(0.5) else _word(drawn))


def _fitting(kind: click.ParamType, drawn: Drawn) -> str:
    if isinstance(kind, click.Choice):
        return str(drawn.one_of(kind.choices))
    if isinstance(kind, IsoDate):
        return str(date(2025, 9, 1) + timedelta(drawn.number(-400, 400)))
    if isinstance(kind, click.types.IntParamType | click.types.FloatParamType):
        return str(drawn.number(-1, 20))
    return drawn.one_of([word for word in USUAL if word.isalnum()])


def _word(drawn: Drawn) -> str:
    while not _in_the_folder(word := drawn.text()):
        pass
    return word


def _in_the_folder(word: str) -> bool:
    """Whether a word that is taken for a file stays in the folder of the test."""
    # No command line holds a zero byte: the operating system ends the word there.
    return (
        not {"/", "\x00"} & set(word) and not word.startswith((".", "~")) and "sqlite" not in word
    )


@contextmanager
def commands(template: Path, folder: Path, market: Any) -> Iterator[Commands]:
    """The commands, on a store that nobody has tried anything on yet."""
    engine = filled_copy(template, folder / "commands.db", market)
    engine.dispose()
    opened = open_store(str(engine.url))
    room = folder / "room"
    shutil.rmtree(room, ignore_errors=True)
    room.mkdir()
    settings = {"DATABASE_URL": str(engine.url), "JOBBSMAK_MODELS": str(folder / "versions"),
                "JOBBSMAK_SECRET": "only for this test, and long enough"}  # fmt: skip
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        with contextlib.chdir(room):
            made = Commands(opened)
            yield made
            made.held.check()
    finally:
        opened.dispose()
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})
