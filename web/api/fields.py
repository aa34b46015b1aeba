"""The kinds of fields that the API's documents are made of: strict, as JSON has them.

What a text means is asked of `matcher.exchange` and the workflows; here is only its shape.
"""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from matcher.exchange.cell_types import FIRST_YEAR, LAST_YEAR, MOST_ID_CHARACTERS

MOST_LISTED = 50
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WHOLE = re.compile("[0-9]{1,6}")
# The kind of an error where the document allows what was sent, and we do not.
RULED_OUT = "ruled_out"


class Sent(BaseModel):
    """What a system sends: an unknown field is refused, and so is another type of value."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Empty(Sent):
    """Nothing has to be said."""


class Told(BaseModel):
    """What the API answers; every field is always there."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_serialization_defaults_required=True
    )


def _day(value: Any) -> Any:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            found = date.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError("expected", "expected a date such as 2026-03-31") from None
        if FIRST_YEAR <= found.year <= LAST_YEAR:
            return found
        said = f"expected a date from {FIRST_YEAR} to {LAST_YEAR}"
        raise PydanticCustomError(RULED_OUT, said)
    raise PydanticCustomError("expected", "expected a date such as 2026-03-31")


def _typed(value: Any) -> Any:
    """A number of an address, where everything is text."""
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return int(value)
    raise PydanticCustomError("expected", "expected a whole number")


def _whole(value: Any) -> Any:
    """JSON knows no whole numbers: 3.0 is one."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Day = Annotated[date, BeforeValidator(_day)]
Id = Annotated[
    str,
    StringConstraints(
        min_length=1, max_length=MOST_ID_CHARACTERS, pattern=r"^[^|\x00-\x1f\x7f-\x9f]+$"
    ),
]
Code = Annotated[str, StringConstraints(pattern="^[0-9]{4}$")]
Word = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_]*$", max_length=80)]
LanguageCode = Annotated[str, StringConstraints(pattern="^[a-z]{2}$")]
Hours = Annotated[float, Field(gt=0, le=168)]
LevelName = Literal["A0", "A1", "A2", "B1", "B2", "C1", "C2", "native"]
Limit = Annotated[int, Field(ge=1, le=100), BeforeValidator(_typed)]
Cursor = Annotated[str, StringConstraints(min_length=1, max_length=600, pattern="^[A-Za-z0-9_-]+$")]


def whole(least: int, most: int) -> Any:
    """A whole number in a range."""
    return Annotated[int, Field(ge=least, le=most), BeforeValidator(_whole)]


def text(longest: int) -> Any:
    """A text of at least one character that is no blank."""
    return Annotated[str, StringConstraints(min_length=1, max_length=longest, pattern=r"\S")]
