"""Headers where `test_hardening` cannot go: links that open, what fails, calls of other systems."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from tests.integration.request_cases import OLA
from tests.integration.under_way import UnderWay, addresses, call
from tests.integration.web_start import TODAY, signed_in
from web.security import HEADERS

KEPT_BY_BROWSERS = ("/health",)


@pytest.fixture
def app(store: sa.Engine, under_way: UnderWay, serve: Callable[..., Flask]) -> Flask:
    return serve(store, TODAY=TODAY)


def is_safe(answer: TestResponse) -> bool:
    kept = answer.headers.get("Cache-Control") == "no-store"
    return kept and all(answer.headers.get(name) == value for name, value in HEADERS.items())


def test_a_link_that_opens_tells_nobody_where_one_came_from_and_is_kept_nowhere(app, under_way):
    by_link = [(rule, path) for rule, path in addresses(app, under_way) if "<token>" in rule]
    assert len(by_link) == 5
    for _, path in by_link:
        answer = app.test_client().get(path)
        assert answer.status_code == 200 and is_safe(answer), path
        assert answer.headers["Referrer-Policy"] == "no-referrer", path
        assert "noindex" in answer.headers["X-Robots-Tag"], path


@pytest.mark.parametrize("name", ["kari", OLA.name])
def test_every_page_about_somebody_is_safe(name, app, under_way):
    client = signed_in(app, name)
    for rule, path in addresses(app, under_way):
        assert is_safe(client.get(path)) or rule in KEPT_BY_BROWSERS, path


def test_what_another_system_is_answered_is_safe_and_sets_no_cookie(app, under_way):
    client = app.test_client(use_cookies=False)
    for secret in (under_way.office, under_way.employer, "wrong"):
        for rule, path in addresses(app, under_way):
            if rule.startswith("/api/v1"):
                answer = call(client, path, secret)
                assert is_safe(answer) and "Set-Cookie" not in answer.headers, path


@pytest.mark.parametrize("path", ["/static/none.css", "/nowhere", "/%00", "/r/x", "/day/"])
def test_an_error_names_whoever_is_signed_in_and_is_kept_nowhere(path, app):
    answer = signed_in(app, "kari").get(path)
    assert answer.status_code >= 400 and is_safe(answer)


def test_a_page_that_breaks_is_as_safe_as_the_others(app):
    client = signed_in(app, "kari")

    def fail() -> None:
        raise ValueError

    app.view_functions["my_day.show"] = fail
    answer = client.get("/day")
    assert answer.status_code == 500 and is_safe(answer)


def test_what_cannot_be_noted_is_not_told_by_a_link_or_to_a_system_either(app, store, under_way):
    with store.begin() as connection:
        connection.exec_driver_sql("DELETE FROM audit_head")
    client = app.test_client(use_cookies=False)
    about = ("/answer/<token>", "/consent/<token>", "/r/<token>", "/calendar/<secret>.ics",
             "/api/v1/requests/<request_id>", "/api/v1/suggestions/<participant_id>")  # fmt: skip
    for rule, path in addresses(app, under_way):
        if rule not in about:
            continue
        answer = call(client, path, under_way.office)
        assert answer.status_code == 503 and is_safe(answer), path
        assert not under_way.told_in(answer, path), path
        assert "<token>" not in rule or answer.headers["Referrer-Policy"] == "no-referrer", path
