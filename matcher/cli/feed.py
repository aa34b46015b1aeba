"""The commands ``feed``: vacancies of the public feed into the store, and out to who asks."""

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from matcher.cli.options import IsoDate, as_json_text, json_option, today_option
from matcher.cli.store import opened_store

if TYPE_CHECKING:
    from matcher.workflows.feed_leads import LeadSeen
    from matcher.workflows.feed_pull import Pulled

_PATH = click.Path(path_type=Path)


@click.group()
def feed() -> None:
    """Vacancies of NAV's public feed, as leads: who hires in an occupation near a place.

    \b
    Example:
      jobbsmak feed pull
      jobbsmak feed leads --occupation kokk --near 0554
    """


@feed.command("pull")
@click.option("--url", metavar="URL", envvar="JOBBSMAK_FEED_URL", show_envvar=True,
              help="The feed's server.  [default: NAV's]")  # fmt: skip
@click.option("--token-file", type=_PATH, help="A token of your own; without it the public one.")
@click.option(
    "--since", type=IsoDate(), help="Where the first pull begins.  [default: 90 days ago]"
)
@click.option("--max-pages", type=click.IntRange(min=1), metavar="N", help="Stop after N pages.")
@today_option
@json_option
def feed_pull(
    url: str | None, token_file: Path | None, since: date | None, max_pages: int | None,
    today: date, as_json: bool,
) -> None:  # fmt: skip
    """Read the feed on from where it was left, and keep what is new.

    The first pull begins 90 days ago. What was withdrawn goes at once, what has expired at the
    end. A pull that was cut off goes on where it was; only one runs at a time. Of a vacancy only
    title, occupation, employer, place, dates and the link to its source are kept.

    \b
    Example:
      jobbsmak feed pull
      jobbsmak feed pull --since 2026-03-01 --max-pages 20 --json
    """
    from matcher.workflows.feed_leads import occupation_of_title
    from matcher.workflows.feed_network import DEFAULT_URL, open_feed
    from matcher.workflows.feed_pull import Pull, pull_feed

    client = open_feed(url or DEFAULT_URL, token_file)
    with opened_store(make=True) as engine:
        pull = Pull(
            engine, client, today, lambda: datetime.now(UTC), occupation_of_title,
            since=since, max_pages=max_pages, report=_progress,
        )  # fmt: skip
        try:
            done = pull_feed(pull)
        finally:
            _end_progress()
    click.echo(as_json_text(_document(done, client.base)) if as_json else _sentences(done))


@feed.command("leads")
@click.option("--occupation", metavar="CODE|WORDS", help="STYRK-08 code, or what it is called.")
@click.option("--near", metavar="POSTAL", help="Postal code; the nearest stand first.")
@click.option("-n", "limit", type=click.IntRange(min=1), default=20, show_default=True,
              help="How many.")  # fmt: skip
@today_option
@json_option
def feed_leads(
    occupation: str | None, near: str | None, limit: int, today: date, as_json: bool
) -> None:
    """Vacancies that stand today: the nearest first, or without --near the newest.

    \b
    Example:
      jobbsmak feed leads --occupation 5120 --near 0554
      jobbsmak feed leads --occupation "kjøkken eller lager" --json
    """
    from matcher.workflows.feed_leads import find_leads, lead_document

    with opened_store() as engine:
        found = find_leads(engine, today=today, occupation=occupation, near=near, limit=limit)
    if as_json:
        click.echo(as_json_text({"today": today, "leads": [lead_document(each) for each in found]}))
        return
    click.echo("\n".join(map(_line, found)) or "No vacancy stands today that is like that.")


def _line(seen: "LeadSeen") -> str:
    lead = seen.lead
    employer = (lead.employer or "employer not named") + (
        f" ({seen.employer_id})" if seen.employer_id else ""
    )
    where = (lead.place or lead.postal_code or "place not given") + (
        "" if seen.km is None else f", {seen.km:.0f} km"
    )
    until = "until further notice" if lead.until is None else f"until {lead.until.isoformat()}"
    return f"{lead.title}\n  {employer}, {where}, {until}\n  {lead.source_url}"


def _document(done: "Pulled", url: str) -> dict[str, object]:
    return {
        "url": url, "pages": done.pages, "entries": done.entries, "kept": done.kept,
        "unchanged": done.unchanged, "removed": done.removed, "expired": done.expired,
        "skipped": dict(sorted(done.skipped.items())), "at_end": done.at_end,
    }  # fmt: skip


def _sentences(done: "Pulled") -> str:
    if not done.pages:
        return f"Nothing new in the feed. {done.expired} expired vacancies removed."
    lines = [
        f"Read {done.entries} entries on {done.pages} pages: {done.kept} vacancies kept,"
        f" {done.unchanged} unchanged, {done.removed} withdrawn, {done.expired} expired."
    ]
    if done.skipped:
        lines.append(f"{done.skipped.total()} could not be used:")
        lines += [f"  {count} x {what}" for what, count in done.skipped.most_common()]
    if not done.at_end:
        lines.append("There is more; the next pull goes on from here.")
    return "\n".join(lines)


def _progress(done: "Pulled") -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{done.pages} pages, {done.entries} entries, {done.kept} kept ", err=True,
                   nl=False)  # fmt: skip


def _end_progress() -> None:
    if sys.stderr.isatty():
        click.echo("", err=True)
