"""A form that came too late is kept inside the page that says so, signed, until it is sent again.

Nothing is stored: what was typed travels to the person's own browser and back.
"""

from dataclasses import dataclass
from typing import Any

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

KEPT_SECONDS = 12 * 3600
_NOT_KEPT = ("csrf_token", "password", "kept")


@dataclass(frozen=True, slots=True)
class KeptForm:
    """Where the form was sent to, what stood in it, and by whom it was filled in."""

    path: str
    fields: tuple[tuple[str, str], ...]
    name: str


def keep_form(name: str) -> str | None:
    """The request's form as signed text; None where it did not come from our own pages."""
    if request.headers.get("Origin", "").rstrip("/") != request.host_url.rstrip("/"):
        return None
    fields = [(k, v) for k, v in request.form.items(multi=True) if k not in _NOT_KEPT]
    return _signer().dumps([request.full_path.rstrip("?"), fields, name])


def kept_form(text: str, name: str) -> KeptForm | None:
    """The form that ``keep_form`` signed for the same person, or None."""
    try:
        path, fields, by = _signer().loads(text, max_age=KEPT_SECONDS)
    except BadData:
        return None
    return KeptForm(path, tuple(map(tuple, fields)), by) if by == name else None


def _signer() -> Any:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="kept form")
