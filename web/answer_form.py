"""What an employer's answer says, from the form that the signed-in page and the link share."""

from flask import request
from flask_babel import lazy_gettext as _

from matcher.domain.requests import Answer, NotNow
from matcher.workflows.workplace.answer import Given
from web import asked

THANKS = {
    Answer.YES: _("Takk! Vi tar kontakt om resten."),
    Answer.TALK: _("Takk! Vi ringer dere."),
    Answer.NOT_NOW: _("Takk for svaret. Da spør vi ikke mer om denne."),
}


def answer_given() -> Given:
    """The button that was pressed, and why not; BadInput where it is none of ours."""
    why = request.form.get("not_now", "")
    return Given(
        answer=asked.word(Answer, request.form.get("answer", "")),
        not_now=asked.word(NotNow, why) if why else None,
        note=request.form.get("note", ""),
    )
