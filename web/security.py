"""What every answer carries for safety: headers, and the check that a form came from our pages."""

from flask import Flask, Response, current_app, request
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

csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    """Guard the forms and set the headers of ``app``."""
    csrf.init_app(app)
    app.after_request(_set_headers)


def _set_headers(response: Response) -> Response:
    headers = response.headers
    headers["Content-Security-Policy"] = POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers.setdefault("Referrer-Policy", "same-origin")
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if request.endpoint not in _PUBLIC:
        headers["Cache-Control"] = "no-store"
    if current_app.config["SECURE_COOKIES"]:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
