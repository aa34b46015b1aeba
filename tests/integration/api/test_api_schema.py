"""schemathesis finds nothing: whatever is sent, the API answers as its document says."""

from pathlib import Path

import pytest

from tests.integration.api_tried import document_of, served, try_everything
from web.api.openapi import document
from web.api.problems import ROOT
from web.api.table import OPERATIONS

QUICK, LONG = 3, 150


@pytest.fixture
def made(sqlite_template: Path, tmp_path: Path):
    with served(sqlite_template, tmp_path) as each:
        yield each


def test_a_few_calls_of_each_kind_are_answered_as_the_document_says(made):
    assert try_everything(made, QUICK) > len(OPERATIONS)


@pytest.mark.long
def test_many_calls_of_each_kind_are_answered_as_the_document_says(made):
    assert try_everything(made, LONG) > 1000


def test_the_document_is_openapi_3_1(made):
    assert document()["openapi"].startswith("3.1")
    document_of(made.app).validate()


def test_the_document_and_the_routes_name_the_same_calls(made):
    said = {
        (method.upper(), path)
        for path, methods in document()["paths"].items()
        for method in methods
    }
    there = {
        (method, rule.rule.replace("<", "{").replace(">", "}"))
        for rule in made.app.url_map.iter_rules()
        if rule.rule.startswith(f"{ROOT}/")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert said == there


def test_every_operation_has_a_name_of_its_own_and_words_on_the_page(made):
    names = [each.name for each in OPERATIONS]
    assert len(set(names)) == len(names)
    page = made.app.test_client().get("/api").text
    assert all(f'id="{name}"' in page for name in names)
