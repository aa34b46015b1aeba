"""Commands about the office's plan: plan."""

import sys
from collections.abc import Sequence
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
from matcher.domain.plans import Fairness, Objective
from matcher.domain.purposes import Purpose

if TYPE_CHECKING:
    from matcher.domain.plans import OfficePlan


@click.command("plan")
@click.argument("office", type=Id(), required=False)
@click.option("--all", "everybody", is_flag=True,
              help="Every office; those that share employers are solved together.")  # fmt: skip
@purpose_option
@click.option("--objective", type=click.Choice([str(o) for o in Objective]),
              show_default="policy.toml",
              help="As many people as possible first, or the largest sum of value.")  # fmt: skip
@click.option("--fairness", type=click.Choice([str(f) for f in Fairness]),
              show_default="policy.toml",
              help="Across those who wait long or have few openings.")  # fmt: skip
@click.option("--ahead/--this-week", "ahead", default=None, show_default="policy.toml",
              help="Count on those who will come, as in the past year, or plan this week alone."
              )  # fmt: skip
@click.option("--lock", "locked", type=Id(), nargs=2, multiple=True,
              metavar="PARTICIPANT OPENING", help="A pair that is decided.")  # fmt: skip
@click.option("--refuse", "forbidden", type=Id(), nargs=2, multiple=True,
              metavar="PARTICIPANT OPENING", help="A pair that must not be.")  # fmt: skip
@lang_option
@today_option
@json_option
def plan_command(
    office: str | None,
    everybody: bool,
    purpose: Purpose | None,
    objective: str | None,
    fairness: str | None,
    ahead: bool | None,
    locked: Sequence[tuple[str, str]],
    forbidden: Sequence[tuple[str, str]],
    lang: str,
    today: date,
    as_json: bool,
) -> None:
    """Plan who in OFFICE goes where, within every capacity; kept as the office's latest plan.

    Everybody in the programme without a running placement is planned for. With --all --json one
    document a line is printed. Prices are what one more would gain of an opening's slots, a mentor,
    an employer, and a whole place (all three), which is what the rankings subtract.

    \b
    Example:
      jobbsmak plan N1
      jobbsmak plan N1 --purpose taste --lock P001 O007 --json
      jobbsmak plan --all
    """
    if (office is None) != everybody:
        raise click.UsageError("Name one OFFICE, or ask for --all.")
    if everybody and (locked or forbidden):
        raise click.UsageError("--lock and --refuse go with one OFFICE.")
    program = opened_program()
    from matcher.workflows.plan import make_plan, plan_all, plan_document, refuse_unknown
    from matcher.workflows.plan_making import PlanWishes

    wishes = PlanWishes(
        purpose=purpose,
        objective=Objective(objective or program.policy.plan_objective),
        fairness=Fairness(fairness or program.policy.plan_fairness),
        locked=tuple(locked),
        forbidden=tuple(forbidden),
        ahead=ahead,
    )
    if office is not None:
        refuse_unknown(program, OPERATOR, office, (*locked, *forbidden), today=today)
        plan = make_plan(program, OPERATOR, office, today=today, wishes=wishes)
        click.echo(as_json_text(plan_document(plan, lang)) if as_json else _plan_text(plan, lang))
        return
    from tqdm import tqdm

    quiet = not sys.stderr.isatty()
    with tqdm(desc="Planning", unit=" office", disable=quiet) as progress:

        def tell(done: int, of: int) -> None:
            progress.total = of
            progress.update(done)

        for plan in plan_all(program, OPERATOR, today=today, wishes=wishes, progress=tell):
            document = plan_document(plan, lang)
            tqdm.write(as_json_text(document) if as_json else _plan_text(plan, lang) + "\n")


def _plan_text(plan: "OfficePlan", lang: str) -> str:
    from matcher.planning.explain import why_not_text
    from matcher.workflows.plan import shortage_sentence

    lines = [
        f"{plan.office_id}, {plan.today}, {plan.model_version}:"
        f" {len(plan.assignments)} placed, {len(plan.unassigned)} not, value {plan.value:.2f}"
        f" (first come {plan.first_come:.2f}, greedy {plan.greedy:.2f})",
        "",
    ]
    lines += [
        f"  {line.participant_id} -> {line.opening_id}, mentor {line.mentor_id or '?'},"
        f" {line.purpose}, from {line.starts}, value {line.value:.2f}"
        + (", locked" if line.locked else "")
        for line in plan.assignments
    ]
    lines += [f"  {line.participant_id}: {why_not_text(line, lang)}" for line in plan.unassigned]
    shortage = shortage_sentence(plan, lang)
    if shortage:
        lines += ["", shortage]
    if plan.fairness is not Fairness.OFF:
        lines += ["", f"Fairness ({plan.fairness}) costs {plan.fairness_cost:.3f} of value."]
    return "\n".join(lines)
