"""The command ``taste``: what a person probably likes, and what to try next."""

from datetime import date
from typing import TYPE_CHECKING

import click

from matcher.cli.options import as_json_text, json_option, lang_option, opened_program, today_option
from matcher.domain.access import OPERATOR

if TYPE_CHECKING:
    from matcher.workflows.taste import TasteAdvice
    from matcher.workflows.taste_plan import TastePlan


@click.command("taste")
@click.argument("participant", required=False)
@click.option("--office", metavar="OFFICE", help="Deal the tastes of a whole office instead.")
@lang_option
@today_option
@json_option
def taste_command(
    participant: str | None, office: str | None, lang: str, today: date, as_json: bool
) -> None:
    """Say what PARTICIPANT probably likes, and which job taste would teach most.

    \b
    Example:
      jobbsmak taste P001
      jobbsmak taste --office N1
    """
    if (participant is None) == (office is None):
        raise click.UsageError("Name one PARTICIPANT, or an --office.")
    program = opened_program()
    if office is not None:
        from matcher.workflows.taste_plan import plan_tastes

        plan = plan_tastes(program, OPERATOR, office, today=today)
        click.echo(as_json_text(plan) if as_json else _plan_text(plan))
    elif participant is not None:
        from matcher.workflows.taste import advise_taste

        found = advise_taste(program, OPERATOR, participant, today=today, lang=lang)
        click.echo(as_json_text(taste_document(found)) if as_json else _taste_text(found))


def _plan_text(plan: "TastePlan") -> str:
    lines = [
        f"{each.participant_id}: {each.opening_id}, mentor {each.mentor_id or '?'},"
        f" from {each.free_from}, value {each.value:.2f}"
        for each in plan.assignments
    ]
    return "\n".join([*lines, f"No taste possible or worth its cost: {len(plan.without)} people."])


def taste_document(found: "TasteAdvice") -> dict[str, object]:
    """The command contract's document (design.md section 5)."""
    document: dict[str, object] = {
        "participant_id": found.participant_id,
        "beliefs": [
            {"occupation": b.occupation, "mean": b.mean, "sd": b.sd, "sentence": b.sentence}
            for b in found.beliefs
        ],
    }
    if found.stop is not None:
        return document | {"stop": {"why": found.stop}}
    return document | {
        "next": [
            {
                "opening_id": each.opening_id,
                "mentor_id": each.mentor_id,
                "free_from": each.free_from,
                "value": each.value,
                "tells": each.tells,
            }
            for each in found.next
        ]
    }


def _taste_text(found: "TasteAdvice") -> str:
    lines = [belief.sentence for belief in found.beliefs[:5]]
    lines += ["", *(belief.sentence for belief in found.dimensions if abs(belief.mean) >= 0.5)]
    if found.stop is not None:
        return "\n".join([*lines, "", found.stop])
    for each in found.next:
        lines += [
            "",
            f"{each.title or each.opening_id}, {each.employer_name or '?'} ({each.opening_id}),"
            f" from {each.free_from}, mentor {each.mentor_id or '?'}",
            f"   {each.tells}",
        ]
    return "\n".join(lines)
