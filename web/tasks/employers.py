"""Whom to call this week, and one employer: who looks after it, the talks, what was promised."""

from functools import partial

from flask import (
    Blueprint,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from matcher.domain.access import Role
from matcher.domain.errors import BadInput, FormRefused
from matcher.workflows.employer_calls import CallDesk
from matcher.workflows.employer_list import employer_book
from matcher.workflows.employer_log import FIELDS, change_owner, log_contact
from matcher.workflows.employer_page import employer_page
from matcher.workflows.employer_promises import settle
from matcher.workflows.employer_talks import Talk
from matcher.workflows.feed_near import vacancies_near
from web import asked, employer_texts
from web.languages import language
from web.paging import asked_number, page_of
from web.people import program, viewer
from web.today import today

page = Blueprint("employers", __name__)

# So many needs, and so many to call, are read at a time.
SHOWN = 8
# So many vacancies from the public feed.
VACANCIES = 8
# So many of the office's employers a page.
LISTED = 25


# Where each list of the page begins, by what the address calls its page.
_ANCHORS = {"needs": "needs-heading", "calls": "calls-heading", "page": "ours-heading"}


@page.get("/employers")
def show() -> ResponseReturnValue:
    """Whom to call, and the office's employers or those that a search finds."""
    mine = _mine()
    text = request.args.get("q", "").strip()[:200]
    calls = desk().calls(viewer(), today=today(), mine=mine)
    book = employer_book(program(), viewer(), today=today())
    lines = book.search(text, language()) if text else book.office_lines(viewer().name)
    return render_template(
        "employers.html",
        calls=calls,
        needs=page_of(calls.needs, asked_number("needs"), SHOWN),
        leads=page_of(calls.employers, asked_number("calls"), SHOWN),
        page=page_of(lines, asked_number(), LISTED),
        to={name: partial(_to_page, name) for name in _ANCHORS},
        mine=mine,
        who=_who(),
        q=text,
        lines=lines,
        about={line.employer.employer_id: line for line in book.lines(
            lead.employer.employer_id for lead in calls.employers)},
        vacancies=() if text else vacancies_near(
            program().engine, program().market_day(today()), calls.needs, limit=VACANCIES),
        texts=employer_texts,
    )  # fmt: skip


@page.get("/employers/<employer_id>")
def employer(employer_id: str) -> ResponseReturnValue:
    """One employer."""
    return _page(employer_id)


@page.post("/employers/<employer_id>/contacts")
def log(employer_id: str) -> ResponseReturnValue:
    """Keep a talk, or show the form again: what is wrong, or who spoke with them this week."""
    try:
        warned = log_contact(
            program().engine, viewer(), employer_id, request.form,
            today=today(), confirmed=_confirmed(),
        )  # fmt: skip
    except FormRefused as refused:
        return _page(employer_id, refused=refused, status=422)
    if warned is not None:
        return _page(employer_id, warned=warned, status=409)
    flash(gettext("Samtalen er notert."), "success")
    return redirect(_address(employer_id), 303)


@page.post("/employers/<employer_id>/owner")
def owner(employer_id: str) -> ResponseReturnValue:
    """Take, hand over or let go of an employer."""
    to = request.form.get("to", "") or None
    mark = request.form.get("mark", "")
    change_owner(program().engine, viewer(), employer_id, to, mark, today=today())
    if to is None:
        flash(gettext("Ingen har ansvaret nå."), "success")
    elif to == viewer().name:
        flash(gettext("Du har ansvaret nå."), "success")
    else:
        flash(gettext("%(name)s har ansvaret nå.", name=to), "success")
    return redirect(_address(employer_id), 303)


@page.post("/employers/<employer_id>/promises/<int:contact_id>")
def settled(employer_id: str, contact_id: int) -> ResponseReturnValue:
    """Tick off what was promised."""
    settle(program().engine, viewer(), contact_id, today=today())
    flash(gettext("Løftet er krysset av."), "success")
    return redirect(asked.local_path(request.form.get("next")) or _address(employer_id), 303)


def employer_with(employer_id: str, form: str, errors: dict[str, str]) -> ResponseReturnValue:
    """The page again with what is wrong in one of the forms about trust, by field."""
    return _page(employer_id, trust=(form, errors), status=422)


def desk() -> CallDesk:
    """Finds and remembers whom to call, for this application."""
    found: CallDesk = current_app.extensions.setdefault("call_desk", CallDesk(program()))
    return found


def _mine() -> bool:
    """An adviser begins with their own people, a leader with the office's."""
    asked_for = request.args.get("who")
    if asked_for in ("mine", "office"):
        return asked_for == "mine"
    return viewer().role is Role.ADVISER


def _to_page(name: str, number: int) -> str:
    """The address of a page of one of the three lists; the others stay where they are."""
    kept = {key: request.args[key] for key in (*_ANCHORS, "q") if request.args.get(key)}
    return url_for(
        "employers.show", _anchor=_ANCHORS[name], **{**kept, "who": _who(), name: str(number)}
    )


def _who() -> str:
    return "mine" if _mine() else "office"


def _address(employer_id: str) -> str:
    return url_for("employers.employer", employer_id=employer_id, who=_who())


def _confirmed() -> int:
    text = request.form.get("confirmed", "") or "0"
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise BadInput(f"Expected the number of a talk; got {text[:40]!r}.")
    return int(text)


def _page(
    employer_id: str,
    *,
    refused: FormRefused | None = None,
    warned: Talk | None = None,
    trust: tuple[str, dict[str, str]] = ("", {}),
    status: int = 200,
) -> ResponseReturnValue:
    errors = {
        name: employer_texts.wrong(name, code)
        for name, code in (refused.by_field if refused else {}).items()
    }
    typed = {name: request.form.get(name, "") for name in FIELDS}
    fresh = {**dict.fromkeys(FIELDS, ""), "spoken_on": today().isoformat(), "by": "phone"}
    text = render_template(
        "employer.html",
        found=employer_page(desk(), viewer(), employer_id, today=today(), mine=_mine()),
        values=typed if refused or warned else fresh,
        trust_form=trust[0],
        trust_errors=trust[1],
        errors=errors,
        summary=[(name, employer_texts.SHORT[name], errors[name]) for name in errors],
        warned=warned,
        me_name=viewer().name,
        who=_who(),
        texts=employer_texts,
    )
    return make_response(text, status)
