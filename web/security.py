"""What every answer carries for safety: headers, and the check that a form came from our pages.

What is sent to the program is a form of texts; a file or anything else is refused unread.
"""

from flask import Flask, Response, abort, current_app, request
from flask_wtf import CSRFProtect

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
_PUBLIC = ("static", "health.health")
_FORMS = ("", "application/x-www-form-urlencoded", "multipart/form-data")
HSTS = "max-age=63072000"  # two years; a browser that was here once never comes without https

csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    """Guard the forms and set the headers of ``app``."""
    app.before_request(_refuse_what_is_no_form)
    csrf.init_app(app)
    app.after_request(_set_headers)


def _refuse_what_is_no_form() -> None:
    if request.mimetype not in _FORMS:
        abort(415)
    if request.mimetype == "multipart/form-data" and request.files:
        abort(415)


def _set_headers(response: Response) -> Response:
    headers = response.headers
    headers["Content-Security-Policy"] = POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers.setdefault("Referrer-Policy", "same-origin")
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if request.endpoint not in _PUBLIC:
        headers["Cache-Control"] = "no-store"
    if current_app.config["SECURE_COOKIES"]:
        headers["Strict-Transport-Security"] = HSTS
    return response
