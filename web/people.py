"""Who is signed in: the session, its end, and the `Viewer` on whose behalf workflows act."""

from datetime import timedelta
from pathlib import Path
from typing import cast

from flask import (
    Flask,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from matcher.domain.access import Viewer
from matcher.domain.errors import StoreProblem
from matcher.store.readers import Account
from matcher.workflows import sessions
from matcher.workflows.program import Program, open_program
from matcher.workflows.sign_in import password_mark
from web.kept import keep_form
from web.today import moment

# What is open to everybody, signed in or not, in every role.
PUBLIC = frozenset(
    {
        "static",
        "health.health",
        "sign_in.sign_in",
        "sign_in.sign_out",
        "organisation.begin",
        "organisation.finish",
        "language.choose",
        "report_link.show",
        "report_link.send",
        "answer_link.show",
        "answer_link.send",
        "consent_link.show",
        "consent_link.send",
        "invitation.show",
        "invitation.accept",
        "sign_in_link.form",
        "sign_in_link.send",
        "sign_in_link.show",
        "sign_in_link.use",
        "calendar.feed",
        "api_page.show",
    }
)

# The blueprint whose pages ask for a token.
API = "api"

# So long after coming in by a link, the link stands for the password that one has.
_LINK_TRUSTED_SECONDS = 30 * 60


class Person(UserMixin):
    """The signed-in person, as Flask-Login wants one."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.id = account.name


def init_app(app: Flask) -> None:
    """Open the program for ``app`` and ask everybody but the public pages to sign in."""
    app.extensions["program"] = app.config["PROGRAM"] or _open(app)
    manager = LoginManager(app)
    manager.user_loader(_load)
    app.before_request(_ask_to_sign_in)


def _open(app: Flask) -> Program:
    models = app.config["MODELS"]
    versions = None if models is None else Path(models)
    return open_program(app.config["DATABASE_URL"], versions=versions)


def program() -> Program:
    """The opened program: store, model and policy."""
    return cast(Program, current_app.extensions["program"])


def viewer() -> Viewer:
    """On whose behalf this request reads and writes."""
    return account().viewer


def account() -> Account:
    """The account of whoever is signed in."""
    return cast(Account, current_user.account)


def begin_session(person: Account) -> None:
    """Sign a person in; nothing of an earlier session stays but the language of the pages."""
    end_session()
    session_id = sessions.begin_session(program().engine, person.name, moment())
    session.update(id=session_id, mark=password_mark(person))
    login_user(Person(person))


def begin_session_by_link(person: Account) -> None:
    """Sign in whoever opened a link in their own mail; for a while they may set a password anew."""
    begin_session(person)
    session["by_link"] = moment().timestamp()


def came_by_link() -> bool:
    """Whether this session began by a link in the own mail, and a short while ago."""
    since = session.get("by_link")
    return since is not None and moment().timestamp() - since < _LINK_TRUSTED_SECONDS


def end_session() -> None:
    """Sign out: the cookie opens nothing any more, wherever it was copied to."""
    if "id" in session:
        sessions.end_session(program().engine, session["id"], moment())
    logout_user()
    _forget_session()


def _forget_session() -> None:
    kept = {name: session[name] for name in ("lang",) if name in session}
    session.clear()
    session.update(kept)


def sign_in_address(*, expired: bool) -> str:
    """The sign-in page, which leads back to where one was."""
    came_to = request.full_path.rstrip("?") if request.method == "GET" else _form_page()
    back = None if came_to in (None, "/") else came_to
    return url_for("sign_in.sign_in", next=back, expired=1 if expired else None)


def sign_in_page(address: str, kept: str | None) -> Response:
    """The sign-in page in the place of an answer to a form that came too late."""
    page = render_template(
        "sign_in.html", expired=True, next=_form_page(), kept=kept, action=address
    )
    return make_response(page, 401)


def _form_page() -> str | None:
    """The page whose form was sent, from the referrer; None from another host."""
    referrer, host = request.referrer or "", request.host_url
    return "/" + referrer.removeprefix(host) if referrer.startswith(host) else None


def _load(name: str) -> Person | None:
    """Whoever the session belongs to; None, and no session, where it has ended."""
    try:
        idle = timedelta(minutes=current_app.config["SESSION_MINUTES"])
        found = sessions.resume_session(program().engine, session.get("id", ""), moment(), idle)
    except StoreProblem as problem:
        g.store_problem = problem  # told by `_ask_to_sign_in`; the page that tells it needs nobody
        return None
    if found is None or found.name != name or session.get("mark") != password_mark(found):
        g.expired = name
        _forget_session()
        return None
    return Person(found)


def _ask_to_sign_in() -> Response | None:
    # A system has a token instead: the API asks for it, and never for a session.
    if request.endpoint is None or request.endpoint in PUBLIC or request.blueprint == API:
        return None
    if current_user.is_authenticated:
        return None
    if "store_problem" in g:
        raise g.store_problem
    expired = "expired" in g
    address = sign_in_address(expired=expired)
    if request.headers.get("HX-Request"):  # htmx would put the sign-in page into a corner
        return Response(status=200, headers={"HX-Redirect": address})
    if expired and request.method == "POST":
        return sign_in_page(address, keep_form(g.expired))
    return cast(Response, redirect(address, 303))
