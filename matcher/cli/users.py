"""Commands about accounts: user add, list, password, close, reopen, revoke, link, unlink."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import click

from matcher.domain.access import OPERATOR, Role

if TYPE_CHECKING:
    from sqlalchemy import Engine

_stdin = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input."
)


@click.group()
def user() -> None:
    """Accounts of advisers, leaders, administrators and employers' people.

    \b
    Example:
      jobbsmak user add kari --office N1
    """


@user.command("add")
@click.argument("name")
@click.option("--office", metavar="OFFICE", help="The office that the account belongs to.")
@click.option("--employer", metavar="EMPLOYER", help="The employer that the account belongs to.")
@click.option("--role", type=click.Choice(["adviser", "leader", "administrator", "employer"]),
              default="adviser", show_default=True, help="What the account may do.")  # fmt: skip
@_stdin
@click.option("--no-password", is_flag=True,
              help="The account opens through the organisation's own sign-in only; an employer's"
                   " by a link in a mail.")  # fmt: skip
def user_add(
    name: str,
    office: str | None,
    employer: str | None,
    role: str,
    password_stdin: bool,
    no_password: bool,
) -> None:
    """Add an account that signs in as NAME; asks for the password.

    An employer's people sign in with their e-mail address.

    \b
    Example:
      jobbsmak user add kari --office N1 --role leader
      jobbsmak user add ola@butikken.no --employer E1 --role employer
    """
    from matcher.workflows.add_user import add_user, check_new_user

    if no_password and password_stdin:
        raise click.UsageError("Give --no-password or --password-stdin, not both.")
    with _store() as engine:
        check_new_user(engine, name)
        password = None if no_password else _password(password_stdin)
        add_user(
            engine, name, office, Role(role), password,
            today=date.today(), employer_id=employer,
        )  # fmt: skip
    click.echo(f"{name} can sign in.")


@user.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def user_list(as_json: bool) -> None:
    """List the accounts.

    \b
    Example:
      jobbsmak user list
    """
    from matcher.workflows.change_user import list_users

    with _store() as engine:
        listed = list_users(engine)
    found = [
        {"name": each.account.name, "role": each.account.role.value,
         "office_id": each.account.office_id, "employer_id": each.account.employer_id,
         "closed": each.closed}
        for each in listed
    ]  # fmt: skip
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for one in found:
        cells = (one["name"], one["role"], one["office_id"] or one["employer_id"] or "-")
        click.echo("\t".join(map(str, cells)) + ("\tclosed" if one["closed"] else ""))


@user.command("password")
@click.argument("name")
@_stdin
def user_password(name: str, password_stdin: bool) -> None:
    """Set NAME's password anew; whoever is signed in as NAME is signed out.

    \b
    Example:
      jobbsmak user password kari
    """
    from matcher.workflows.change_user import check_open_user, set_password

    with _store() as engine:
        check_open_user(engine, name)
        set_password(engine, name, _password(password_stdin), now=_now())
    click.echo(f"{name} has a new password, and was signed out everywhere.")


@user.command("close")
@click.argument("name")
def user_close(name: str) -> None:
    """Close NAME's account at once; what NAME did stays, and nobody gets the name again.

    \b
    Example:
      jobbsmak user close kari
    """
    from matcher.workflows.change_user import close_user

    with _store() as engine:
        ended = close_user(engine, name, by=OPERATOR.name, today=date.today(), now=_now())
    click.echo(f"{name} can no longer sign in; {_sessions(ended)}.")


@user.command("reopen")
@click.argument("name")
def user_reopen(name: str) -> None:
    """Open NAME's closed account again, with the password that it had.

    \b
    Example:
      jobbsmak user reopen kari
    """
    from matcher.workflows.change_user import reopen_user

    with _store() as engine:
        reopen_user(engine, name)
    click.echo(f"{name} can sign in.")


@user.command("revoke")
@click.argument("name")
def user_revoke(name: str) -> None:
    """Sign NAME out everywhere, as when a telephone is lost.

    \b
    Example:
      jobbsmak user revoke kari
    """
    from matcher.workflows.sessions import end_sessions_of

    with _store() as engine:
        ended = end_sessions_of(engine, name, _now())
    click.echo(f"{name} was signed out; {_sessions(ended)}.")


@user.command("link")
@click.argument("name")
@click.argument("issuer")
@click.argument("subject")
def user_link(name: str, issuer: str, subject: str) -> None:
    """Link NAME to SUBJECT, a person of the organisation's own sign-in at ISSUER.

    \b
    Example:
      jobbsmak user link kari https://login.example.org 8c6a0b1e
    """
    from matcher.workflows.change_user import link_user

    with _store() as engine:
        link_user(engine, name, issuer, subject)
    click.echo(f"{name} can sign in through {issuer}.")


@user.command("unlink")
@click.argument("name")
def user_unlink(name: str) -> None:
    """Forget whom NAME is at the organisation's own sign-in, and sign NAME out.

    \b
    Example:
      jobbsmak user unlink kari
    """
    from matcher.workflows.change_user import unlink_user

    with _store() as engine:
        links = unlink_user(engine, name, now=_now())
    click.echo(f"{name} was unlinked; {links} link{'' if links == 1 else 's'} forgotten.")


@contextmanager
def _store() -> "Iterator[Engine]":
    from matcher.workflows.open_store import open_checked_store

    engine = open_checked_store()
    try:
        yield engine
    finally:
        engine.dispose()


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return asked


def _sessions(count: int) -> str:
    return f"{count} session{'' if count == 1 else 's'} ended"


def _now() -> datetime:
    return datetime.now(UTC)
