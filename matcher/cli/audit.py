"""Commands about the audit log: audit verify, audit show."""

from typing import TYPE_CHECKING

import click

from matcher.cli.options import Id, as_json_text, json_option
from matcher.domain.access import OPERATOR

if TYPE_CHECKING:
    from matcher.store.audit import Look


@click.group()
def audit() -> None:
    """The log of who saw or changed whom.

    \b
    Example:
      jobbsmak audit verify
    """


@audit.command()
@click.option("--anchor", metavar="LENGTH:DIGEST",
              help="An end of the log that was written down earlier.")  # fmt: skip
@json_option
def verify(anchor: str | None, as_json: bool) -> None:
    """Check that no row of the log was removed, altered, inserted or moved; ends with 1 if so.

    Whoever owns the database could write the whole log anew. Write down the anchor that is printed
    where they cannot, and give it to the next check: then that is found too.

    \b
    Example:
      jobbsmak audit verify
      jobbsmak audit verify --anchor 120:9f3c...
    """
    from matcher.workflows.audit_log import verify_log
    from matcher.workflows.open_store import open_checked_store

    found = verify_log(open_checked_store(), anchor)
    if as_json:
        click.echo(
            as_json_text(
                {
                    "whole": found.problem is None,
                    "rows": found.rows,
                    "anchor": found.anchor if found.problem is None else None,
                    "broken_at": found.broken_at,
                    "problem": found.problem,
                }
            )
        )
    elif found.problem is None:
        click.echo(f"The log is whole: {found.rows} rows. Anchor: {found.anchor}")
    else:
        click.echo(f"The log is broken at row {found.broken_at}: {found.problem}.", err=True)
    if found.problem is not None:
        raise SystemExit(1)


@audit.command()
@click.option("--participant", type=Id(), required=True, help="Whose looks to show.")
@click.option("-n", "limit", type=click.IntRange(1, 100_000), default=100, show_default=True,
              help="So many, the latest first.")  # fmt: skip
@json_option
def show(participant: str, limit: int, as_json: bool) -> None:
    """Who saw or changed PARTICIPANT or was refused, when, and from which page or command.

    \b
    Example:
      jobbsmak audit show --participant P001
    """
    from matcher.workflows.audit_log import who_has_looked
    from matcher.workflows.open_store import open_checked_store

    found = who_has_looked(open_checked_store(), OPERATOR, participant, limit=limit)
    if as_json:
        looks = [_document(look) for look in found.looks]
        more = found.older is not None
        click.echo(as_json_text({"participant_id": participant, "looks": looks, "more": more}))
        return
    for look in found.looks:
        click.echo(_line(look))
    if found.older is not None:
        click.echo(f"… and more; ask for them with -n {10 * limit}.")


def _document(look: "Look") -> dict[str, object]:
    return {
        "at": look.happened_at.isoformat(timespec="seconds"),
        "actor": look.actor,
        "role": look.role,
        "office_id": look.office_id,
        "action": look.action,
        "allowed": look.allowed,
        "page": look.page,
        "everybody": look.everybody,
    }


def _line(look: "Look") -> str:
    what = look.action if look.allowed else f"{look.action} REFUSED"
    whom = " (everybody)" if look.everybody else ""
    who = look.actor if look.role == "operator" else f"{look.actor} ({look.role})"
    return f"{look.happened_at:%Y-%m-%d %H:%M:%S} UTC  {who:<24} {what:<13} {look.page}{whom}"
