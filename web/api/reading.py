"""What a call sends, read strictly: parameters and body, each wrong field with where it stands."""

import json
import re
from typing import Any, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from web.api.fields import RULED_OUT
from web.api.problems import Problem, Wrong, pointer

S = TypeVar("S", bound=BaseModel)

JSON = "application/json"
LONGEST_KEY = 100
MOST_BYTES = 64 * 1024
KEY_PATTERN = f"^[A-Za-z0-9._:-]{{1,{LONGEST_KEY}}}$"
_KEY = re.compile(KEY_PATTERN)
_TAG = re.compile(r'(?:W/)?"([^"]*)"')
_REFUSED = "Something in the request is not as it should be."


def read_query(kind: type[S]) -> S:
    """The parameters after the question mark; a 422 that names each wrong one."""
    given = dict(request.args.lists())
    twice = [name for name, values in given.items() if len(values) > 1]
    if twice:
        wrong = [{"parameter": name, "detail": "expected once"} for name in twice]
        raise Problem(422, _REFUSED, wrong)
    text = json.dumps({name: values[0] for name, values in given.items()})
    try:
        return kind.model_validate_json(_bytes(text))
    except ValidationError as refused:
        wrong = [
            {"parameter": str((each["loc"] or ("",))[0]), "detail": _said(each)}
            for each in refused.errors(include_url=False)
        ]
        raise Problem(_status(refused), _REFUSED, wrong) from None


def read_body(kind: type[S]) -> S:
    """The JSON body; 415 for anything else, 413 for too much, 422 with a pointer to each field."""
    if request.mimetype != JSON:
        raise Problem(415, f"Send JSON, with the header Content-Type: {JSON}.")
    sent = request.get_data()
    if len(sent) > MOST_BYTES:
        raise Problem(413, f"Send at most {MOST_BYTES} bytes.")
    try:
        return kind.model_validate_json(sent)
    except ValidationError as refused:
        every = refused.errors(include_url=False)
        if any(each["type"] == "json_invalid" for each in every):
            raise Problem(400, "The body is no JSON document.") from None
        wrong: list[Wrong] = [
            {"pointer": pointer(*each["loc"]), "detail": _said(each)} for each in every
        ]
        raise Problem(_status(refused), _REFUSED, wrong) from None


def refuse_body() -> None:
    """A call that takes none has none."""
    if request.get_data():
        raise Problem(400, "This call takes no body.")


def read_key() -> str | None:
    """The idempotency key, where one was sent."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not _KEY.fullmatch(key):
        said = f"expected 1 to {LONGEST_KEY} letters, digits and . _ : -"
        raise Problem(422, _REFUSED, [{"header": "Idempotency-Key", "detail": said}])
    return key


def read_if_match() -> str | None:
    """The version that a change was made for, where one was sent."""
    sent = request.headers.get("If-Match")
    if sent is None or sent.strip() == "*":
        return sent and "*"
    found = _TAG.fullmatch(sent.strip())
    return sent if found is None else found[1]


def _status(refused: ValidationError) -> int:
    """409 where the document allows all of it."""
    return 409 if all(each["type"] == RULED_OUT for each in refused.errors()) else 422


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _said(each: ErrorDetails | Any) -> str:
    """What was expected; never what was sent, which may be anything."""
    known = {
        "extra_forbidden": "this is not known here; leave it out",
        "missing": "this is needed",
    }
    text: str = known.get(each["type"], each["msg"])
    return text[:1].lower() + text[1:]
