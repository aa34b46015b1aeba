"""The page of who has looked says it in words, whichever page, link or system it was."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.integration.request_cases import OLA
from tests.integration.under_way import UnderWay, addresses, call
from tests.integration.web_start import TODAY, signed_in


@pytest.fixture
def looked_at(store: sa.Engine, under_way: UnderWay, serve: Callable[..., Flask]) -> Flask:
    """Everybody has looked in every way."""
    app = serve(store, TODAY=TODAY)
    systems = app.test_client(use_cookies=False)
    people = [signed_in(app, name) for name in ("eva", OLA.name, "nils", "rot")]
    for rule, path in addresses(app, under_way):
        if rule.startswith("/api/v1"):
            for secret in (under_way.office, under_way.employer):
                call(systems, path, secret)
        elif "<token>" in rule or "<secret>" in rule:
            systems.get(path)
        else:
            for client in people:
                client.get(path)
    return app


def told(app: Flask, lang: str) -> set[str]:
    """The sentences of every page of the list, without the days."""
    client, found = signed_in(app, "liv"), set()
    with client.session_transaction() as session:
        session["lang"] = lang
    path: str | None = "/participants/P1/looked"
    while path:
        text = client.get(path).text
        main = text[text.index("<main") : text.index("</main")]
        found |= {line.strip() for line in re.findall(r"<li><div>\s*<p>(.*?)</p>", main, re.DOTALL)}
        older = re.search(r'href="(/participants/P1/looked\?before=\d+)"', text)
        path = older[1] if older else None
    return found


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_who_has_looked_is_told_in_words(lang, looked_at):
    sentences = told(looked_at, lang)
    assert len(sentences) > 40
    technical = re.compile(r"\w[._]\w|[<>/{}]|api")
    assert [each for each in sentences if technical.search(each)] == []


def test_a_system_and_a_link_are_told_from_somebody_who_is_signed_in(looked_at):
    sentences = told(looked_at, "nb")
    assert "Et datasystem ved kontoret så: forslagene" in sentences
    assert "Et datasystem hos arbeidsgiveren så: forespørsler til arbeidsgivere" in sentences
    assert "Et datasystem hos arbeidsgiveren fikk ikke se: forslagene" in sentences
    assert "Arbeidsgiveren, med lenke så: forespørselen bak en lenke" in sentences
    assert "Noen ved et annet kontor fikk ikke se: siden om deltakeren" in sentences
