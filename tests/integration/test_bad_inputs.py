"""Nothing that is sent to a door breaks it: no 500, no traceback, nothing half-written."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.integration.bad_inputs import Door, attempts
from tests.integration.bad_pages import field_names, opened_pages
from tests.integration.doors_tried import DOORS, small_town

SHORT, LONG = 300, 100_000
MINUTES = 5

Open = Callable[[], AbstractContextManager[Door]]


@pytest.fixture(params=DOORS)
def door(request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path) -> Open:
    return partial(DOORS[request.param], sqlite_template, tmp_path, small_town())


def test_a_few_hundred_bad_inputs_are_refused_or_answered(door: Open) -> None:
    tried = attempts(door, most=SHORT, seconds=60)
    assert "\n".join(tried.faults.values()) == ""
    assert tried.inputs >= SHORT / 10


@pytest.mark.long
def test_five_minutes_of_bad_inputs_are_refused_or_answered(door: Open) -> None:
    tried = attempts(door, most=LONG, seconds=MINUTES * 60)
    print(f"{tried.inputs} inputs: {dict(tried.taken)}")
    assert "\n".join(tried.faults.values()) == ""
    assert tried.inputs > SHORT


def test_the_fields_of_the_forms_are_known_to_the_fuzzer() -> None:
    assert {"done_on", "going", "planned_end", "version", "name", "q", "who"} <= set(field_names())


OTHERS = {"32 bits": "9" * 10, "64 bits": "9" * 20, "superscript": "²", "byte order mark": "\ufeff"}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a\x00b", id="zero byte"),
        pytest.param("9" * 5000, id="5 000 digits"),
        *(pytest.param(text, id=name, marks=pytest.mark.long) for name, text in OTHERS.items()),
    ],
)
def test_a_nasty_text_in_every_field_of_every_page_breaks_nothing_on_either_database(
    filled: sa.Engine, tmp_path: Path, text: str
) -> None:
    faults = []
    with opened_pages(filled, tmp_path) as made:
        for ask in made.everywhere(text):
            try:
                made.attempt(ask)
            except AssertionError as fault:
                faults.append(str(fault)[:200])
    assert "\n".join(faults) == ""
