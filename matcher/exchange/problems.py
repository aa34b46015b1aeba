"""What a schema refused, in plain words, for files and for forms."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from matcher.domain.errors import FormRefused, ImportRefused
from matcher.exchange.schemas import Schema

S = TypeVar("S", bound="Schema[Any]")

# So many problems are printed; a file with the wrong columns may have thousands.
MOST_PRINTED = 50


def expectations(error: ValidationError) -> Iterator[tuple[str, str]]:
    """Each refused field, and what was expected of it."""
    for problem in error.errors(include_url=False, include_input=False):
        context = problem.get("ctx", {})
        field = str(context.get("column") or (problem["loc"][0] if problem["loc"] else ""))
        yield field, _in_words(problem["type"], str(context.get("expected", "another value")))


def _in_words(kind: str, expected: str) -> str:
    if kind == "missing":
        return "a value"
    return "no such field" if kind == "extra_forbidden" else expected


def from_form(schema: type[S], values: Mapping[str, object]) -> S:
    """A form or a JSON document as ``schema``; FormRefused with a message for each bad field.

    >>> from matcher.exchange.schemas import OfficeSchema
    >>> from_form(OfficeSchema, {"office_id": " N1 "}).office_id
    'N1'
    """
    try:
        return schema.model_validate(dict(values))
    except ValidationError as error:
        by_field = {field: f"expected {what}" for field, what in expectations(error)}
        raise FormRefused(by_field) from None


def short_text(refused: ImportRefused, most: int = MOST_PRINTED) -> str:
    """What to print of a refused import: the first ``most`` problems and how many more there are.

    >>> from matcher.domain.errors import CellProblem
    >>> many = [CellProblem("offices.csv", row, "office_id", "", "an id") for row in (2, 3, 4)]
    >>> print(short_text(ImportRefused(many), most=1))
    Nothing was imported: 3 problems found.
    offices.csv, row 2, column office_id: "" is not accepted; expected an id
    ... and 2 more.
    """
    count = len(refused.problems)
    lines = [f"Nothing was imported: {count} problem{'' if count == 1 else 's'} found."]
    lines += map(str, refused.problems[:most])
    if count > most:
        lines.append(f"... and {count - most} more.")
    return "\n".join(lines)
