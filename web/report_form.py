"""What the report forms share, whether an adviser's or a link's: buttons, answers, errors."""

from enum import Enum, auto
from typing import Any

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from matcher.domain.errors import FormRefused
from matcher.workflows.report_overview import Reported
from matcher.workflows.report_questions import kept_answers
from web import report_texts
from web.languages import FORM_LANGUAGES, language


class Wanted(Enum):
    """Which button of a form was pressed; ``QUIETLY`` is the script that saves drafts."""

    GIVE = auto()
    LATER = auto()
    LANGUAGE = auto()
    QUIETLY = auto()


def wanted() -> Wanted:
    """What the person wants done with the form."""
    if request.form.get("lang") in FORM_LANGUAGES:
        return Wanted.LANGUAGE
    pressed = {"later": Wanted.LATER, "quietly": Wanted.QUIETLY}
    return pressed.get(request.form.get("do", ""), Wanted.GIVE)


def shown_form(
    template: str,
    form: Reported,
    first_name: str | None,
    refused: FormRefused | None,
    **more: Any,
) -> ResponseReturnValue:
    """The form as it was typed, else as it was put aside, else as it was answered."""
    errors = {
        name: report_texts.wrong(code)
        for name, code in (refused.by_field if refused else {}).items()
    }
    typed = kept_answers(form.asked, request.form) if refused else None
    text = render_template(
        template,
        form=form,
        who=first_name,
        values=typed if typed is not None else form.draft.answers if form.draft else form.answers,
        errors=errors,
        summary=[(name, report_texts.SHORT[name], errors[name]) for name in errors],
        form_languages=_others(),
        **more,
    )
    return make_response(text, 422 if errors else 200)


def _others() -> dict[str, str]:
    return {code: name for code, name in FORM_LANGUAGES.items() if code != language()}
