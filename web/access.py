"""What an administrator may open: accounts and the model. Everything else is closed by default.

The workflows know each participant's office; this stands before them, so that a new page is closed
to administrators until it is named here. The whole table of who may do what is `ACCESS.md`.
"""

from flask import Flask, request
from flask_login import current_user

from matcher.domain.access import Role
from matcher.domain.errors import NotFound
from matcher.store.engine import reading
from matcher.store.trail import note_person, note_refused
from web.people import program, viewer

_FOR_ADMINISTRATORS = frozenset(
    {
        "health",
        "language",
        "model",
        "organisation",
        "password",
        "report_link",  # an administrator may be somebody's mentor; the link decides, not the role
        "sign_in",
        "office_report",  # refused there, in words of its own
    }
)
_ENDPOINTS = frozenset({"static", "caseload.home", "calendar.feed"})


def init_app(app: Flask) -> None:
    """Close the other pages of ``app`` to administrators; after the sign-in is asked for."""
    app.before_request(_close)


def _close() -> None:
    if request.endpoint is None or request.endpoint in _ENDPOINTS:
        return
    if request.blueprint in _FOR_ADMINISTRATORS or not current_user.is_authenticated:
        return
    if viewer().role is not Role.ADMINISTRATOR:
        return
    with reading(program().engine) as connection:
        asked_for = (request.view_args or {}).get("participant_id")
        if asked_for is None:
            note_refused(connection, viewer())
        else:
            note_person(connection, viewer(), asked_for, allowed=False)
    raise NotFound("There is no such page for administrators.")
