"""Commands about running the program: init, demo, serve."""

from datetime import date

import click

from matcher.cli.options import today_option

HOST, PORT = "127.0.0.1", 8000
_port = click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True)


@click.command()
def init() -> None:
    """Make the store, or bring it to this version. Safe to run again.

    \b
    Example:
      jobbsmak init
    """
    from matcher.store.engine import open_store
    from matcher.workflows.open_store import database_url
    from matcher.workflows.setup_store import init as run

    click.echo(f"The store is ready: {run(open_store(database_url()))}")


@click.command()
@click.option("--host", default=HOST, show_default=True, help="The address to listen on.")
@_port
def serve(host: str, port: int) -> None:
    """Serve the pages.

    \b
    Example:
      jobbsmak serve --port 8000
    """
    from matcher.cli.server import serve_pages
    from matcher.workflows.open_store import open_checked_store

    open_checked_store().dispose()
    serve_pages(host, port)


@click.command()
@_port
@click.option("--no-serve", is_flag=True, help="Only make the store.")
@today_option
def demo(port: int, no_serve: bool, today: date) -> None:
    """Make a made-up municipality in the store, learn from its outcomes, and serve its pages.

    Safe to run again.

    \b
    Example:
      jobbsmak demo
    """
    from matcher.cli.server import check_port, serve_pages
    from matcher.workflows.demo import make_demo
    from matcher.workflows.open_store import open_checked_store

    if not no_serve:
        check_port(HOST, port)
    ready = make_demo(open_checked_store(make=True), today=today, report=click.echo)
    _first_night(today)
    click.echo(ready.sentence)
    if no_serve:
        return
    click.echo(f"\nOpen http://{HOST}:{port} and sign in. Stop with Ctrl-C.")
    serve_pages(HOST, port)


def _first_night(today: date) -> None:
    """One night of learning in the demo; where it fails, the start model is served, and it says."""
    from matcher.cli.learning import now
    from matcher.domain.errors import JobbsmakError
    from matcher.workflows.demo import learn_once
    from matcher.workflows.program import open_program

    try:
        learn_once(open_program(), today=today, clock=now, report=click.echo)
    except JobbsmakError as problem:
        click.echo(f"Nothing was learned: {problem}")
