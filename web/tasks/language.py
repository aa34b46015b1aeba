"""Choose the language of the pages; it is remembered in the account and in this browser."""

from flask import Blueprint, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from matcher.domain.errors import BadInput, StoreProblem
from matcher.workflows.sign_in import choose_language
from web.asked import local_path
from web.languages import COOKIE, COOKIE_SECONDS, LANGUAGES
from web.people import program

page = Blueprint("language", __name__)


@page.post("/language")
def choose() -> ResponseReturnValue:
    """Show the pages in the language asked for, from now on."""
    wanted = request.form.get("lang", "")
    if wanted not in LANGUAGES:
        raise BadInput(f"Expected one of {', '.join(LANGUAGES)}; got {wanted[:40]!r}.")
    session["lang"] = wanted
    if current_user.is_authenticated:
        _remember(current_user.get_id(), wanted)
    answer = redirect(local_path(request.form.get("next")) or url_for("caseload.home"), 303)
    answer.set_cookie(
        COOKIE, wanted, max_age=COOKIE_SECONDS, httponly=True, samesite="Lax",
        secure=current_app.config["SECURE_COOKIES"],
    )  # fmt: skip
    return answer


def _remember(name: str, wanted: str) -> None:
    try:
        choose_language(program().engine, name, wanted)
    except StoreProblem as problem:
        # The pages change language all the same; the account learns it another time.
        current_app.logger.warning("The language of an account was not kept: %s", problem)
