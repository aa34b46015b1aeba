"""The door of the commands: every command with drawn options and arguments, in this process."""

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from click.testing import CliRunner
from hypothesis import strategies as st

from matcher.cli import cli
from matcher.store.engine import open_store
from tests.integration.bad_inputs import Held, filled_copy, texts

# They serve, or work for minutes on purpose.
LEFT_OUT = ("serve", "demo", "evaluate", "train", "simulate", "restore")


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
        self.inputs = st.sampled_from([*_leaves(cli)]).flatmap(_called)

    def attempt(self, called: Called) -> str:
        before = self.held.now()
        done = self._runner.invoke(cli, list(called.words), input=called.typed)
        error = done.exception
        broken = error is not None and not isinstance(error, SystemExit)
        assert not broken, f"{called.words[:2]} {type(error).__name__}: {error!s:.200} {called}"
        assert done.exit_code in (0, 1, 2), f"exit {done.exit_code} of {called.words[:2]}: {called}"
        assert "Traceback" not in done.output, f"a traceback of {called.words[:2]}: {called}"
        if done.exit_code:
            assert self.held.now() == before, (
                f"refused {called.words[:2]} changed the store: {called}"
            )
        return "refused" if done.exit_code else "answered"


def _leaves(group: click.Group, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _leaves(command, *path, name)
        elif name not in LEFT_OUT:
            yield (*path, name), command


def _called(leaf: tuple[tuple[str, ...], click.Command]) -> st.SearchStrategy[Called]:
    path, command = leaf
    options = [p for p in command.params if isinstance(p, click.Option)]
    arguments = [p for p in command.params if isinstance(p, click.Argument)]
    words = [st.lists(_option(options), max_size=3)] if options else [st.just([])]
    given = st.lists(_word, min_size=max(0, len(arguments) - 1), max_size=len(arguments) + 1)
    return st.builds(
        lambda opts, args, typed: Called((*path, *(w for o in opts for w in o), *args), typed),
        words[0], given, texts,
    )  # fmt: skip


def _option(options: list[click.Option]) -> st.SearchStrategy[tuple[str, ...]]:
    flags = [(o.opts[0],) for o in options if o.is_flag]
    valued = [o.opts[0] for o in options if not o.is_flag]
    found = [st.sampled_from(flags)] if flags else []
    if valued:
        found.append(st.tuples(st.sampled_from(valued), _word))
    return st.one_of(found)


def _in_the_folder(word: str) -> bool:
    """Whether a word that is taken for a file stays in the folder of the test."""
    # No command line holds a zero byte: the operating system ends the word there.
    return (
        not {"/", "\x00"} & set(word) and not word.startswith((".", "~")) and "sqlite" not in word
    )


_word = texts.filter(_in_the_folder)


@contextmanager
def commands(template: Path, folder: Path, market: Any) -> Iterator[Commands]:
    """The commands, on a store that nobody has tried anything on yet."""
    engine = filled_copy(template, folder / "commands.db", market)
    engine.dispose()
    opened = open_store(str(engine.url))
    room = folder / "room"
    room.mkdir(exist_ok=True)
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
