"""What every answer carries for safety: headers, and the check that a form came from our pages.

What is sent to the program is a form of texts; a file or anything else is refused unread.
"""

from itertools import chain

from flask import Flask, Response, abort, current_app, request
from flask_wtf import CSRFProtect
from werkzeug.routing import IntegerConverter, ValidationError

# Nothing inline and nothing from another host, in any page.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
# On every answer, whoever gives it.
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# The same for everybody, and kept by browsers; an error there says who is signed in.
_PUBLIC = ("static", "health.health")
_FORMS = ("", "application/x-www-form-urlencoded", "multipart/form-data")
# Asked for a token, whoever is signed in: no page of ours can make a browser send it.
_TAKES_JSON = "/api/v1/"
HSTS = "max-age=63072000"  # two years; a browser that was here once never comes without https

FIRST_ERROR = 400

# What a database column of whole numbers holds.
MOST_NUMBER = 2**31 - 1

csrf = CSRFProtect()


class _KeptNumber(IntegerConverter):
    """A number in an address; beyond what a store can hold there is no such page."""

    def to_python(self, value: str) -> int:
        number: int = super().to_python(value)
        if number > MOST_NUMBER:
            raise ValidationError
        return number


def init_app(app: Flask) -> None:
    """Guard the forms and set the headers of ``app``."""
    app.url_map.converters["int"] = _KeptNumber
    app.before_request(_refuse_what_is_no_form)
    app.before_request(_refuse_what_is_no_text)
    csrf.init_app(app)
    app.after_request(_set_headers)


def _refuse_what_is_no_form() -> None:
    if request.path.startswith(_TAKES_JSON) and request.mimetype == "application/json":
        return
    if request.mimetype not in _FORMS:
        abort(415)
    if request.mimetype == "multipart/form-data" and request.files:
        abort(415)


def _refuse_what_is_no_text() -> None:
    """No text that somebody types holds a zero byte, and PostgreSQL can look none up."""
    typed = chain(request.args.listvalues(), request.form.listvalues())
    if any("\0" in text for text in chain((request.path,), *typed)):
        abort(400)


def _set_headers(response: Response) -> Response:
    headers = response.headers
    headers.update(HEADERS)
    headers.setdefault("Referrer-Policy", "same-origin")  # a link's page tells nobody at all
    if request.endpoint not in _PUBLIC or response.status_code >= FIRST_ERROR:
        headers["Cache-Control"] = "no-store"
    if current_app.config["SECURE_COOKIES"]:
        headers["Strict-Transport-Security"] = HSTS
    return response
