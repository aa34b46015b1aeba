"""Commands about tokens of the JSON API: token add, list, revoke."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

from matcher.cli.options import Id, as_json_text, json_option
from matcher.cli.store import opened_store
from matcher.domain.access import OPERATOR
from matcher.domain.api import Scope

if TYPE_CHECKING:
    from matcher.store.api_tokens import ApiToken

USUAL_DAYS = 90


class ScopeNames(click.ParamType[tuple[Scope, ...]]):
    """Scopes with commas or blanks between them."""

    name = "scopes"

    def convert(self, value: object, param: click.Parameter | None, ctx: Any) -> tuple[Scope, ...]:
        """The scopes; a usage error for a word that is none."""
        words = str(value).replace(",", " ").split()
        unknown = [word for word in words if word not in set(Scope)]
        if unknown or not words:
            said = f"{', '.join(unknown) or 'nothing'} is no scope; give one or more of"
            self.fail(f"{said} {', '.join(Scope)}.", param, ctx)
        return tuple(map(Scope, words))


@click.group()
def token() -> None:
    """Tokens with which systems of offices and employers use the JSON API (/api).

    \b
    Example:
      jobbsmak token add --employer E1 --scopes openings:read,openings:write --name "Shift plan"
    """


@token.command("add")
@click.option("--office", type=Id(), metavar="OFFICE", help="The office whose system it is for.")
@click.option(
    "--employer", type=Id(), metavar="EMPLOYER", help="The employer whose system it is for."
)
@click.option("--scopes", type=ScopeNames(), required=True, metavar="SCOPES",
              help=f"What it may do, with commas between: {', '.join(Scope)}.")  # fmt: skip
@click.option("--name", type=Id(), required=True, help="What it is for, as lists and logs name it.")
@click.option("--days", type=int, default=USUAL_DAYS, show_default=True,
              help="For how many days it opens anything.")  # fmt: skip
def token_add(
    office: str | None,
    employer: str | None,
    scopes: tuple[Scope, ...],
    name: str,
    days: int,
) -> None:
    """Make a token and print it, once: it is kept nowhere, only its digest.

    It belongs to one office or to one employer. An employer's never reads suggestions, nor what
    participants and advisers reported.

    \b
    Example:
      jobbsmak token add --office N1 --scopes openings:read,suggestions:read --name "Case system"
    """
    from matcher.workflows.api_tokens import make_token

    if (office is None) == (employer is None):
        raise click.UsageError("Give --office or --employer, one of them.")
    with opened_store() as engine:
        made = make_token(
            engine, name=name, scopes=scopes, office_id=office,
            employer_id=employer, days=days, made_by=OPERATOR.name, today=date.today(),
        )  # fmt: skip
    click.echo(made.secret)
    click.echo(
        f"Token {made.token.id}, until {made.token.expires_on}."
        " Write it down now: it is shown this once.",
        err=True,
    )


@token.command("list")
@json_option
def token_list(as_json: bool) -> None:
    """Every token, the newest first: whose, what it may do, until when, when used.

    \b
    Example:
      jobbsmak token list
    """
    from matcher.workflows.api_tokens import list_tokens

    with opened_store() as engine:
        found = list_tokens(engine)
    if as_json:
        click.echo(as_json_text(found))
        return
    for each in found:
        click.echo(_line(each, date.today()))
    if not found:
        click.echo("There are no tokens.")


@token.command("revoke")
@click.argument("token_id", type=Id(), metavar="ID")
def token_revoke(token_id: str) -> None:
    """Let the token ID, of `token list`, open nothing from this moment.

    \b
    Example:
      jobbsmak token revoke 3f9a1c20b7de
    """
    from matcher.workflows.api_tokens import end_token

    with opened_store() as engine:
        end_token(engine, token_id, today=datetime.now(UTC).date())
    click.echo(f"Token {token_id} opens nothing any more.")


def _line(each: "ApiToken", today: date) -> str:
    whose = (
        f"office {each.office_id}" if each.employer_id is None else f"employer {each.employer_id}"
    )
    state = "open" if each.holds(today) else "revoked" if each.revoked_on else "expired"
    used = f"used {each.used_on}" if each.used_on else "never used"
    parts = (each.id, each.name, whose, f"{state}, until {each.expires_on}", used)
    return "  ".join((*parts, ",".join(each.scopes)))
