"""Lists, a page at a time: the cursor names the last row of a page, and says nothing else."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from matcher.workflows.api_lists import Part
from web.api.fields import Cursor, Id, Limit, Sent
from web.api.operations import Answer, Call
from web.api.problems import ROOT, Problem

T = TypeVar("T")
USUAL = 50


class Paged(Sent):
    """Parameters of a list."""

    limit: Limit = USUAL
    cursor: Cursor | None = None


class OfEmployer(Paged):
    """Parameters of a list of what employers have: of which employer."""

    employer_id: Id | None = None


def part_of(call: Call) -> Part:
    """What is asked of such a list, and one row more, which says whether a page follows."""
    key = after(call)
    return Part(call.query.employer_id, key[0] if key else None, call.query.limit + 1)


def after(call: Call, parts: int = 1) -> tuple[str, ...] | None:
    """The key after which the page begins; None for the first page."""
    if call.query.cursor is None:
        return None
    try:
        padded = call.query.cursor + "=" * (-len(call.query.cursor) % 4)
        found = json.loads(base64.urlsafe_b64decode(padded))
        if isinstance(found, list) and len(found) == parts and all(map(_is_key, found)):
            return tuple(found)
    except (binascii.Error, ValueError):
        pass
    wrong = {"parameter": "cursor", "detail": "expected a cursor that came with a page"}
    raise Problem(404, "This cursor is none of ours.", [wrong])


def _is_key(part: object) -> bool:
    return isinstance(part, str) and part.isprintable()


def page_of(
    call: Call,
    path: str,
    rows: Sequence[T],
    key: Callable[[T], tuple[str, ...]],
    document: Callable[[T], Any],
) -> Answer:
    """A page of ``rows``, of which one more than the limit was read where there are more."""
    limit = call.query.limit
    shown = rows[:limit]
    following = None
    if len(rows) > limit:
        asked = call.query.model_dump(mode="json", exclude_none=True, exclude_unset=True)
        following = _address(path, asked | {"cursor": _cursor(key(shown[-1]))})
    headers = {} if following is None else {"Link": f'<{following}>; rel="next"'}
    return Answer({"items": [document(row) for row in shown], "next": following}, headers)


def _cursor(key: tuple[str, ...]) -> str:
    packed = json.dumps(key, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _address(path: str, asked: Mapping[str, Any]) -> str:
    return f"{ROOT}{path}?{urlencode(asked)}"
