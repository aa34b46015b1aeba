"""The round of planning that an address or a form tells of, and back again as an address."""

from flask import current_app, request, url_for

from matcher.domain.errors import BadInput
from matcher.domain.plans import Fairness, Objective
from matcher.workflows.plan_round import Decision, PlanDesk, Round, Step
from web import asked
from web.people import program, viewer

# More decisions than this are no round of a plan, but an address that somebody made up.
MOST_STEPS = 400
# What of the plan is looked at, beside the round itself.
LOOKED_AT = ("q", "page", "left")
MOST_LETTERS = 100


def asked_round() -> Round:
    """The round that the address, or the form, tells of; BadInput where it makes no sense."""
    texts = request.values.getlist("step")
    if len(texts) > MOST_STEPS:
        raise BadInput(f"More than {MOST_STEPS} decisions in one plan.")
    usual = program().policy
    now = Round(
        objective=asked.word(Objective, request.values.get("objective") or usual.plan_objective),
        fairness=asked.word(Fairness, request.values.get("fairness") or usual.plan_fairness),
    )
    for text in texts:
        now = now.plus(step_of(text))
    return now


def in_address(now: Round, *, looked_at: bool = True) -> dict[str, list[str] | str]:
    """The round as parts of an address; what is usual is left out.

    With what is ``looked_at``: the words that are searched for, and the pages of the two lists.
    """
    usual = program().policy
    parts: dict[str, list[str] | str] = {}
    if looked_at:
        kept = {name: request.values.get(name, "").strip()[:MOST_LETTERS] for name in LOOKED_AT}
        parts.update({name: text for name, text in kept.items() if text})
    if now.steps:
        parts["step"] = [step_text(step) for step in now.steps]
    if now.objective is not usual.plan_objective:
        parts["objective"] = now.objective.value
    if now.fairness is not usual.plan_fairness:
        parts["fairness"] = now.fairness.value
    return parts


def step_text(step: Step) -> str:
    """A decision as one word of an address; ids never hold the bar between them."""
    return f"{step.decision}|{step.participant_id}|{step.opening_id}"


def desk() -> PlanDesk:
    """Makes and remembers the plans of this application."""
    found: PlanDesk = current_app.extensions.setdefault("plan_desk", PlanDesk(program()))
    return found


def step_of(text: str) -> Step:
    """The decision that ``step_text`` wrote; BadInput where it is something else."""
    parts = text.split("|")
    if len(parts) != 3 or not all(parts):
        raise BadInput(f"Expected a decision about a pair; got {text[:60]!r}.")
    return Step(asked.word(Decision, parts[0]), parts[1], parts[2])


def plan_address(now: Round, anchor: str | None = None, *, looked_at: bool = True) -> str:
    """The page with the plan for a round."""
    return url_for("plan.show", **in_address(now, looked_at=looked_at), _anchor=anchor)


def office_id() -> str:
    """The office of whoever is signed in; none has no plan."""
    return viewer().office_id or ""
