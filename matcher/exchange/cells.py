"""How a domain value is written in one cell of a file; the schemas read it back."""

from datetime import date
from enum import Enum
from typing import Any

from matcher.domain.cefr import Level
from matcher.exchange.contract import FileSpec, Row, is_requirement


def cells_of(spec: FileSpec, row: Row) -> list[str]:
    """The cells of ``row`` in the order of the file's columns.

    >>> from matcher.domain.employers import Office
    >>> from matcher.exchange.contract import FILES
    >>> cells_of(FILES["offices"], Office("N1", "Testvik"))
    ['N1', 'Testvik', '']
    """
    kind = spec.row
    return [
        value
        if type(value := getattr(row, column)) is str
        else cell_text(value, "any" if is_requirement(kind, column) else "none")
        for column in spec.columns
    ]


def cell_text(value: Any, empty_list: str = "none") -> str:
    """``value`` as a cell; None is empty, and an empty list is ``empty_list``.

    >>> [cell_text(v) for v in (None, Level.B1, True, 37.5, 12.0, (), ("no", "so"))]
    ['', 'B1', 'yes', '37.5', '12', 'none', 'no|so']
    """
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "|".join(map(str, value)) or empty_list
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Level):
        return value.name
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        # Adding 0.0 takes the sign off a negative zero, which databases do not keep.
        return repr(value + 0.0).removesuffix(".0")
    return str(value)
