"""What a schema refused, in plain words, for files and for forms."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from matcher.domain.errors import FormRefused

S = TypeVar("S", bound=BaseModel)


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
