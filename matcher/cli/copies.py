"""Commands about copies of everything: backup and restore."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from matcher.cli.options import as_json_text, json_option

if TYPE_CHECKING:
    from matcher.workflows.backup import Backup
    from matcher.workflows.restore import Restored

_PATH = click.Path(path_type=Path)


@click.command("backup")
@click.argument("target", metavar="FILE|FOLDER", type=_PATH)
@json_option
def backup_command(target: Path, as_json: bool) -> None:
    """Copy everything to a new FILE, or to one named by the time in a FOLDER.

    The store with accounts, logs and audit, and all learned models, in one archive that only its
    owner may read. The server may run. The file is read back before it gets its name; a file that
    is there already is never overwritten.

    \b
    Example:
      jobbsmak backup /srv/copies
      jobbsmak backup before-upgrade.tar.gz --json
    """
    from matcher.store.engine import open_store
    from matcher.workflows.backup import make_backup
    from matcher.workflows.open_store import database_url, models_folder

    engine = open_store(database_url())
    try:
        made = make_backup(engine, models_folder(), target, now=_now())
    finally:
        engine.dispose()
    if as_json:
        click.echo(as_json_text(_backup_document(made)))
        return
    click.echo(
        f"Copied and read back: {made.file}\n"
        f"  {sum(made.rows.values())} rows in {len(made.rows)} tables, {len(made.models)} models,"
        f" {made.bytes / 1024**2:.1f} MB\n  sha256 {made.sha256}"
    )
    _warn_missing(made.models_missing)
    if not made.noted:
        click.echo("The time could not be noted beside the store for `jobbsmak doctor`.", err=True)


@click.command("restore")
@click.argument("file", type=_PATH)
@click.option("--yes", is_flag=True, help="In place of what is there, of which a copy is kept.")
@json_option
def restore_command(file: Path, yes: bool, as_json: bool) -> None:
    """Put the backup FILE into the configured store, and its models into their folder.

    Into an empty or missing store; with --yes also in place of one, of which a copy is kept first.
    The server may run; everybody has to sign in again. What was taken back since (consents, tokens,
    links, accounts) stays so, and no mail goes out twice; passwords are those of the backup. A file
    that was altered is refused, and one of an older version is brought to this one.

    \b
    Example:
      jobbsmak restore /srv/copies/jobbsmak-20260331-020500.tar.gz --yes
    """
    from matcher.workflows.open_store import database_url, models_folder
    from matcher.workflows.restore import restore_backup

    done = restore_backup(
        database_url(), models_folder(), file, now=_now(), replace=yes,
        report=lambda text: click.echo(text, err=True),
    )  # fmt: skip
    if as_json:
        click.echo(as_json_text(_restored_document(done)))
        return
    click.echo(
        f"Restored {done.store} as it was at {done.made_at:%Y-%m-%d %H:%M} UTC:"
        f" {sum(done.rows.values())} rows in {len(done.rows)} tables, {len(done.models)} models."
    )
    _say_what_is_left(done)


def _say_what_is_left(done: "Restored") -> None:
    for place in done.models_set_aside:
        click.echo(f"A model there was another one; it was moved to {place}.", err=True)
    _warn_missing(done.models_missing)
    if done.erased:
        click.echo(
            f"{len(done.erased)} people were erased after this backup was made, and are back:"
            f" run `jobbsmak erase` for them again ({', '.join(done.erased)}).",
            err=True,
        )
    if done.consents_unsure:
        click.echo(
            f"{done.consents_unsure} people's yes to telling an employer their name holds again;"
            " whether one was taken back since is not known, for what stood there could not be"
            " read, or did not go on from this backup: ask them.",
            err=True,
        )
    if done.mails_unsure:
        click.echo(
            f"{done.mails_unsure} mails may have gone out since: each waits in the outbox for"
            " somebody to decide.",
            err=True,
        )
    if done.restart:
        click.echo("The damaged file was replaced: start the server again.", err=True)


def _warn_missing(missing: dict[str, str]) -> None:
    for version, why in missing.items():
        click.echo(f"The model {version} is not in the backup: {why}", err=True)


def _backup_document(made: "Backup") -> dict[str, object]:
    return {
        "file": str(made.file), "sha256": made.sha256, "bytes": made.bytes,
        "made_at": made.made_at.isoformat(), "revision": made.revision, "rows": made.rows,
        "models": made.models, "models_missing": made.models_missing,
    }  # fmt: skip


def _restored_document(done: "Restored") -> dict[str, object]:
    return {
        "file": str(done.file), "store": done.store, "made_at": done.made_at.isoformat(),
        "revision": done.revision, "rows": done.rows, "models": done.models,
        "models_missing": done.models_missing, "kept": done.kept,
        "models_set_aside": done.models_set_aside, "erased_since": done.erased_since,
        "restart": done.restart, "consents_unsure": done.consents_unsure, "erased": done.erased,
        "mails_unsure": done.mails_unsure,
    }  # fmt: skip


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
