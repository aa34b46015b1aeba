"""The commands ``mail``: hand over what waits, and see what has not gone out."""

import os
import secrets
from datetime import UTC, date, datetime

import click

from matcher.cli.options import as_json_text, json_option, today_option
from matcher.cli.store import opened_store
from matcher.domain.errors import NotAllowed


@click.group()
def mail() -> None:
    """Mail to employers: what waits, and handing it over. `jobbsmak serve` does it by itself.

    \b
    Example:
      jobbsmak mail list
      jobbsmak mail send
    """


@mail.command("send")
@today_option
@json_option
def mail_send(today: date, as_json: bool) -> None:
    """Send reminders that are due, let run out what nobody answered, and hand over what waits.

    JOBBSMAK_SMTP (smtp://HOST:PORT or smtps://HOST:PORT), JOBBSMAK_SMTP_FROM and JOBBSMAK_ADDRESS
    name the mail server, the sender and where links lead. Safe beside a running server: each mail
    goes out once.

    \b
    Example:
      JOBBSMAK_SMTP=smtp://localhost:25 JOBBSMAK_SMTP_FROM=post@example.org \\
        JOBBSMAK_ADDRESS=https://jobbsmak.example.org jobbsmak mail send
    """
    from matcher.workflows.links import Links
    from matcher.workflows.mail_send import Post, send_due
    from matcher.workflows.mail_server import read_address, read_mail_server
    from matcher.workflows.secret import secret_beside, secret_setting
    from matcher.workflows.workplace.tidy import tidy

    server, address = read_mail_server(os.environ), read_address(os.environ)
    with opened_store() as engine:
        tidy(engine, today, datetime.now(UTC))
        if server is None:
            raise NotAllowed(
                "No mail server is set up: set JOBBSMAK_SMTP, or send what stands on the outbox"
                " page by hand."
            )
        secret = secret_setting("JOBBSMAK_SECRET", os.environ) or secret_beside(
            os.environ.get("DATABASE_URL")
        )
        name = f"command:{os.getpid()}:{secrets.token_hex(4)}"
        post = Post(engine, server, Links(secret, address), name, lambda: datetime.now(UTC))
        done = {str(state): count for state, count in sorted(send_due(post).items())}
    sentence = ", ".join(f"{count} {state}" for state, count in done.items()) or "nothing waits"
    click.echo(as_json_text(done) if as_json else f"Mail: {sentence}.")


@mail.command("list")
@json_option
def mail_list(as_json: bool) -> None:
    """How many mails stand in each state: queued, sending, sent, uncertain, copied, refused,
    cancelled. An uncertain one was cut off while the server had it; the outbox page has them all.

    \b
    Example:
      jobbsmak mail list --json
    """
    from matcher.store.engine import reading
    from matcher.store.mails import count_by_state

    with opened_store() as engine, reading(engine) as connection:
        counts = {str(state): n for state, n in count_by_state(connection).items()}
    lines = [f"{count:>6} {state}" for state, count in counts.items()]
    click.echo(as_json_text(counts) if as_json else "\n".join(lines) or "No mail yet.")
