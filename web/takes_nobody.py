"""An employer that a leader has barred: a calm notice on its pages, and a calm answer to a form."""

from flask import Flask, g, make_response, render_template
from flask.typing import ResponseReturnValue

from matcher.store.bans import TakesNobody, standing_ban
from matcher.store.engine import reading
from web.api import problems
from web.people import program
from web.today import today
from web.workplace import workplace


def init_app(app: Flask) -> None:
    """Give the templates of ``app`` ``takes_nobody()``, and answer what a ban refuses."""
    app.context_processor(lambda: {"takes_nobody": takes_nobody})
    app.register_error_handler(TakesNobody, _refused)


def takes_nobody() -> bool:
    """Whether the employer whose pages are shown is barred today."""
    if "takes_nobody" not in g:
        g.takes_nobody = _find()
    found: bool = g.takes_nobody
    return found


def _find() -> bool:
    shown = workplace()
    if shown is None:
        return False
    with reading(program().engine) as connection:
        return standing_ban(connection, shown.employer_id, today()) is not None


def _refused(error: TakesNobody) -> ResponseReturnValue:
    if problems.about_api():
        return problems.answer(error)
    return make_response(render_template("takes_nobody.html", place=workplace()), 409)
