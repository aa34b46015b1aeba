"""The commands ``suggest`` and ``why``."""

from datetime import date
from typing import TYPE_CHECKING

import click

from matcher.cli.options import (
    Id,
    as_json_text,
    json_option,
    lang_option,
    opened_program,
    purpose_option,
    today_option,
)
from matcher.domain.access import OPERATOR
from matcher.domain.purposes import Purpose

if TYPE_CHECKING:
    from matcher.workflows.suggest import SuggestionList
    from matcher.workflows.why import Why


@click.command("suggest")
@click.argument("participant", type=Id(), required=False)
@click.option("--all", "everybody", is_flag=True, help="Everybody in the programme who waits.")
@click.option("--office", type=Id(), metavar="OFFICE", help="With --all: only this office.")
@purpose_option
@click.option("-n", "limit", type=click.IntRange(min=1), default=10, show_default=True,
              help="How many openings.")  # fmt: skip
@lang_option
@today_option
@json_option
def suggest_command(
    participant: str | None,
    everybody: bool,
    office: str | None,
    purpose: Purpose | None,
    limit: int,
    lang: str,
    today: date,
    as_json: bool,
) -> None:
    """Rank the openings to try for PARTICIPANT, with the reasons.

    \b
    Example:
      jobbsmak suggest P001 -n 5
      jobbsmak suggest --all --office N1 --json
    """
    _check_usage(participant, everybody, office)
    program = opened_program()
    from matcher.workflows.suggest import suggest, suggest_all

    if participant is not None:
        found = suggest(
            program, OPERATOR, participant,
            today=today, purpose=purpose, limit=limit, lang=lang,
        )  # fmt: skip
        click.echo(as_json_text(suggestions_document(found)) if as_json else _list_text(found))
        return
    for each in suggest_all(
        program, OPERATOR,
        today=today, office_id=office, purpose=purpose, limit=limit, lang=lang,
    ):  # fmt: skip
        click.echo(as_json_text(suggestions_document(each)) if as_json else _list_text(each))


def _check_usage(participant: str | None, everybody: bool, office: str | None) -> None:
    if (participant is None) != everybody:
        raise click.UsageError("Name one PARTICIPANT, or ask for --all.")
    if office is not None and not everybody:
        raise click.UsageError("--office goes with --all.")


def suggestions_document(found: "SuggestionList") -> dict[str, object]:
    """The command contract's document (design.md section 5)."""
    return {
        "participant_id": found.participant_id,
        "today": found.today,
        "model_version": found.model_version,
        "suggestions": [
            {
                "rank": each.rank,
                "opening_id": each.opening_id,
                "mentor_id": each.mentor_id,
                "free_from": each.free_from,
                "travel_minutes": each.travel_minutes,
                "value": each.value,
                "price": each.price,
                "score": each.score,
                "outcomes": each.outcomes,
                "ranges": each.ranges,
                "reasons": each.reasons,
                "unknown": each.unknown,
            }
            for each in found.suggestions
        ],
        "blocked": found.blocked,
    }


def _list_text(found: "SuggestionList") -> str:
    lines = [f"{found.participant_id}, {found.today}, {found.model_version}"]
    for each in found.suggestions:
        travel = "?" if each.travel_minutes is None else f"{each.travel_minutes:.0f}"
        lines += [
            "",
            f"{each.rank}. {each.title or each.opening_id}, {each.employer_name or '?'}"
            f" ({each.opening_id})",
            f"   from {each.free_from}, {travel} min, mentor {each.mentor_id or '?'},"
            f" value {each.value:.2f}",
        ]
        lines += [f"   {'+' if r.effect > 0 else '-'} {r.text}" for r in each.reasons]
        lines += [f"   ? {unknown.text}" for unknown in each.unknown]
    if not found.suggestions:
        lines += ["", "No opening passes every rule."]
    if found.blocked:
        stopped = ", ".join(f"{rule} {count}" for rule, count in found.blocked.items())
        lines += ["", f"Stopped by rule: {stopped}"]
    return "\n".join(lines)


@click.command("why")
@click.argument("participant", type=Id())
@click.argument("opening", type=Id())
@purpose_option
@lang_option
@today_option
@json_option
def why_command(
    participant: str,
    opening: str,
    purpose: Purpose | None,
    lang: str,
    today: date,
    as_json: bool,
) -> None:
    """Say why OPENING suits PARTICIPANT or not: every rule and every contribution.

    \b
    Example:
      jobbsmak why P001 O007
    """
    program = opened_program()
    from matcher.workflows.why import why

    found = why(program, OPERATOR, participant, opening, today=today, purpose=purpose, lang=lang)
    click.echo(as_json_text(found) if as_json else _why_text(found))


def _why_text(found: "Why") -> str:
    marks = {"met": "+", "not_met": "-", "unknown": "?"}
    lines = [f"{found.title or found.opening_id}, {found.employer_name or '?'}"]
    lines += [f"  {marks[rule.state]} {rule.name}: {rule.text}" for rule in found.rules]
    for stage in found.stages:
        low, high = found.ranges[stage.stage]
        lines += ["", f"{stage.stage}: {stage.probability:.0%} ({low:.0%} to {high:.0%};"
                      f" log-odds {stage.log_odds:+.3f})"]  # fmt: skip
        lines += [f"  {stage.intercept:+.3f}  intercept"]
        lines += [
            f"  {part.log_odds:+.3f}  {part.label}"
            for part in sorted(stage.contributions, key=lambda part: -abs(part.log_odds))
        ]
    return "\n".join([*lines, "", f"value {found.value:.3f}"])
