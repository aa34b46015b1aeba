"""The office invites people at an employer, and closes their accounts; a part of its page."""

from typing import Any

from flask import Blueprint, flash, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from matcher.domain.errors import BadInput, FormRefused
from matcher.domain.mails import LinkKind
from matcher.workflows.workplace.invitations import invite, withdraw
from matcher.workflows.workplace.people import close_person, people_of, reopen_person
from web import invitation_texts
from web.languages import LANGUAGES
from web.link_signature import address_of
from web.people import program, viewer
from web.tasks.employers import employer
from web.today import moment, today

page = Blueprint("employer_people", __name__)


@page.app_context_processor
def _for_the_employers_page() -> dict[str, Any]:
    return {"people_at": _people_at}


@page.post("/employers/<employer_id>/invitations")
def ask(employer_id: str) -> ResponseReturnValue:
    """Invite somebody; or show the employer again with what is wrong."""
    language = request.form.get("language", "nb")
    if language not in LANGUAGES:
        raise BadInput(f"Expected one of {', '.join(LANGUAGES)}; got {language[:40]!r}.")
    try:
        made = invite(
            program().engine, viewer(), employer_id, request.form,
            now=moment(), language=language,
        )  # fmt: skip
    except FormRefused as refused:
        g.invitation_refused = refused
        return make_response(employer(employer_id), 422)
    flash(gettext("Invitasjonen til %(email)s er laget.", email=made.email), "success")
    return _back(employer_id)


@page.post("/employers/<employer_id>/invitations/<invitation_id>/withdraw")
def take_back(employer_id: str, invitation_id: str) -> ResponseReturnValue:
    """Let nobody use an invitation any more."""
    withdraw(program().engine, viewer(), employer_id, invitation_id, now=moment())
    flash(gettext("Invitasjonen er trukket tilbake."), "success")
    return _back(employer_id)


@page.post("/employers/<employer_id>/people/close")
def close(employer_id: str) -> ResponseReturnValue:
    """Sign somebody out everywhere, and let them in no more."""
    email = request.form.get("email", "")
    close_person(program().engine, viewer(), employer_id, email, today=today(), now=moment())
    flash(gettext("%(email)s kan ikke logge inn lenger.", email=email), "success")
    return _back(employer_id)


@page.post("/employers/<employer_id>/people/reopen")
def reopen(employer_id: str) -> ResponseReturnValue:
    """Let somebody in again."""
    email = request.form.get("email", "")
    reopen_person(program().engine, viewer(), employer_id, email)
    flash(gettext("%(email)s kan logge inn igjen.", email=email), "success")
    return _back(employer_id)


def _back(employer_id: str) -> ResponseReturnValue:
    return redirect(url_for("employers.employer", employer_id=employer_id, _anchor="people"), 303)


def _people_at(employer_id: str, known: str | None) -> dict[str, Any]:
    """What the part of the employer's page shows: the people, the invitations, what is wrong.

    The address that is known of the employer is offered to whoever invites the first one.
    """
    found = people_of(program().engine, viewer(), employer_id, now=moment())
    first = not found.people and not found.waiting
    refused: FormRefused | None = g.get("invitation_refused")
    errors = {}
    if refused is not None:
        errors["email"] = invitation_texts.email_fault(refused.by_field["email"])
    return {
        "found": found,
        "address_of": lambda invitation_id: address_of(invitation_id, LinkKind.INVITATION),
        "typed": request.form.get("email", "") if refused else (known or "") if first else "",
        "errors": errors,
    }
