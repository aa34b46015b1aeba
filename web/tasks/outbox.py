"""Mails that have not gone out: to copy where no mail server is set up, or to decide about."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import NotFound

from matcher.domain.mails import MailState
from matcher.workflows.mail_outbox import MailStep, settle_mail, waiting_mails
from web.link_signature import links
from web.people import program, viewer
from web.today import moment

page = Blueprint("outbox", __name__)


@page.get("/outbox")
def show() -> ResponseReturnValue:
    """The office's mails that wait, the oldest first, with their links."""
    waiting = waiting_mails(program().engine, viewer())
    return render_template(
        "outbox.html",
        waiting=waiting,
        text_of=links().in_text,
        states=MailState,
        sends=current_app.config["MAIL_SERVER"] is not None,
    )


@page.post("/outbox/<mail_id>/<step>")
def settle(mail_id: str, step: str) -> ResponseReturnValue:
    """What somebody says of one mail."""
    if step not in set(MailStep):
        raise NotFound
    settle_mail(program().engine, viewer(), mail_id, MailStep(step), moment())
    said = {
        MailStep.COPIED: gettext("Notert: du sendte meldingen selv."),
        MailStep.AGAIN: gettext("Meldingen sendes om litt."),
        MailStep.CANCEL: gettext("Meldingen blir ikke sendt."),
    }
    flash(said[MailStep(step)], "success")
    return redirect(url_for("outbox.show"), 303)
