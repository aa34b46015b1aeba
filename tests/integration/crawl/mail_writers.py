"""Every place in the code that writes a mail, and what the mails' modules can say.

Found by reading the code, so that a new kind of mail is known without anybody naming it.
"""

import ast
import importlib
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import matcher
from matcher.domain import mails
from matcher.domain.mails import Mail

ROOT = Path(matcher.__file__).parent.parent
PACKAGES = ("matcher", "web")
# Where a mail is only read back from the queue.
QUEUE = "matcher.store.mails"
_FIELD = re.compile(r"\{\w*\}")
_SHORTEST = 12  # characters; below that a text is no sentence


def mail_writers() -> set[str]:
    """The functions that make a ``Mail``, under whatever name it was imported."""
    found = {name for path in _modules() for name in writers_in(path, _name(path))}
    return {name for name in found if not name.startswith(f"{QUEUE}.")}


def smtp_modules() -> set[str]:
    """The modules that could send a mail past the queue."""
    return {
        _name(path)
        for path in _modules()
        if "smtplib" in (text := path.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(text))
        if (isinstance(node, ast.Import) and any(each.name == "smtplib" for each in node.names))
        or (isinstance(node, ast.ImportFrom) and node.module == "smtplib")
    }  # fmt: skip


def writers_in(path: Path, module: str) -> Iterator[str]:
    """The functions of one module that make a ``Mail``."""
    text = path.read_text(encoding="utf-8")
    if Mail.__name__ not in text or mails.__name__.rpartition(".")[2] not in text:
        return
    tree = ast.parse(text)
    called = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("mails")
        for alias in node.names
        if alias.name == Mail.__name__
    }
    yield from _calls(tree, called | {f"mails.{Mail.__name__}"}, module)


@contextmanager
def noting_writers() -> Iterator[set[str]]:
    """Notes which functions make a ``Mail`` meanwhile."""
    seen: set[str] = set()
    make = Mail.__init__

    def note(self: Mail, *args: Any, **named: Any) -> None:
        caller = sys._getframe(1)
        seen.add(f"{caller.f_globals['__name__']}.{caller.f_code.co_qualname}")
        make(self, *args, **named)

    with patch.object(Mail, "__init__", note):
        yield seen


def sentences_of(writers: set[str]) -> dict[str, str]:
    """Each sentence that the writers' modules have, between the places for words; with where."""
    found: dict[str, str] = {}
    for module in sorted({name.rpartition(".")[0] for name in writers}):
        for name, value in vars(importlib.import_module(module)).items():
            if name.lstrip("_").isupper():
                found |= dict.fromkeys(_sentences(value), f"{module}.{name}")
    return found


def plain(text: str) -> str:
    """``text`` with single blanks, as texts are compared."""
    return " ".join(text.split())


def _sentences(value: object) -> Iterator[str]:
    if isinstance(value, str):
        for part in _FIELD.split(value):
            if len(said := plain(part).strip(" .,:!?")) >= _SHORTEST:
                yield said
    elif isinstance(value, dict):
        for each in value.values():
            yield from _sentences(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _sentences(each)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _sentences(getattr(value, field.name))


def _modules() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _calls(node: ast.AST, called: set[str], inside: str) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call) and _called(child.func) in called:
            yield inside
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            yield from _calls(child, called, f"{inside}.{child.name}")
        else:
            yield from _calls(child, called, inside)


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return f"{function.value.id}.{function.attr}"
    return function.id if isinstance(function, ast.Name) else ""
