"""The commands ``disclose``, ``erase`` and ``retention``: a person's own data, out and away."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

from matcher.cli.options import (
    Id,
    as_json_text,
    json_option,
    lang_option,
    opened_program,
    today_option,
)
from matcher.cli.store import opened_store
from matcher.domain.access import OPERATOR

if TYPE_CHECKING:
    from matcher.workflows.erase import Erased, ErasurePreview
    from matcher.workflows.last_backup import BackupsLeft
    from matcher.workflows.retention import Applied, KeptCount, KindOver, Overdue

# What nothing in the store can reach.
BY_HAND = (
    "By hand: files that were exported or imported (importing them again brings the person back),"
    " what was printed or sent, and texts that use only a first name."
)
STAYS = (
    "Stays: counts in plans, reports and nights, with nobody in them; rows of the audit log, which"
    " point at nobody, for the key goes with the person."
)


@click.command("disclose")
@click.argument("participant", type=Id())
@today_option
@lang_option
@json_option
def disclose_command(participant: str, today: date, lang: str, as_json: bool) -> None:
    """Tell everything that is held about PARTICIPANT: for the person who asks for it.

    Facts, wishes, placements and who reported what, suggestions with their order and why, requests
    to employers, mails, plans, follow-ups, who has looked, which models learned from it, how long
    it is kept.

    \b
    Example:
      jobbsmak disclose P003 > for-the-person.txt
      jobbsmak disclose P003 --json
    """
    program = opened_program()
    from matcher.workflows.disclose import disclose, disclosure_document, with_reasons
    from matcher.workflows.disclosure_text import disclosure_text
    from matcher.workflows.retention import read_retention

    found = disclose(program.engine, OPERATOR, participant, read_retention(), today=today)
    found = with_reasons(program, found, lang=lang)
    document = disclosure_document(found, lang) if as_json else None
    click.echo(as_json_text(document) if as_json else disclosure_text(found, lang))


@click.command("erase")
@click.argument("participant", type=Id())
@click.option("--yes", is_flag=True, help="Do it. Without it nothing is removed.")
@json_option
def erase_command(participant: str, yes: bool, as_json: bool) -> None:
    """Remove PARTICIPANT everywhere. It cannot be undone.

    Without --yes it shows what would go, and ends with 2. Every row about the person goes, the
    person's name is taken out of what was written about something else, and models that learned
    from the person are named, so that the next night learns without.

    \b
    Example:
      jobbsmak erase P003
      jobbsmak erase P003 --yes
    """
    from matcher.workflows.erase import erase, preview_erasure
    from matcher.workflows.last_backup import backups_left
    from matcher.workflows.retention import read_retention

    periods, now = read_retention(), datetime.now(UTC)
    with opened_store() as engine:
        left = backups_left(engine.url, periods, today=now.date())
        if yes:
            done = erase(engine, OPERATOR, participant, now=now)
            document = _erased_document(done, left)
            click.echo(as_json_text(document) if as_json else _erased_text(done, left))
            return
        seen = preview_erasure(engine, OPERATOR, participant)
    document = _preview_document(seen, left)
    click.echo(as_json_text(document) if as_json else _preview_text(seen, left))
    raise click.UsageError(f"Nothing was removed. To do it: jobbsmak erase {participant} --yes")


def _preview_document(seen: "ErasurePreview", left: "BackupsLeft") -> dict[str, Any]:
    return {"erased": False, "rows": seen.rows, "models": seen.models, "backups": left}


def _erased_document(done: "Erased", left: "BackupsLeft") -> dict[str, Any]:
    removed = done.removed
    return {
        "erased": True,
        "rows": removed.rows,
        "texts": removed.texts,
        "models": removed.models,
        "lingers": done.lingers,
        "backups": left,
        "stays": STAYS,
        "by_hand": BY_HAND,
    }


def _preview_text(seen: "ErasurePreview", left: "BackupsLeft") -> str:
    lines = ["Would be removed:", *_rows(seen.rows), *_models(seen.models)]
    return "\n".join([*lines, STAYS, _backups(left), BY_HAND])


def _erased_text(done: "Erased", left: "BackupsLeft") -> str:
    removed = done.removed
    lines = ["Removed:", *_rows(removed.rows)]
    if removed.texts:
        lines += ["Name, number or address taken out of:", *_rows(removed.texts)]
    lines += [*_models(removed.models), *_lingers(done.lingers), STAYS, _backups(left), BY_HAND]
    return "\n".join(lines)


def _backups(left: "BackupsLeft") -> str:
    last = left.last
    made = f"the last is of {last.made_at:%Y-%m-%d %H:%M} UTC ({last.file})" if last else (
        "none is known here"
    )  # fmt: skip
    until = f"by {left.gone_by}" if left.gone_by else "in time; no period is set for them"
    return (
        f"Backups that were made before still hold the person ({made}). The program deletes none:"
        f" delete them {until}, and erase again after restoring one."
    )


def _rows(rows: Mapping[str, int]) -> list[str]:
    return [f"  {name.replace('_', ' '):<20} {count}" for name, count in rows.items()]


def _models(models: Iterable[str]) -> list[str]:
    named = ", ".join(models)
    if not named:
        return ["No learned model knows anything from this."]
    return [f"Learned from this: {named}. The next night learns without; run `jobbsmak train`."]


def _lingers(why: str | None) -> list[str]:
    if why is None:
        return []
    return [
        f"{why} Deleted bytes may still lie in the store's files; they go with the next"
        " `jobbsmak retention --apply`, or the next erasure."
    ]


@click.command("retention")
@click.option("--apply", "apply", is_flag=True, help="Remove it. Without it nothing is removed.")
@click.option("--statistics", is_flag=True, help="Only show the counts that stayed.")
@today_option
@json_option
def retention_command(apply: bool, statistics: bool, today: date, as_json: bool) -> None:
    """Show, or with --apply remove, what is kept longer than models/retention.toml says.

    People go whole, as by `erase`, when programme and last placement ended so many months ago; what
    became of them is counted by office and year first. models/RETENTION.md has a timer.

    \b
    Example:
      jobbsmak retention
      jobbsmak retention --apply --json
    """
    from matcher.workflows.retention import apply_retention, kept_counts, overdue, read_retention

    if apply and statistics:
        raise click.UsageError("--statistics only shows; leave out --apply.")
    with opened_store() as engine:
        if statistics:
            counts = kept_counts(engine)
            click.echo(as_json_text({"statistics": counts}) if as_json else _counts_text(counts))
        elif apply:
            done = apply_retention(engine, read_retention(), today=today, now=datetime.now(UTC))
            click.echo(as_json_text(_applied_document(done)) if as_json else _applied_text(done))
        else:
            seen = overdue(engine, read_retention(), today=today)
            click.echo(as_json_text({"applied": False} | _plain(seen)) if as_json else _seen(seen))


def _plain(seen: "Overdue") -> dict[str, Any]:
    return {
        "today": seen.today,
        "people": seen.people,
        "rows": seen.person_rows,
        "models": seen.models,
        "kinds": seen.kinds,
        "without_end": seen.without_end,
        "without_period": seen.without_period,
    }


def _applied_document(done: "Applied") -> dict[str, Any]:
    # A count: this is printed by a timer, whose log is no place for the numbers of the erased.
    return {
        "applied": True,
        "today": done.today,
        "people": done.people,
        "rows": done.removed.rows,
        "texts": done.removed.texts,
        "models": done.removed.models,
        "kinds": done.kinds,
        "lingers": done.lingers,
    }


def _seen(seen: "Overdue") -> str:
    lines = [f"Over its time on {seen.today}; nothing is removed without --apply."]
    lines.append(f"  people {len(seen.people)}: {', '.join(seen.people) or 'nobody'}")
    lines += [*_rows(seen.person_rows), *_kinds(seen.kinds)]
    if seen.without_end:
        lines.append(
            f"{seen.without_end} people have no end of the programme in the store: they are never"
            " over. Enter it for those who have left."
        )
    stay = ", ".join(f"{name.replace('_', ' ')} {n}" for name, n in seen.without_period.items())
    lines += [f"No period of their own (models/RETENTION.md says why): {stay}."] if stay else []
    return "\n".join([*lines, *(_models(seen.models) if seen.people else ())])


def _applied_text(done: "Applied") -> str:
    lines = [f"Removed what was over its time on {done.today}: people {done.people}."]
    lines += [*_rows(done.removed.rows), *_kinds(done.kinds)]
    if done.people:
        lines += _models(done.removed.models)
    return "\n".join([*lines, *_lingers(done.lingers)])


def _kinds(kinds: Iterable["KindOver"]) -> list[str]:
    lines = []
    for each in kinds:
        name, _, unit = each.period.replace("_", " ").rpartition(" ")
        kept = "kept without end" if each.kept_from is None else f"kept {each.length} {unit}"
        since = "" if each.kept_from is None else f" (from {each.kept_from})"
        lines.append(f"  {name:<20} {each.rows} rows; {kept}{since}")
    return lines


def _counts_text(counts: Iterable["KeptCount"]) -> str:
    lines = [
        f"{each.of.office_id} {each.of.year} {each.of.kind.replace('_', ' ')},"
        f" {each.of.name.replace('_', ' ')}: {'hidden' if each.count is None else each.count}"
        for each in counts
    ]
    return "\n".join(lines) or "Nothing has been counted: nobody's time was over yet."
