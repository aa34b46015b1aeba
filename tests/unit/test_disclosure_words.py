"""A disclosure has words for every table, column, answer and number, in both languages."""

import pytest

from matcher.domain.cefr import Level
from matcher.features.columns import FEATURES
from matcher.store.columns import METADATA
from matcher.store.held import ABOUT_THE_MENTOR
from matcher.store.personal_data import HELD, NAMED_IN
from matcher.workflows.disclosure_words import told, vocabulary, words
from matcher.workflows.report_questions import ASKED

DISCLOSED = [held.table for held in HELD if held.disclosed] + list(NAMED_IN)


@pytest.mark.parametrize("table", DISCLOSED)
def test_every_table_has_a_heading_and_its_columns_have_labels(table: str) -> None:
    assert table in words()["tables"]
    assert set(METADATA.tables[table].c.keys()) <= set(words()["columns"])


def test_every_answer_of_a_form_has_a_label() -> None:
    assert {name for asked in ASKED.values() for name in asked} <= set(words()["columns"])


def test_every_number_that_the_model_sees_has_a_label() -> None:
    told_of = {name for name in FEATURES if not name.startswith(ABOUT_THE_MENTOR)}
    assert told_of == set(words()["features"])


@pytest.mark.parametrize("column", sorted(vocabulary()))
def test_every_word_of_a_vocabulary_is_said_in_plain_words(column: str) -> None:
    known = set(words()["words"]) | {level.name for level in Level}
    assert vocabulary()[column] and vocabulary()[column] <= known


def test_everything_is_said_in_norwegian_and_in_english() -> None:
    for part in words().values():
        for name, both in part.items():
            assert len(both) == 2 and all(text.strip() for text in both), name


def test_nothing_is_said_that_no_table_has() -> None:
    assert set(words()["tables"]) == set(DISCLOSED)
    columns = {each.name for table in DISCLOSED for each in METADATA.tables[table].c}
    extra = {"opening_title", "employer_name"} | {n for asked in ASKED.values() for n in asked}
    assert set(words()["columns"]) <= columns | extra


def test_free_text_is_never_translated() -> None:
    for column in ("note", "text", "title", "name"):
        assert told(column, "job", "nb") == "job"
