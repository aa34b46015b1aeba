"""What the application is started with: given settings first, then the environment.

JOBBSMAK_SECRET (or JOBBSMAK_SECRET_FILE) is the secret that signs sessions; without it one is made
(`matcher.workflows.secret`). JOBBSMAK_PROXIES is how many proxies of ours stand in front, whose
word about where a request came from is taken. JOBBSMAK_OIDC_...: see `web.openid_settings`.
JOBBSMAK_SMTP... and JOBBSMAK_ADDRESS: see `matcher.workflows.mail_server`.
"""

import os
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from matcher.domain.errors import BadInput
from matcher.workflows.mail_server import read_address, read_mail_server
from matcher.workflows.secret import secret_beside, secret_setting
from web.openid_settings import read_openid

# An unattended screen is signed out after so long without a click.
SESSION_MINUTES = 120
# Forms are texts and choices; nothing is uploaded.
MOST_FORM_BYTES = 512 * 1024
SHORTEST_SECRET = 32
MOST_PROXIES = 5


def read_settings(given: Mapping[str, object]) -> dict[str, Any]:
    """Flask's configuration; BadInput where a setting cannot be used.

    >>> read_settings({"SECRET_KEY": "s" * 32, "SECURE_COOKIES": False})["SESSION_COOKIE_NAME"]
    'jobbsmak'
    """
    url = given.get("DATABASE_URL") or os.environ.get("DATABASE_URL") or None
    secure = bool(given.get("SECURE_COOKIES", True))
    own = {
        "DATABASE_URL": url,
        "PROGRAM": given.get("PROGRAM"),
        "MODELS": given.get("MODELS"),  # else JOBBSMAK_MODELS
        "TODAY": _day(given.get("TODAY")),
        "SECRET_KEY": _secret(given.get("SECRET_KEY"), None if url is None else str(url)),
        "SESSION_MINUTES": given.get("SESSION_MINUTES", SESSION_MINUTES),
        "TESTING": bool(given.get("TESTING", False)),
        "SECURE_COOKIES": secure,
        "OPENID": given.get("OPENID") or read_openid(os.environ),
        "PROXIES": _proxies(given.get("PROXIES") or os.environ.get("JOBBSMAK_PROXIES") or 0),
        "WARM_UP": bool(given.get("WARM_UP", False)),
        "MAIL_SERVER": given.get("MAIL_SERVER") or read_mail_server(os.environ),
        "ADDRESS": given.get("ADDRESS") or read_address(os.environ),
        "MAIL_WORKER": bool(given.get("MAIL_WORKER", False)),
    }
    return own | {
        # The prefix makes browsers refuse the cookie from another host or without https.
        "SESSION_COOKIE_NAME": "__Host-jobbsmak" if secure else "jobbsmak",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=7),
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session, which ends by itself
        "MAX_CONTENT_LENGTH": MOST_FORM_BYTES,
        "MAX_FORM_MEMORY_SIZE": MOST_FORM_BYTES,
        "BABEL_DEFAULT_LOCALE": "nb",
    }


def _secret(given: object, url: str | None) -> str:
    secret = given or secret_setting("JOBBSMAK_SECRET", os.environ) or secret_beside(url)
    if len(str(secret)) < SHORTEST_SECRET:
        raise BadInput(
            f"JOBBSMAK_SECRET is too short; give at least {SHORTEST_SECRET} random characters,"
            " or leave it out and one is made."
        )
    return str(secret)


def _proxies(given: object) -> int:
    if str(given).isdecimal() and int(str(given)) <= MOST_PROXIES:
        return int(str(given))
    raise BadInput(f"JOBBSMAK_PROXIES is how many proxies stand in front, 0 to {MOST_PROXIES}.")


def _day(given: object) -> date | None:
    if given is None or isinstance(given, date):
        return given
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        raise BadInput(f"TODAY must be a date such as 2026-03-31; it is {given!r}.") from None
