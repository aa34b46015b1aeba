"""The command ``doors``."""

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
from matcher.domain.purposes import Purpose

if TYPE_CHECKING:
    from matcher.domain.participants import Participant
    from matcher.workflows.door_openers import DoorList, OpenedPlace
    from matcher.workflows.office_doors import OfficeDoors


@click.command("doors")
@click.argument("participant", type=Id(), required=False)
@click.option("--office", type=Id(), metavar="OFFICE", help="What would help most of its people.")
@purpose_option
@lang_option
@today_option
@json_option
def doors_command(
    participant: str | None,
    office: str | None,
    purpose: Purpose | None,
    lang: str,
    today: date,
    as_json: bool,
) -> None:
    """Say what to ask PARTICIPANT, and which single change opens the most openings.

    \b
    Example:
      jobbsmak doors P001
      jobbsmak doors --office N1 --json
    """
    if (participant is None) == (office is None):
        raise click.UsageError("Name one PARTICIPANT, or one --office.")
    if office is not None and purpose is not None:
        raise click.UsageError("--purpose goes with a PARTICIPANT.")
    program = opened_program()
    if participant is not None:
        from matcher.workflows.door_openers import door_openers

        found = door_openers(
            program, OPERATOR, participant, today=today, purpose=purpose, lang=lang
        )
        click.echo(as_json_text(doors_document(found)) if as_json else _list_text(found))
    if office is not None:
        from matcher.workflows.office_doors import office_doors

        all_of_it = office_doors(program, OPERATOR, office, today=today, lang=lang)
        click.echo(as_json_text(office_document(all_of_it)) if as_json else _office_text(all_of_it))


def doors_document(found: "DoorList") -> dict[str, object]:
    """The JSON document of one participant."""
    return {
        "participant_id": found.participant_id,
        "today": found.today,
        "model_version": found.model_version,
        "possible": found.possible,
        "best_value": found.best_value,
        "questions": [
            {
                "rule": each.rule,
                "fields": each.fields,
                "openings": each.openings,
                "best": _best(each.best),
                "text": f"{each.text} {each.waiting}",
            }
            for each in found.questions
        ],
        "doors": [
            {
                "change": each.change,
                "word": each.word,
                "openings": each.openings,
                "best": _best(each.best),
                "gain": each.gain,
                "expected_gain": each.expected_gain,
                "weeks": each.weeks,
                "text": f"{each.text} {each.takes}",
            }
            for each in found.doors
        ],
    }


def _best(place: "OpenedPlace") -> dict[str, object]:
    return {"opening_id": place.opening_id, "value": place.value}


def office_document(found: "OfficeDoors") -> dict[str, object]:
    """The JSON document of an office: people by their ids, never by name."""
    return {
        "office_id": found.office_id,
        "today": found.today,
        "model_version": found.model_version,
        "participants": found.in_programme,
        "questions": [
            {
                "rule": each.rule,
                "participants": _ids(each.people),
                "openings": each.openings,
                "text": each.text,
            }
            for each in found.questions
        ],
        "doors": [
            {
                "change": each.change,
                "word": each.word,
                "participants": _ids(each.people),
                "openings": each.openings,
                "gain": each.gain,
                "weeks": each.weeks,
                "text": f"{each.text} {each.takes}",
            }
            for each in found.doors
        ],
    }


def _ids(people: "Sequence[Participant]") -> list[str]:
    return [person.participant_id for person in people]


def _list_text(found: "DoorList") -> str:
    lines = [f"{found.participant_id}, {found.today}, {found.model_version}"]
    lines += [f"? {each.text} {each.waiting}" for each in found.questions]
    lines += [f"+ {each.text} {each.takes} ({each.expected_gain:+.3f})" for each in found.doors]
    if not found.doors:
        lines += ["No single change opens another opening."]
    return "\n".join(lines)


def _office_text(found: "OfficeDoors") -> str:
    lines = [f"{found.office_id}, {found.today}, {found.in_programme} participants"]
    lines += [f"? {each.text} ({len(each.people)}, {each.openings})" for each in found.questions]
    lines += [f"+ {each.text} {each.takes} ({each.gain:+.3f})" for each in found.doors]
    if not found.doors:
        lines += ["No single change opens another opening."]
    return "\n".join(lines)
