"""The page on which one changes one's own password."""

from collections.abc import Mapping

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from matcher.domain.errors import FormRefused
from matcher.store.accounts import Account
from matcher.workflows.change_user import change_own_password, choose_own_password
from matcher.workflows.passwords import SHORTEST_PASSWORD, PasswordFault
from matcher.workflows.sessions import account_named
from matcher.workflows.throttle import TooManyAttempts
from web import browsers
from web.password_texts import password_fault
from web.people import account, begin_session, came_by_link, program
from web.tasks.sign_in import LONGEST, waiting_text
from web.today import moment

page = Blueprint("password", __name__)

_FIELDS = ("current", "new", "again")


@page.get("/password")
def form() -> ResponseReturnValue:
    """The empty form."""
    return _form({})


@page.post("/password")
def change() -> ResponseReturnValue:
    """Change it and sign out everywhere else; or say beside each field what is wrong."""
    me, engine = account(), program().engine
    try:
        _change(me)
    except TooManyAttempts as refused:
        return _form({"current": waiting_text(refused.until)}, status=429)
    except FormRefused as refused:
        return _form({field: _message(why) for field, why in refused.by_field.items()}, status=422)
    begin_session(account_named(engine, me.name))
    flash(gettext("Passordet er byttet. Du er logget ut alle andre steder."), "success")
    return redirect(url_for("caseload.home"), 303)


def _change(me: Account) -> None:
    if came_by_link():
        choose_own_password(program().engine, me.viewer, request.form, now=moment())
        return
    current = request.form.get("current", "")[: LONGEST + 1]
    attempt = browsers.attempt(me.name, current)
    change_own_password(program().engine, attempt, request.form, now=moment())


def _form(errors: Mapping[str, str], *, status: int = 200) -> ResponseReturnValue:
    text = render_template(
        "password.html",
        errors=errors,
        summary=[(field, "", errors[field]) for field in _FIELDS if field in errors],
        shortest=SHORTEST_PASSWORD,
        by_link=came_by_link(),
    )
    return make_response(text, status)


def _message(why: str) -> str:
    texts = {
        "missing": gettext("Skriv passordet du har nå."),
        "wrong": gettext("Dette er ikke passordet du har nå."),
        "differs": gettext("De to nye passordene er ikke like."),
    }
    return texts[why] if why in texts else password_fault(PasswordFault(why))
