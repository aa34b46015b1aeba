"""Whom a page showed, changed or refused is in the audit log before the page is sent.

Where it cannot be written there, the page is not shown.
"""

from flask import Flask, Response, current_app, request
from flask_login import user_logged_in

from matcher.domain.errors import StoreProblem
from matcher.store.engine import keep_trail, reading
from matcher.store.readers import read_account
from matcher.store.trail import begin_page, current_trail, end_page, note_sign_in
from web.errors import error_page
from web.people import Person, program

# Nobody is shown there, and they answer without a store.
_UNSEEN = ("static", "health.health")
# What leaves the program as a file.
_EXPORTS = (".xlsx", ".csv", ".ics")
# What a page behind a link says of itself stays, whatever is answered in its place.
_OF_LINKS = ("Referrer-Policy", "X-Robots-Tag")
# Where one signs in; an answer that is an error is an attempt that failed.
_SIGN_INS = ("sign_in.sign_in", "organisation.finish", "sign_in_link.use")


def init_app(app: Flask) -> None:
    """Note what the pages of ``app`` show. After all others: their answers are looked at first."""
    app.before_request_funcs.setdefault(None, []).insert(0, _begin)
    app.after_request(_keep)
    app.teardown_request(_end)
    user_logged_in.connect(_signed_in, app)


def page_name() -> str:
    """The page as the log names it: never the address, which may hold what somebody typed."""
    rule = request.url_rule
    return "no page" if rule is None else f"{request.endpoint} {rule.rule}"


def _begin() -> None:
    if request.endpoint not in _UNSEEN:
        exports = page_name().endswith(_EXPORTS)
        begin_page(page_name(), reads_as="export" if exports else "read")


def _keep(response: Response) -> Response:
    trail = current_trail()
    if trail is None:
        return response
    engine = program().engine
    try:
        _note_failed_sign_in(response)
        keep_trail(engine, trail)
    except StoreProblem as problem:
        current_app.logger.error("Not noted, and therefore not shown: %s", problem)
        end_page()
        refusal = error_page(503)
        refusal.headers.update({n: response.headers[n] for n in _OF_LINKS if n in response.headers})
        return refusal
    return response


def _end(_error: BaseException | None) -> None:
    end_page()


def _signed_in(_app: Flask, user: Person, **_: object) -> None:
    trail = current_trail()
    if trail is not None:
        note_sign_in(trail, program().engine, user.account.viewer)


def _note_failed_sign_in(response: Response) -> None:
    trail = current_trail()
    failed = request.endpoint in _SIGN_INS and 400 <= response.status_code < 500
    if trail is None or not failed:
        return
    # With these nobody looked at the password, the form or the link (404: the signature is not
    # ours): guessing on and on fills no log.
    if response.status_code in (400, 404, 413, 415, 429):
        return
    # Who has no account may have typed a password for a name: it is not kept.
    engine = program().engine
    with reading(engine) as connection:
        account = read_account(connection, request.form.get("name", "").strip()[:200])
    note_sign_in(trail, engine, account.viewer if account else None, allowed=False)
