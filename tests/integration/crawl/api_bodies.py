"""What is sent to an operation of the API: bodies and parameters that its own schema allows.

Made from the schema alone, with ids that are there where a field has the name of one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from web.api.openapi import document, parameters_of

Schema = Mapping[str, Any]
Ids = Mapping[str, Sequence[str]]
# Some time after the day of the tests, and before every proposal lapses.
DAY = "2025-09-08"
# For each pattern the first that fits; so that what is sent tells nothing of anybody.
_TEXTS = ("Prøve", "standing", "no", "5223")
# An enumeration that is longer is tried at both its ends.
_WHOLE = 4


def bodies(takes: type[BaseModel], ids: Ids) -> Iterator[dict[str, Any]]:
    """The least that may be sent, each field beside it with each kind of value, and all at once."""
    schema = document()["components"]["schemas"][takes.__name__]
    values = {name: list(_values(each, name, ids)) for name, each in schema["properties"].items()}
    least = {name: values[name][0] for name in schema.get("required", ())}
    yield least
    for name, several in values.items():
        for value in several:
            if least.get(name) != value:
                yield least | {name: value}
    yield {name: several[0] for name, several in values.items()}


def queries(asked: type[BaseModel], ids: Ids) -> Iterator[dict[str, str]]:
    """No parameter, each by itself, and the shortest pages."""
    yield {}
    for each in parameters_of(asked):
        if each["name"] != "cursor":  # it comes with a page
            for value in _values(each["schema"], each["name"], ids):
                yield {each["name"]: str(value)}


def _values(schema: Schema, name: str, ids: Ids) -> Iterator[Any]:
    if "anyOf" in schema:
        for each in schema["anyOf"]:
            yield from _values(each, name, ids)
    elif "$ref" in schema:
        named = schema["$ref"].rpartition("/")[2]
        yield from _values(document()["components"]["schemas"][named], name, ids)
    elif "enum" in schema:
        known = list(schema["enum"])
        yield from known if len(known) <= _WHOLE else (known[0], known[-1])
    elif "const" in schema:
        yield schema["const"]
    else:
        yield from _plain(schema, name, ids)


def _plain(schema: Schema, name: str, ids: Ids) -> Iterator[Any]:
    kind = schema["type"]
    if kind == "array":
        yield from ([each] for each in _values(schema["items"], name, ids))
        yield []
    elif kind in ("integer", "number"):
        yield from (schema[end] for end in ("minimum", "maximum") if end in schema)
    elif kind == "boolean":
        yield from (True, False)
    elif kind == "string":
        yield from _texts(schema, name, ids)
    else:
        assert kind == "null", f"tell the crawl what to send as {kind}"


def _texts(schema: Schema, name: str, ids: Ids) -> Iterator[str]:
    known = ids.get(name) or ids.get(f"{name.removesuffix('s')}_id")
    if schema.get("format") == "date":
        yield DAY
    elif known:
        yield from known
    else:
        fitting = [text for text in _TEXTS if re.search(schema.get("pattern", ""), text)]
        assert fitting, f"tell the crawl a text for {name}: {schema}"
        yield fitting[0]
