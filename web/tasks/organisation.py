"""Sign in through the organisation: there, and back again."""

from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from matcher.workflows.identity_sign_in import IdentityRefused, Refusal, sign_in_by_identity
from web import organisation
from web.asked import local_path
from web.organisation import Begun, OpenIdProblem
from web.people import begin_session, program

page = Blueprint("organisation", __name__)

_KEPT = "openid"


@page.before_request
def _only_where_set_up() -> None:
    if not organisation.configured():
        abort(404)


@page.get("/sign-in/organisation")
def begin() -> ResponseReturnValue:
    """On to the provider's page."""
    try:
        address, begun = organisation.begin(_redirect_uri())
    except OpenIdProblem as problem:
        return _refused(_trouble(problem), 502)
    session[_KEPT] = begun.as_dict() | {"next": local_path(request.args.get("next"))}
    return redirect(address, 303)


@page.get("/sign-in/organisation/back")
def finish() -> ResponseReturnValue:
    """Back from the provider: signed in, or told why not."""
    kept: dict[str, Any] = session.pop(_KEPT, None) or {}
    back = local_path(kept.pop("next", None)) or url_for("caseload.home")
    try:
        if not kept:
            raise OpenIdProblem("not begun in this browser")
        identity = organisation.finish(request.args, Begun(**kept), _redirect_uri())
    except OpenIdProblem as problem:
        return _refused(_trouble(problem), 400)
    try:
        found = sign_in_by_identity(program().engine, identity)
    except IdentityRefused as refused:
        return _refused(_why(refused.why), 403)
    begin_session(found)
    return redirect(back, 303)


def _redirect_uri() -> str:
    return url_for("organisation.finish", _external=True)


def _trouble(problem: OpenIdProblem) -> str:
    current_app.logger.warning("The organisation's sign-in: %s", str(problem))
    return gettext("Innloggingen med jobbkontoen ble ikke fullført. Prøv igjen.")


def _why(why: Refusal) -> str:
    if why is Refusal.ROLE:
        return gettext(
            "Jobbkontoen din gir ikke lenger tilgang her. Spør den som styrer tilgangene."
        )
    return gettext("Jobbkontoen din er ikke koblet til en bruker her. Spør den som styrer brukere.")


def _refused(text: str, status: int) -> ResponseReturnValue:
    page = render_template("sign_in.html", refused=text, organisation=True)
    return make_response(page, status)
