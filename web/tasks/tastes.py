"""What we think the participant likes, how sure we are, and which job taste to try next."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from matcher.domain.dismissals import SaidBy
from matcher.domain.errors import FormRefused
from matcher.occupations import DIMENSIONS
from matcher.tasting.sentences import dimension_words
from matcher.workflows.interview import note_fact, take_back_fact
from matcher.workflows.taste import DimensionBelief, NextTaste, OccupationBelief
from matcher.workflows.taste_outcome import record_taste
from matcher.workflows.taste_page import TastePage, Tried, taste_page
from web import asked
from web.belief_chart import mark
from web.languages import language
from web.people import program, viewer
from web.today import moment, today

page = Blueprint("tastes", __name__)

_PAGE = "/participants/<participant_id>/tastes"
# The strongest few; the others stand in the tables.
STRONGEST = 5
MOST_ROWS = 8
SIDES = 4
SPOKEN = 3
# Below this, in standard deviations, a side of work is as good as unknown and is not drawn.
WORTH_DRAWING = 0.2
OTHER_TASTES = 3
# From here on a side of work, or an occupation, is told as liked (as in the sentences).
LIKED_SIDE, LIKED_WORK = 0.5, 0.4
_YES_NO = {"yes": True, "no": False}
_MISSING = {
    "dimension": _("Velg hva det handler om."),
    "likes": _("Velg om deltakeren liker det eller ikke."),
    "text": _("Skriv det som ble sagt, med få ord."),
}


@page.get(_PAGE)
def show(participant_id: str) -> ResponseReturnValue:
    """The next taste, the beliefs, and what they build on."""
    return _show(participant_id, {})


@page.post(f"{_PAGE}/said")
def note(participant_id: str) -> ResponseReturnValue:
    """Keep what was said of a side of work."""
    try:
        note_fact(
            program().engine, viewer(), participant_id,
            dimension=request.form.get("dimension", ""),
            likes=_YES_NO.get(request.form.get("likes", "")),
            text=request.form.get("text", ""),
            said_by=asked.word(SaidBy, request.form.get("said_by") or SaidBy.PARTICIPANT),
            today=today(),
        )  # fmt: skip
    except FormRefused as refused:
        return _show(participant_id, {field: _MISSING[field] for field in refused.by_field})
    flash(gettext("Det er lagret, og det vi tror, er regnet ut på nytt."), "success")
    return _back(participant_id)


@page.post(f"{_PAGE}/said/take-back")
def take_back(participant_id: str) -> ResponseReturnValue:
    """Forget what was said."""
    take_back_fact(
        program().engine, viewer(), participant_id,
        request.form.get("dimension", ""), request.form.get("text", ""), today=today(),
    )  # fmt: skip
    flash(gettext("Det er fjernet, og det vi tror, er regnet ut på nytt."), "success")
    return _back(participant_id)


@page.post(f"{_PAGE}/<placement_id>/how-it-went")
def record(participant_id: str, placement_id: str) -> ResponseReturnValue:
    """Keep how a taste went, and end it."""
    answered = record_taste(
        program().engine, viewer(), participant_id, placement_id, request.form,
        now=moment(), today=today(),
    )  # fmt: skip
    if answered:
        said = gettext("Takk! Det vi tror, er regnet ut på nytt.")
    else:
        said = gettext("Jobbsmaken er avsluttet. Svarene kan fylles ut senere.")
    flash(said, "success")
    return _back(participant_id)


@page.get(f"{_PAGE}/plan")
def plan(participant_id: str) -> ResponseReturnValue:
    """One page for the participant, in plain words, to be printed."""
    found = _find(participant_id)
    running = next((p for p in found.asked if p.status != "ended"), None)
    return render_template(
        "tastes_plan.html",
        participant=found.participant,
        found=found,
        works=[b for b in found.advice.beliefs if b.mean >= LIKED_WORK][:SPOKEN],
        sides=[d for d in _by_strength(found) if d.mean >= LIKED_SIDE][:SPOKEN],
        placement=running or found.coming,
        onward=_onward(found),
        next=found.advice.next[0] if found.advice.next else None,
    )


def _find(participant_id: str) -> TastePage:
    return taste_page(program(), viewer(), participant_id, today=today(), lang=language())


def _show(participant_id: str, errors: Mapping[str, object]) -> ResponseReturnValue:
    found, lang = _find(participant_id), language()
    works = _shown(found)
    sides = [side for side in _by_strength(found)[:SIDES] if abs(side.mean) >= WORTH_DRAWING]
    text = render_template(
        "tastes.html",
        participant=found.participant,
        found=found,
        mark=mark,
        works=works,
        sides=sides,
        spoken_works=_worth_saying(works),
        spoken_sides=[side for side in sides if abs(side.mean) >= LIKED_SIDE][:SPOKEN],
        next=found.advice.next[0] if found.advice.next else None,
        others=_others(found.advice.next),
        onward=_onward(found),
        dimensions={name: dimension_words(name, lang) for name in DIMENSIONS},
        typed=request.form if errors else {},
        errors=errors,
        summary=[(field, "", errors[field]) for field in _MISSING if field in errors],
    )
    return make_response(text, 422 if errors else 200)


def _onward(found: TastePage) -> Tried | None:
    """The latest taste after which one may stay."""
    return next((each for each in found.tried if each.onward), None)


def _shown(found: TastePage) -> list[OccupationBelief]:
    """The best liked occupations, and those that were wished for or tasted."""
    about = found.wished | found.tasted
    beliefs = found.advice.beliefs
    rows = [b for place, b in enumerate(beliefs) if place < STRONGEST or b.occupation in about]
    return rows[:MOST_ROWS]


def _worth_saying(works: Sequence[OccupationBelief]) -> list[OccupationBelief]:
    """What will be liked, and what least of all; where nothing stands out, the best guess."""
    liked = [work for work in works if work.mean >= LIKED_WORK]
    disliked = [work for work in works if work.mean < -LIKED_WORK][-1:]
    return [*liked[: SPOKEN - len(disliked)], *disliked] or list(works[:1])


def _by_strength(found: TastePage) -> list[DimensionBelief]:
    return sorted(found.advice.dimensions, key=lambda side: -abs(side.mean))


def _others(tastes: Sequence[NextTaste]) -> list[NextTaste]:
    """The best taste of each other occupation."""
    by_work: dict[str, NextTaste] = {}
    for each in tastes:
        by_work.setdefault(each.occupation, each)
    return list(by_work.values())[1 : OTHER_TASTES + 1]


def _back(participant_id: str) -> ResponseReturnValue:
    return redirect(url_for("tastes.show", participant_id=participant_id), 303)
