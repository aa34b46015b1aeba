"""Edit a participant's facts and wishes; what was typed stays when something is refused."""

import hashlib
from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from matcher.domain.errors import FormRefused
from matcher.domain.participants import Participant, Wish
from matcher.exchange.cells import cell_text
from matcher.workflows.edit_participant import FORM_FIELDS, edit_participant, read_for_edit
from web.form_texts import fields_in_order, label_of, message_for
from web.language_names import language_code, language_names, usual_languages
from web.people import program, viewer
from web.templating import number

page = Blueprint("edit", __name__)

MOST_WISHES = 8
_EMPTY_ROWS = 2
# In the form these are a choice (not asked, none, these) and, with "these", boxes and words.
LISTS = ("languages", "credentials", "functional_limits", "available")


@page.get("/participants/<participant_id>/edit")
def form(participant_id: str) -> ResponseReturnValue:
    """The form with what is known."""
    participant, wishes = read_for_edit(program().engine, viewer(), participant_id)
    rows = [{"text": wish.text, "origin": str(wish.origin)} for wish in wishes]
    return _form(participant, wishes, _cells(participant), rows, {})


@page.post("/participants/<participant_id>/edit")
def save(participant_id: str) -> ResponseReturnValue:
    """Keep it, or show it again with the problems beside the fields."""
    facts = {name: _typed(name) for name in FORM_FIELDS}
    texts = request.form.getlist("wish-text")
    origins = request.form.getlist("wish-origin")
    rows = [{"text": text, "origin": origin} for text, origin in zip(texts, origins, strict=False)][
        :MOST_WISHES
    ]
    participant, wishes = read_for_edit(program().engine, viewer(), participant_id)
    if request.form.get("seen", "") not in ("", _mark(participant, wishes)):
        return _form(participant, wishes, facts, rows, {}, changed=True)
    try:
        edit_participant(program().engine, viewer(), participant_id, facts, rows)
    except FormRefused as refused:
        return _form(participant, wishes, facts, rows, refused.by_field)
    flash(gettext("Endringene er lagret."), "success")
    return redirect(url_for("participant.show", participant_id=participant_id), 303)


def _mark(participant: Participant, wishes: Sequence[Wish]) -> str:
    """A few letters for what the form began with; others once somebody else has saved."""
    return hashlib.sha256(repr((participant, tuple(wishes))).encode()).hexdigest()[:16]


def _form(
    participant: Participant,
    wishes: Sequence[Wish],
    cells: Mapping[str, str],
    rows: Sequence[Mapping[str, str]],
    problems: Mapping[str, str],
    *,
    changed: bool = False,
) -> ResponseReturnValue:
    errors = {field: message_for(field) for field in problems}
    text = render_template(
        "edit.html",
        participant=participant,
        cells=cells,
        rows=_rows_from(rows, wishes),
        seen=_mark(participant, wishes),
        changed=changed,
        usual_languages=usual_languages(),
        others=_others,
        errors=errors,
        summary=[(field, label_of(field), errors[field]) for field in fields_in_order(errors)],
    )
    return make_response(text, 409 if changed else 422 if errors else 200)


def _cells(participant: Participant) -> dict[str, str]:
    cells = {name: cell_text(getattr(participant, name)) for name in FORM_FIELDS}
    if participant.max_hours_per_week is not None:
        cells["max_hours_per_week"] = number(participant.max_hours_per_week)
    return cells


def _rows_from(
    rows: Sequence[Mapping[str, str]], wishes: Sequence[Wish]
) -> list[Mapping[str, str]]:
    wanted = min(MOST_WISHES, max(len(rows), len(wishes) + _EMPTY_ROWS))
    return [*rows, *({"text": "", "origin": ""} for _ in range(wanted - len(rows)))]


def _typed(name: str) -> str:
    """A field as a cell of participants.csv."""
    if name not in LISTS:
        return request.form.get(name, "")
    choice = request.form.get(f"{name}-known", "")
    if choice != "these":
        return "none" if choice == "none" else ""
    typed = [part.strip().lower() for part in request.form.get(f"{name}-more", "").split(",")]
    as_word = language_code if name == "languages" else _underscored
    chosen = [*request.form.getlist(name), *(as_word(part) for part in typed if part)]
    # "These", and then none of them, is no answer: a list of nothing, which the schema refuses.
    return "|".join(chosen) or "|"


def _underscored(text: str) -> str:
    return text.replace(" ", "_")


def _others(field: str, items: Sequence[str], table: Mapping[str, object]) -> str:
    """What stands in a list beside the boxes, as one would type it."""
    rest = [item for item in items if item not in table]
    if field == "languages":
        return language_names(tuple(rest))
    return ", ".join(item.replace("_", " ") for item in rest)
