"""The commands ``models list``, ``show``, ``promote`` and ``rollback``: the registry of models."""

import getpass
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from matcher.cli.options import Id, as_json_text, json_option

if TYPE_CHECKING:
    from matcher.workflows.models import Changed, ModelLine


@click.group()
def models() -> None:
    """The learned models: which there are, which one is in use, and going back.

    \b
    Example:
      jobbsmak models list
      jobbsmak models rollback

    JOBBSMAK_MODELS names their folder (default: models/versions).
    """


@models.command("list")
@json_option
def list_command(as_json: bool) -> None:
    """Every model, the newest first, and whether its files are whole.

    \b
    Example:
      jobbsmak models list
    """
    from matcher.workflows.models import list_models
    from matcher.workflows.open_store import models_folder, open_checked_store

    lines = list_models(open_checked_store(), models_folder())
    if as_json:
        click.echo(as_json_text({"models": [model_document(line) for line in lines]}))
        return
    for line in lines:
        click.echo(_line_text(line))


@models.command("show")
@click.argument("version", type=Id())
@json_option
def show_command(version: str, as_json: bool) -> None:
    """One model: when it was made, from what, how well it does, and whether it was in use.

    \b
    Example:
      jobbsmak models show 20260331-0205-0a1b2c3d
      jobbsmak models show day-one --json
    """
    from matcher.workflows.models import show_model
    from matcher.workflows.open_store import models_folder, open_checked_store

    line, manifest = show_model(open_checked_store(), models_folder(), version)
    if as_json:
        click.echo(as_json_text(model_document(line) | {"manifest": manifest or None}))
        return
    click.echo(_line_text(line))
    for each in line.promotions:
        click.echo(f"  {each.promoted_at:%Y-%m-%d %H:%M} UTC  {each.cause} by {each.promoted_by}")
    for name in ("as_of", "window", "counts", "columns", "day_one_version", "libraries", "sha256"):
        if name in manifest:
            click.echo(f"  {name}: {_short(manifest[name])}")
    report = manifest.get("report") or {}
    if report.get("why"):
        click.echo(f"  {report.get('decision', '')}: {report['why']}")


@models.command("promote")
@click.argument("version", type=Id())
@json_option
def promote_command(version: str, as_json: bool) -> None:
    """Put VERSION in use from now on, in every server; it is opened first, to see that it can be.

    "day-one" is the start model.

    \b
    Example:
      jobbsmak models promote 20260331-0205-0a1b2c3d
    """
    from matcher.workflows.models import promote_model
    from matcher.workflows.open_store import models_folder, open_checked_store

    engine = open_checked_store()
    changed = promote_model(engine, models_folder(), version, by=_operator(), now=datetime.now(UTC))
    _say(changed, as_json)


@models.command("rollback")
@json_option
def rollback_command(as_json: bool) -> None:
    """Go back to the model before the one in use. No server needs to be restarted.

    \b
    Example:
      jobbsmak models rollback
    """
    from matcher.workflows.models import roll_back
    from matcher.workflows.open_store import models_folder, open_checked_store

    changed = roll_back(
        open_checked_store(), models_folder(), by=_operator(), now=datetime.now(UTC)
    )
    _say(changed, as_json)


def model_document(line: "ModelLine") -> dict[str, Any]:
    """A model as one JSON object."""
    return {
        "version": line.version,
        "made_at": None if line.made_at is None else line.made_at.isoformat(),
        "in_use": line.in_use,
        "rows": line.rows,
        "problem": line.problem,
        "promotions": [
            {"at": each.promoted_at.isoformat(), "by": each.promoted_by, "cause": each.cause}
            for each in line.promotions
        ],
    }


def _say(changed: "Changed", as_json: bool) -> None:
    if as_json:
        click.echo(as_json_text(changed))
        return
    for problem in changed.passed_over:
        click.echo(f"Passed over: {problem}", err=True)
    click.echo(f"In use from now on: {changed.version} (before: {changed.before}).")


def _line_text(line: "ModelLine") -> str:
    mark = "*" if line.in_use else " "
    made = "" if line.made_at is None else f"  made {line.made_at:%Y-%m-%d %H:%M} UTC"
    rows = "" if line.rows is None else f" from {line.rows} placements"
    problem = "" if line.problem is None else f"\n    {line.problem}"
    return f"{mark} {line.version}{made}{rows}{'  in use' if line.in_use else ''}{problem}"


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 300 else f"{text[:300]}…"


def _operator() -> str:
    """Who sits at the command line, as far as the system knows."""
    try:
        return f"command line ({getpass.getuser()})"
    except (KeyError, OSError):
        return "command line"
