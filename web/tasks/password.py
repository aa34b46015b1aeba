"""One's own account: what one is called, on which number employers ring, and the password."""

from collections.abc import Mapping

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from matcher.domain.errors import FormRefused
from matcher.store.accounts import Account
from matcher.workflows.change_user import change_own_password, choose_own_password
from matcher.workflows.passwords import SHORTEST_PASSWORD, PasswordFault
from matcher.workflows.sessions import account_named
from matcher.workflows.staff_contact import (
    FIELDS,
    LONGEST_PERSON_NAME,
    ContactFault,
    change_own_contact,
    may_be_rung,
)
from matcher.workflows.throttle import TooManyAttempts
from web import browsers
from web.password_texts import password_fault
from web.people import account, begin_session, came_by_link, program
from web.tasks.sign_in import LONGEST, waiting_text
from web.today import moment

page = Blueprint("password", __name__)

_PASSWORD = ("current", "new", "again")


@page.get("/password")
def form() -> ResponseReturnValue:
    """Both forms; that of the password is empty."""
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


@page.post("/password/contact")
def contact() -> ResponseReturnValue:
    """Keep the name and the number, or say beside each field what is wrong."""
    try:
        change_own_contact(program().engine, account().viewer, request.form)
    except FormRefused as refused:
        errors = {field: _contact_message(why) for field, why in refused.by_field.items()}
        return _form(errors, typed=request.form, status=422)
    flash(gettext("Navn og telefonnummer er lagret."), "success")
    return redirect(url_for("password.form"), 303)


def _change(me: Account) -> None:
    if came_by_link():
        choose_own_password(program().engine, me.viewer, request.form, now=moment())
        return
    current = request.form.get("current", "")[: LONGEST + 1]
    attempt = browsers.attempt(me.name, current)
    change_own_password(program().engine, attempt, request.form, now=moment())


def _form(
    errors: Mapping[str, str], *, typed: Mapping[str, str] | None = None, status: int = 200
) -> ResponseReturnValue:
    me = account()
    known = {"person_name": me.person_name or "", "phone": me.phone or ""}
    text = render_template(
        "password.html",
        errors=errors,
        summary=[(field, "", errors[field]) for field in (*FIELDS, *_PASSWORD) if field in errors],
        shortest=SHORTEST_PASSWORD,
        longest=LONGEST_PERSON_NAME,
        by_link=came_by_link(),
        rung=may_be_rung(me.viewer),
        cells=known if typed is None else {field: typed.get(field, "") for field in FIELDS},
    )
    return make_response(text, status)


def _message(why: str) -> str:
    texts = {
        "missing": gettext("Skriv passordet du har nå."),
        "wrong": gettext("Dette er ikke passordet du har nå."),
        "differs": gettext("De to nye passordene er ikke like."),
    }
    return texts[why] if why in texts else password_fault(PasswordFault(why))


def _contact_message(why: str) -> str:
    if ContactFault(why) is ContactFault.LONG:
        return gettext("Navnet er for langt. Bruk høyst %(num)s tegn.", num=LONGEST_PERSON_NAME)
    return gettext("Dette er ikke et telefonnummer. Skriv 8 sifre, eller + og landkoden først.")
