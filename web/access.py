"""Which pages a role may open at all. What is not named here is closed to it.

The workflows know each participant's office and each employer's people; this stands before them,
so that a new page is closed to administrators and to employers until it is named here. The pages
of the employers' door are named by their blueprints, which begin with ``workplace``. The whole
table of who may do what is `ACCESS.md`.
"""

from flask import Flask, request
from flask_login import current_user

from matcher.domain.access import Role, Viewer
from matcher.domain.errors import NotFound
from matcher.store.engine import reading
from matcher.store.trail import note_person, note_refused
from web.people import API, PUBLIC, program, viewer

# Blueprints, or whole endpoints, beside those that are open to everybody. A link's page is open:
# an administrator or an employer may be somebody's mentor; the link decides, not the role.
_OPEN_TO = {
    Role.ADMINISTRATOR: frozenset(
        {
            "caseload.home",
            "model",
            "office_report",  # refused there, in words of its own
            "password",
        }
    ),
    Role.EMPLOYER: frozenset({"caseload.home", "password"}),
}
WORKPLACE = "workplace"


def init_app(app: Flask) -> None:
    """Close the other pages of ``app`` to each role; after the sign-in is asked for."""
    app.before_request(_close)


def _close() -> None:
    if request.endpoint is None or request.endpoint in PUBLIC or request.blueprint == API:
        return
    if not current_user.is_authenticated or _open_to(viewer().role):
        return
    note_closed(viewer())
    raise NotFound("There is no such page for this account.")


def note_closed(who: Viewer) -> None:
    """``who`` asked for a page or a call that is closed, about whom its address says."""
    with reading(program().engine) as connection:
        asked_for = (request.view_args or {}).get("participant_id")
        if asked_for is None:
            note_refused(connection, who)
        else:
            note_person(connection, who, asked_for, allowed=False)


def _open_to(role: Role) -> bool:
    """Whether ``role`` may open the page that is asked for, of the pages that ask who one is."""
    if role in (Role.ADVISER, Role.LEADER):
        return True
    if role is Role.EMPLOYER and (request.blueprint or "").startswith(WORKPLACE):
        return _own_employer()
    return bool({request.endpoint, request.blueprint} & _OPEN_TO.get(role, frozenset()))


def _own_employer() -> bool:
    """Whether the address names nobody but the viewer's own employer."""
    asked_for = (request.view_args or {}).get("employer_id")
    return asked_for is None or viewer().sees_employer(asked_for)
