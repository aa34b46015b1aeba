"""The command ``jobbsmak``: parse, call a workflow, print. Heavy imports stand where they are used.

Exit 0 done; 1 the request cannot be met, with one clear line; 2 wrong usage.
"""

import sys

import click

from matcher import __version__
from matcher.cli.audit import audit
from matcher.cli.copies import backup_command, restore_command
from matcher.cli.doctor import doctor
from matcher.cli.doors import doors_command
from matcher.cli.evaluation import evaluate_command
from matcher.cli.fairness import fairness_command, findings_group
from matcher.cli.feed import feed
from matcher.cli.files import export_command, import_command, places, simulate
from matcher.cli.learning import train_command
from matcher.cli.mail import mail
from matcher.cli.matching import suggest_command, why_command
from matcher.cli.models import models
from matcher.cli.occupations import occupations
from matcher.cli.papers import papers_command
from matcher.cli.planning import plan_command
from matcher.cli.reporting import report_command
from matcher.cli.rights import disclose_command, erase_command, retention_command
from matcher.cli.running import demo, init, serve
from matcher.cli.tasting import taste_command
from matcher.cli.tokens import token
from matcher.cli.users import user
from matcher.domain.errors import ImportRefused, JobbsmakError
from matcher.store.trail import open_trail

# So many bad cells are printed; the rest are counted.
MOST_PROBLEMS = 200


class _Program(click.Group):
    """A group whose commands end an expected error with one clear line, never a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            with open_trail(_command_path):
                return super().invoke(ctx)
        except ImportRefused as refused:
            raise click.ClickException(_shortened(refused)) from None
        except JobbsmakError as error:
            raise click.ClickException(str(error)) from None
        except OSError as error:
            if error.filename is None:  # a reader that went away, and the like: click knows
                raise
            raise click.ClickException(f"{error.strerror}: {error.filename}") from None


def _command_path() -> str:
    """The command as the audit log names it."""
    running = click.get_current_context(silent=True)
    return "jobbsmak" if running is None else running.command_path


def _shortened(refused: ImportRefused) -> str:
    lines = str(refused).splitlines()
    more = len(refused.problems) - MOST_PROBLEMS
    if more <= 0:
        return "\n".join(lines)
    return "\n".join([*lines[: MOST_PROBLEMS + 1], f"… and {more} more."])


@click.group(cls=_Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="jobbsmak")
def cli() -> None:
    """Find the right practice placement, employer and mentor for each participant.

    \b
    Example:
      jobbsmak demo
      jobbsmak suggest P001 -n 5

    DATABASE_URL names the store (default: SQLite in data/), JOBBSMAK_MODELS the folder of learned
    models (default: models/versions).
    """


for _command in (
    demo, init, import_command, export_command, user, occupations, places, suggest_command,
    why_command, doors_command, plan_command, taste_command, simulate, evaluate_command, serve,
    models, doctor, train_command, report_command, disclose_command, erase_command,
    retention_command, audit, fairness_command, findings_group, papers_command,
    backup_command, restore_command, feed, mail, token,
):  # fmt: skip
    cli.add_command(_command)


def main() -> None:
    """The entry point of the command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    cli(prog_name="jobbsmak")
