"""Commands about accounts: who may sign in, as what, and whom employers can ring."""

import json
import sys
from datetime import UTC, date, datetime

import click

from matcher.cli.store import opened_store
from matcher.domain.access import OPERATOR, Role

_stdin = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input."
)
_person_name = click.option(
    "--name", "person_name", metavar="TEXT",
    help="What the person is called, as employers and participants read it.",
)  # fmt: skip
_phone = click.option(
    "--phone", metavar="NUMBER",
    help="The number that employers ring: 8 digits, or + and the country first.",
)  # fmt: skip


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
@_person_name
@_phone
def user_add(
    name: str,
    office: str | None,
    employer: str | None,
    role: str,
    password_stdin: bool,
    no_password: bool,
    person_name: str | None,
    phone: str | None,
) -> None:
    """Add an account that signs in as NAME; asks for the password.

    An employer's people sign in with their e-mail address.

    \b
    Example:
      jobbsmak user add kari --office N1 --name "Kari Prøvesen" --phone 90000001
      jobbsmak user add liv --office N1 --role leader
      jobbsmak user add ola@butikken.no --employer E1 --role employer
    """
    from matcher.workflows.add_user import add_user, check_new_user
    from matcher.workflows.staff_contact import check_contact

    contact = _contact(person_name, phone)
    if no_password and password_stdin:
        raise click.UsageError("Give --no-password or --password-stdin, not both.")
    with opened_store() as engine:
        check_new_user(engine, name)
        check_contact(contact)
        password = None if no_password else _password(password_stdin)
        add_user(
            engine, name, office, Role(role), password,
            today=date.today(), employer_id=employer, contact=contact,
        )  # fmt: skip
    click.echo(f"{name} can sign in.")


@user.command("change")
@click.argument("name")
@_person_name
@_phone
def user_change(name: str, person_name: str | None, phone: str | None) -> None:
    """Change what the person of NAME's account is called, or their number; "" takes it away.

    \b
    Example:
      jobbsmak user change kari --name "Kari Prøvesen" --phone "900 00 001"
    """
    from matcher.workflows.staff_contact import change_user

    contact = _contact(person_name, phone)
    if not contact:
        raise click.UsageError("Give --name, --phone or both.")
    with opened_store() as engine:
        change_user(engine, name, contact)
    click.echo(f"{name} was changed.")


@user.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def user_list(as_json: bool) -> None:
    """List the accounts.

    \b
    Example:
      jobbsmak user list
    """
    from matcher.workflows.change_user import list_users

    with opened_store() as engine:
        listed = list_users(engine)
    found = [
        {"name": each.account.name, "role": each.account.role.value,
         "office_id": each.account.office_id, "employer_id": each.account.employer_id,
         "person_name": each.account.person_name, "phone": each.account.phone,
         "closed": each.closed}
        for each in listed
    ]  # fmt: skip
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for one in found:
        belongs = one["office_id"] or one["employer_id"]
        cells = (one["name"], one["role"], *(
            known or "-" for known in (belongs, one["person_name"], one["phone"])
        ))  # fmt: skip
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

    with opened_store() as engine:
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

    with opened_store() as engine:
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

    with opened_store() as engine:
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

    with opened_store() as engine:
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

    with opened_store() as engine:
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

    with opened_store() as engine:
        links = unlink_user(engine, name, now=_now())
    click.echo(f"{name} was unlinked; {links} link{'' if links == 1 else 's'} forgotten.")


def _contact(person_name: str | None, phone: str | None) -> dict[str, str]:
    given = {"person_name": person_name, "phone": phone}
    return {field: text for field, text in given.items() if text is not None}


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return asked


def _sessions(count: int) -> str:
    return f"{count} session{'' if count == 1 else 's'} ended"


def _now() -> datetime:
    return datetime.now(UTC)
