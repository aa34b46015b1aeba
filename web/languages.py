"""In which language and format a person reads the pages: Bokmål, or English by choice."""

from flask import Flask, has_request_context, request, session
from flask_babel import Babel
from flask_login import current_user

LANGUAGES = {"nb": "Norsk", "en": "English"}
COOKIE = "jobbsmak_lang"
COOKIE_SECONDS = 365 * 24 * 3600
# English texts with the dates that Norway's English readers expect (1 September 2025).
_LOCALES = {"nb": "nb", "en": "en_GB"}


def init_app(app: Flask) -> None:
    """Translate the pages of ``app``."""
    Babel(app, locale_selector=lambda: _LOCALES[language()], default_locale="nb")


def language() -> str:
    """The language chosen in this session, else in the account, else by this browser, else nb."""
    if not has_request_context():
        return "nb"
    chosen = session.get("lang")
    if chosen is None and current_user and current_user.is_authenticated:
        chosen = current_user.account.language
    chosen = chosen or request.cookies.get(COOKIE)
    return chosen if chosen in LANGUAGES else "nb"
