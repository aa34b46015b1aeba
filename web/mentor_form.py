"""The form of a mentor: what was typed, as cells; the page with it."""

from collections.abc import Mapping

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from matcher.domain.errors import FormRefused
from matcher.exchange.cells import cell_text
from matcher.exchange.mentor_form import MentorForm
from matcher.workflows.workplace.mentor_start import MentorStart
from web import mentor_texts
from web.field_texts import summary
from web.language_names import language_code, language_names, usual_languages

Cells = dict[str, str]
# Everybody at a workplace here speaks it; the rules of language are about it.
_NORWEGIAN = ("no", "nb", "nn")


def typed_cells() -> Cells:
    """What was typed and ticked, as the cells of a file; nothing ticked is empty."""
    cells = {name: request.form.get(name, "") for name in MentorForm.model_fields}
    more = [part.strip() for part in request.form.get("languages-more", "").split(",")]
    typed = [language_code(part) for part in more if part]
    cells["languages"] = "|".join(dict.fromkeys([*request.form.getlist("languages"), *typed]))
    return cells


def cells_of(start: MentorStart) -> Cells:
    """What is known of a mentor, as the form shows it."""
    known: dict[str, object] = dict.fromkeys(MentorForm.model_fields)
    for thing in (start.mentor, start.details):
        known.update({name: getattr(thing, name) for name in known if hasattr(thing, name)})
    return {name: cell_text(value, "") for name, value in known.items()}


def form_page(
    employer_id: str,
    cells: Mapping[str, str],
    *,
    mentor_id: str,
    start: MentorStart | None = None,
    seen: str | None = None,
    refused: FormRefused | None = None,
    changed: bool = False,
) -> ResponseReturnValue:
    """The form: as it begins, or with what was typed and what is wrong; ``start`` None: new."""
    errors = mentor_texts.messages(refused) if refused is not None else {}
    chosen = [code for code in cells["languages"].split("|") if code and code not in _NORWEGIAN]
    usual = {c: name for c, name in usual_languages().items() if c not in _NORWEGIAN}
    more = [language_names((code,)) for code in chosen if code not in usual]
    text = render_template(
        "workplace/mentor_form.html",
        employer_id=employer_id,
        mentor_id=mentor_id,
        start=start,
        cells=cells,
        # Who saw both versions and sends the form again means it.
        seen=seen if start is None or (seen is not None and not changed) else start.mark,
        chosen=chosen,
        usual_languages=usual,
        more=", ".join(more),
        texts=mentor_texts,
        errors=errors,
        changed=changed,
        summary=summary(errors, mentor_texts.LABELS),
    )
    return make_response(text, 409 if changed else 422 if errors else 200)
