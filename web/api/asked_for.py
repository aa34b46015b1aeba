"""What several operations make of what was sent: whose it is, its form, and an id of its own."""

import hashlib
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from matcher.store.posting import ID_LENGTH, ID_LETTERS
from web.api.operations import Call
from web.api.problems import RULED_OUT, Problem, pointer

F = TypeVar("F", bound=BaseModel)


def employer_of(call: Call, asked: str | None) -> str:
    """Whose thing is made: an employer's token makes its own, an office says whose."""
    found = asked or call.viewer.employer_id
    if found is None:
        said = "expected the employer that it is of"
        wrong = {"pointer": pointer("employer_id"), "detail": said}
        raise Problem(409, "Say which employer it is of.", [wrong])
    return found


def checked(form: type[F], said: dict[str, Any]) -> F:
    """What was sent, as the form of the pages reads it; 409 with a pointer to each field."""
    try:
        return form.model_validate(
            {name: tuple(v) if isinstance(v, list) else v for name, v in said.items()}
        )
    except ValidationError as refused:
        wrong = [
            {
                "pointer": pointer(*(each["loc"] or [each.get("ctx", {}).get("column", "")])),
                "detail": f"expected {each['msg'].removeprefix('expected ')}",
            }
            for each in refused.errors(include_url=False)
        ]
        raise Problem(409, RULED_OUT, wrong) from None


def id_from(call: Call, letter: str) -> str | None:
    """An id that the idempotency key leads to, so that a write done again finds what it did."""
    if call.own_key is None:
        return None
    digest = hashlib.sha256(f"{call.token.id}\0{call.own_key}".encode()).digest()
    letters = (ID_LETTERS[byte % len(ID_LETTERS)] for byte in digest[:ID_LENGTH])
    return f"{letter}-{''.join(letters)}"
