"""The page that shows the API: made of its document, with nothing from elsewhere."""

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from web.api.openapi import document
from web.api.operations import Kind
from web.api.reading import JSON
from web.api.table import OPERATIONS
from web.api_texts import SUMMARIES, TAGS

page = Blueprint("api_page", __name__)

# A list of words longer than this is cut: the document has them all.
MOST_WORDS = 9
_JOINS = ", "


@dataclass(frozen=True, slots=True)
class Field:
    """A field or a parameter: its name, what it may hold, whether it must be there."""

    name: str
    holds: str
    needed: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """An operation as the page tells it."""

    name: str
    method: str
    path: str
    summary: str
    scope: str | None
    office_only: bool
    asks: tuple[Field, ...]
    takes: tuple[Field, ...]
    tells: tuple[Field, ...]
    problems: tuple[str, ...]


@page.get("/api")
def show() -> ResponseReturnValue:
    """Every operation, by what it is about."""
    every = [(each.tag, _shown(each.name)) for each in OPERATIONS]
    sections = {
        name: (words, [shown for tag, shown in every if tag == name])
        for name, words in TAGS.items()
    }
    return render_template("api.html", sections=sections, about=document()["info"])


def _shown(name: str) -> Shown:
    operation = next(each for each in OPERATIONS if each.name == name)
    # Everybody may read this page, employers too: the words of offices' reports stand elsewhere.
    words = operation.kind is not Kind.OFFICE
    made = document()["paths"][f"/api/v1{operation.path}"][operation.method.lower()]
    answers = made["responses"]
    told = answers[str(int(operation.status))]["content"][JSON]["schema"]
    body = made.get("requestBody", {}).get("content", {}).get(JSON, {}).get("schema")
    asks = [
        Field(each["name"], _holds(each["schema"], words), each.get("required", False))
        for each in made["parameters"]
    ]
    return Shown(
        name,
        operation.method,
        f"/api/v1{operation.path}",
        SUMMARIES[name],
        operation.scope,
        operation.kind is Kind.OFFICE,
        tuple(asks),
        _needed_first(_fields(body, words)) if body else (),
        tuple(
            replace(each, needed=False) for each in _fields(told, words)
        ),  # they are always there
        tuple(code for code in answers if not code.startswith("2")),
    )


def _fields(schema: dict[str, Any], words: bool) -> tuple[Field, ...]:
    known = _followed(schema)
    needed = known.get("required", ())
    return tuple(
        Field(name, _holds(each, words), name in needed)
        for name, each in known.get("properties", {}).items()
    )


def _needed_first(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    return tuple(sorted(fields, key=lambda each: not each.needed))


def _followed(schema: dict[str, Any]) -> dict[str, Any]:
    """What a reference leads to."""
    if "$ref" not in schema:
        return schema
    found: dict[str, Any] = document()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return found


def _holds(schema: dict[str, Any], words: bool = True) -> str:
    """What a value is, in the words of JSON; with the ``words`` that it may be, or without."""
    known = _followed(schema)
    if "anyOf" in known:
        return " | ".join(_holds(each, words) for each in known["anyOf"])
    if "enum" in known and words:
        first = known["enum"][:MOST_WORDS]
        return _JOINS.join([*first, *(["…"] if len(known["enum"]) > MOST_WORDS else [])])
    if known.get("type") == "array":
        return f"[{_holds(known['items'], words)}]"
    return str(known.get("format") or known.get("type") or "object")
