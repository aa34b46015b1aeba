"""Every error as a page in plain words; what went wrong inside stands in the log only."""

from typing import cast

from flask import (
    Flask,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import lazy_gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from matcher.domain.errors import (
    BadInput,
    Conflict,
    JobbsmakError,
    NotAllowed,
    NotFound,
    StoreBusy,
    StoreProblem,
)
from web.api import problems
from web.asked import local_path
from web.kept import KeptForm, keep_form, kept_form

_STATUS: tuple[tuple[type[JobbsmakError], int], ...] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (Conflict, 409),
    (StoreBusy, 503),
    (StoreProblem, 503),
    (BadInput, 400),
)
# Heading, and what to do now.
_TEXTS = {
    400: (
        _("Dette forstod vi ikke"),
        _("Noe i adressen eller skjemaet kan ikke brukes. Gå tilbake og prøv igjen."),
    ),
    403: (_("Dette har du ikke tilgang til"), _("Spør lederen din om du trenger tilgang.")),
    404: (
        _("Vi finner ikke siden"),
        _("Adressen kan være feil, eller siden hører ikke til kontoret ditt."),
    ),
    405: (_("Vi finner ikke siden"), _("Gå tilbake og prøv igjen.")),
    409: (
        _("Noen andre var først"),
        _("Det du ville lagre, er endret siden du åpnet siden. Last siden på nytt og se."),
    ),
    413: (_("Det ble for mye tekst"), _("Kort ned teksten og prøv igjen. Ingenting er lagret.")),
    500: (
        _("Noe gikk galt hos oss"),
        _("Feilen er notert. Ingenting er lagret. Prøv igjen om litt."),
    ),
    503: (
        _("Vi kan ikke lagre akkurat nå"),
        _("Noen andre bruker lageret, eller det er ute av drift. Prøv igjen om litt."),
    ),
}


# Forms of a page that stood open while its session ended: one simply starts again.
_WITHOUT_ACCOUNT = ("sign_in.sign_in", "sign_in.sign_out", "language.choose")
# Forms on the page of the same address, for people who have no account yet or are not signed in.
_AGAIN = ("invitation.accept", "sign_in_link.send", "sign_in_link.use")


def init_app(app: Flask) -> None:
    """Answer every error of ``app`` with a friendly page."""
    app.register_error_handler(CSRFError, _form_too_old)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(JobbsmakError, _known_error)
    app.register_error_handler(problems.Problem, problems.answer)


def error_page(status: int) -> Response:
    """The page for a status; an unknown status gets the words of its class."""
    if problems.about_api():
        return problems.respond(status)
    known = status if status in _TEXTS else (500 if status >= 500 else 400)
    heading, advice = _TEXTS[known]
    page = render_template("error.html", status=status, heading=heading, advice=advice)
    return make_response(page, status)


def resend_page(kept: KeptForm, status: int = 200) -> Response:
    """The page that shows what was typed and offers to send it once more."""
    return make_response(render_template("resend.html", kept=kept), status)


def _known_error(error: JobbsmakError) -> Response:
    if problems.about_api():
        return problems.answer(error)
    status = next(
        code for kind, code in (*_STATUS, (JobbsmakError, 500)) if isinstance(error, kind)
    )
    if status >= 500:
        current_app.logger.error("%s: %s", request.endpoint, error)
    return error_page(status)


def _http_error(error: HTTPException) -> Response:
    if isinstance(error, InternalServerError):
        _leave_no_trace()
    if problems.about_api():
        return problems.answer(error)
    if error.code is not None and error.code < 400:
        return cast(Response, error.get_response())
    return error_page(error.code or 500)


def _form_too_old(error: CSRFError) -> Response:
    """The session's token changed since the form was opened: offer what was typed again."""
    if request.endpoint in _AGAIN:
        return cast(Response, redirect(request.path, 303))
    if request.endpoint in _WITHOUT_ACCOUNT and not current_user.is_authenticated:
        back = local_path(request.form.get("next"))
        return cast(Response, redirect(url_for("sign_in.sign_in", next=back), 303))
    if current_user.is_authenticated:
        signed = keep_form(current_user.get_id())
        kept = kept_form(signed, current_user.get_id()) if signed else None
        if kept is not None:
            return resend_page(kept, 400)
    return error_page(400)


def _leave_no_trace() -> None:
    # Half-made messages of a request that failed would otherwise appear on the next page.
    session.pop("_flashes", None)
