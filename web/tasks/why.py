"""Why not this one: search an opening, see every rule and every contribution; what a rule stops."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from matcher.domain.errors import NotFound
from matcher.eligibility.rules import Rule
from matcher.workflows.edit_participant import read_for_edit
from matcher.workflows.search_openings import openings_stopped_by, search_openings
from matcher.workflows.why import why
from web import asked
from web.languages import language
from web.people import program, viewer
from web.today import today

page = Blueprint("why", __name__)

# So many openings are enough to see what a rule does; the others are one step away.
SHOWN = 100

_ORDER = ("not_met", "unknown", "met")


@page.get("/participants/<participant_id>/why")
def search(participant_id: str) -> ResponseReturnValue:
    """Find an opening by its words or its employer."""
    participant, _ = read_for_edit(program().engine, viewer(), participant_id)
    text = request.args.get("q", "").strip()[:200]
    found = ()
    if text:
        found = search_openings(program(), viewer(), participant_id, text, lang=language())
    return render_template(
        "why_search.html", participant=participant, q=text, found=found, purpose=asked.purpose()
    )


@page.get("/participants/<participant_id>/why/<opening_id>")
def explain(participant_id: str, opening_id: str) -> ResponseReturnValue:
    """Every rule with its sentence, and what the model makes of the pair."""
    participant, _ = read_for_edit(program().engine, viewer(), participant_id)
    answer = why(
        program(), viewer(), participant_id, opening_id,
        today=today(), purpose=asked.purpose(), lang=language(),
    )  # fmt: skip
    rules = sorted(answer.rules, key=lambda rule: _ORDER.index(rule.state))
    largest = max(
        (abs(part.log_odds) for stage in answer.stages for part in stage.contributions), default=1
    )
    return render_template(
        "why.html",
        participant=participant,
        why=answer,
        rules=rules,
        largest=largest or 1,
        by_size=lambda parts: sorted(parts, key=lambda part: -abs(part.log_odds)),
        purpose=asked.purpose(),
    )


@page.get("/participants/<participant_id>/stopped/<rule>")
def stopped(participant_id: str, rule: str) -> ResponseReturnValue:
    """Which openings one rule stops."""
    if rule not in list(Rule):
        raise NotFound(f"There is no rule {rule[:40]!r}.")
    participant, _ = read_for_edit(program().engine, viewer(), participant_id)
    found = openings_stopped_by(
        program(), viewer(), participant_id, Rule(rule), today=today(), purpose=asked.purpose()
    )
    return render_template(
        "stopped.html",
        participant=participant,
        rule=rule,
        found=found if request.args.get("all") else found[:SHOWN],
        total=len(found),
        purpose=asked.purpose(),
    )
