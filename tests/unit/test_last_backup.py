"""The note of the last backup is of one store alone."""

import sqlalchemy as sa

from matcher.workflows.last_backup import note_path


def path(url: str) -> str:
    return note_path(sa.make_url(url)).name


def test_databases_of_the_same_name_on_two_servers_have_a_note_each() -> None:
    servers = (
        "postgresql://a@one/office", "postgresql://a@two/office", "postgresql://a@one:5433/office",
        "postgresql://a@/office?host=/run/x", "postgresql://a@/office?host=/run/y",
    )  # fmt: skip
    assert len({path(url) for url in servers}) == len(servers)


def test_who_signs_in_and_how_is_no_matter() -> None:
    same = {path("postgresql+psycopg://a:secret@one/office"), path("postgresql://b@one/office")}
    (name,) = same
    assert name.startswith("office-") and "secret" not in name
