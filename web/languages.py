"""In which language and format a person reads the pages: Bokmål, or English by choice."""

from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel
from flask_login import current_user

LANGUAGES = {"nb": "Norsk", "en": "English"}
# Languages that the report forms are offered in, once a person has checked the whole form in them
# (translations/README.md): a language is in the forms' menu when it stands here.
FORM_LANGUAGES = {**LANGUAGES}
COOKIE = "jobbsmak_lang"
COOKIE_SECONDS = 365 * 24 * 3600
# English texts with the dates that Norway's English readers expect (1 September 2025).
_LOCALES = {"nb": "nb", "en": "en_GB"}


# Written from the right.
_FROM_THE_RIGHT = ("ar", "fa", "he", "ps", "sd", "ug", "ur", "yi")


def init_app(app: Flask) -> None:
    """Translate the pages of ``app``."""
    Babel(app, locale_selector=lambda: _LOCALES.get(language(), language()), default_locale="nb")


def language() -> str:
    """That of the form, of this session, of the account, of this browser; the first there is."""
    if not has_request_context():
        return "nb"
    if "form_language" in g:
        return str(g.form_language)
    chosen = session.get("lang")
    if chosen is None and current_user and current_user.is_authenticated:
        chosen = current_user.account.language
    chosen = chosen or request.cookies.get(COOKIE)
    return chosen if chosen in LANGUAGES else "nb"


def direction() -> str:
    """The side from which the language of this page is written, as HTML names it."""
    return "rtl" if language() in _FROM_THE_RIGHT else "ltr"
