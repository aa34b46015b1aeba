"""How pydantic is told of a field: one function reads it, and one puts it in JSON."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from matcher.exchange.cells import cell_text


@dataclass(frozen=True, slots=True)
class Field:
    """A field that ``read`` makes of whatever is given; ``said_as`` tells the API's document."""

    read: Callable[[Any], Any]
    said_as: Any = str

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """What pydantic asks of an annotation: how to read a value and how to put it in JSON."""
        return core_schema.no_info_plain_validator_function(
            self.read,
            json_schema_input_schema=handler.generate_schema(self.said_as),
            serialization=core_schema.plain_serializer_function_ser_schema(
                json_value, when_used="json"
            ),
        )


def json_value(value: Any) -> Any:
    """A field's value as JSON has it.

    >>> from matcher.domain.cefr import Level
    >>> [json_value(v) for v in (None, Level.B1, ("no",), date(2026, 3, 31), 37.5, True)]
    [None, 'B1', ['no'], '2026-03-31', 37.5, True]
    """
    if isinstance(value, tuple):
        return list(map(str, value))
    return cell_text(value) if isinstance(value, Enum | date) else value
