"""Turns the rows of one file into domain objects, and says what is wrong with each of them."""

from collections.abc import Iterator, Sequence

from pydantic import ValidationError

from matcher.exchange.cell_types import BadCell
from matcher.exchange.cells import cell_text
from matcher.exchange.contract import FileSpec
from matcher.exchange.file_read import FileRead
from matcher.exchange.heading import check_heading
from matcher.exchange.problems import expectations
from matcher.exchange.schemas import SCHEMAS
from matcher.exchange.source import Source, SourceBroken


def read_rows(spec: FileSpec, source: Source) -> FileRead:
    """The whole file; a problem that hides the rest of it is the last one."""
    read = FileRead(spec, source.label)
    try:
        _read_all(read, source.rows)
    except SourceBroken as broken:
        read.problems.append(broken.problem)
        read.complete = False
    _refuse_repeated_keys(read)
    return read


def _read_all(read: FileRead, rows: Iterator[tuple[int, Sequence[str]]]) -> None:
    header = check_heading(read, next(rows)[1])
    known = [column if column in read.spec.columns else None for column in header]
    validate = SCHEMAS[read.spec.name].__pydantic_validator__.validate_python
    for number, cells in rows:
        if len(cells) != len(header) and not _fits(read, number, header, cells):
            continue
        by_name = {column: cell for column, cell in zip(known, cells, strict=False) if column}
        try:
            row = validate(by_name).to_domain()
        except ValidationError as error:
            if not _is_blank(cells):
                _note_bad_row(read, number, by_name, error)
            continue
        read.rows.append(row)
        read.numbers.append(number)


def _fits(read: FileRead, number: int, header: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether a row of another length than the heading can be read after all."""
    width = len(header)
    if _is_blank(cells):
        return False
    if len(cells) > width and _is_blank(cells[width:]):
        return True
    expected = f"{width} cells, as in the heading, but there are {len(cells)}"
    read.add_problem(number, None, None, expected)
    by_name = dict(zip(header, cells, strict=False))
    read.bad.append((number, {name: by_name.get(name, "") for name in read.spec.key}))
    return False


def _is_blank(cells: Sequence[str]) -> bool:
    return not any(map(str.strip, cells))


def _note_bad_row(
    read: FileRead, number: int, cells: dict[str, str], error: ValidationError
) -> None:
    read.bad.append((number, cells))
    order = {column: place for place, column in enumerate(cells)}
    found = sorted(expectations(error), key=lambda pair: order.get(pair[0], -1))
    for column, expected in found:
        if column in cells or column not in read.spec.columns:
            read.add_problem(number, column or None, cells.get(column), expected)


def _refuse_repeated_keys(read: FileRead) -> None:
    first: dict[tuple[str, ...], int] = {}
    names = read.spec.key
    for number, key in sorted(_keys(read)):
        earlier = first.setdefault(key, number)
        if earlier != number:
            what = f"{' and '.join(names)} that no other row has, but row {earlier} has the same"
            read.add_problem(number, names[0], ", ".join(filter(None, key)), what)


def _keys(read: FileRead) -> Iterator[tuple[int, tuple[str, ...]]]:
    names = read.spec.key
    for number, row in zip(read.numbers, read.rows, strict=True):
        yield number, tuple(cell_text(getattr(row, name)) for name in names)
    for number, cells in read.bad:
        key = tuple(cells.get(name, "").strip() for name in names)
        if key[0] and not any(isinstance(cells.get(name), BadCell) for name in names):
            yield number, key
