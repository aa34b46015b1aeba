"""The page on which a participant says whether one employer may know the name, by a link."""

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from matcher.domain.errors import Conflict, JobbsmakError
from matcher.domain.mails import LinkKind
from matcher.workflows.workplace.consent import Said
from matcher.workflows.workplace.consent_link import open_consent_link, say_by_link
from web import asked
from web.by_link import closed_page, leave_no_trace
from web.languages import FORM_LANGUAGES, language
from web.link_signature import link_id_of
from web.people import program
from web.security import csrf
from web.today import moment, today

page = Blueprint("consent_link", __name__)

# Whoever has the address may answer; there is no session that another site could ride on.
csrf.exempt(page)
page.after_request(leave_no_trace)


@page.before_request
def _in_the_language_of_the_form() -> None:
    if request.args.get("lang") in FORM_LANGUAGES:
        g.form_language = request.args["lang"]


@page.errorhandler(HTTPException)
@page.errorhandler(JobbsmakError)
def _trouble(error: Exception) -> Response:
    return closed_page(error)


@page.get("/consent/<token>")
def show(token: str) -> ResponseReturnValue:
    """Who would know what, until when; yes, no, and back again."""
    link_id = link_id_of(token, LinkKind.CONSENT)
    found = open_consent_link(program().engine, link_id, today=today())
    if len(found.languages) == 1:  # known; what the address says goes before it
        g.setdefault("form_language", found.languages[0])
    others = {code: name for code, name in FORM_LANGUAGES.items() if code != language()}
    return render_template("consent.html", found=found, token=token, form_languages=others)


@page.post("/consent/<token>")
def send(token: str) -> ResponseReturnValue:
    """Keep the answer, and show it."""
    link_id = link_id_of(token, LinkKind.CONSENT)
    open_consent_link(program().engine, link_id, today=today())
    said = asked.word(Said, request.form.get("say", ""))
    late = None
    try:
        say_by_link(program().engine, link_id, said, now=moment(), today=today())
    except Conflict:  # the time is over, or it was changed on another screen: show how it stands
        late = 1
    lang = request.args.get("lang")
    return redirect(url_for("consent_link.show", token=token, lang=lang, late=late), 303)
