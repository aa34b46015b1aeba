"""One schema for files, forms and JSON: the same thing said three ways is the same thing."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from matcher.domain.cefr import Level
from matcher.domain.employers import Opening
from matcher.domain.errors import FormRefused
from matcher.domain.outcomes import Outcome
from matcher.domain.participants import Participant, PartOfWeek, Wish
from matcher.domain.placements import Placement
from matcher.domain.purposes import Purpose
from matcher.exchange.cells import cells_of
from matcher.exchange.contract import FILES
from matcher.exchange.problems import expectations, from_form
from matcher.exchange.schemas import (
    SCHEMAS,
    MentorSchema,
    OpeningSchema,
    ParticipantSchema,
    WishSchema,
    json_document,
)


def opening(**cells: Any) -> Opening:
    return OpeningSchema.model_validate(
        {"opening_id": "O1", "employer_id": "E1", **cells}
    ).to_domain()


def participant(**cells: Any) -> Participant:
    return ParticipantSchema.model_validate(
        {"participant_id": "P1", "office_id": "N1", **cells}
    ).to_domain()


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("", None), (" ", None), ("none", ()), ("no", ("no",)), (" so | no |so", ("so", "no"))],
)
def test_a_list_tells_unknown_from_none(cell: str, expected: Any) -> None:
    assert participant(languages=cell).languages == expected


@pytest.mark.parametrize("cell", ["", "any", "none", None, []])
def test_an_empty_requirement_is_no_requirement(cell: Any) -> None:
    made = opening(credentials=cell, demands=cell, schedule=cell)
    assert (made.credentials, made.demands, made.schedule) == ((), (), ())


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("", None), ("any", tuple(Purpose)), ("none", ()), ("taste", (Purpose.TASTE,))],
)
def test_any_purpose_is_all_four(cell: str, expected: Any) -> None:
    assert opening(purposes=cell).purposes == expected


def test_any_is_no_answer_where_the_list_is_no_requirement() -> None:
    with pytest.raises(ValidationError):
        participant(available="any")


@pytest.mark.parametrize("cell", ["none|cold", "cold|none", "any", "any|cold"])
def test_none_and_any_are_no_words_of_an_open_list(cell: str) -> None:
    with pytest.raises(ValidationError, match="to stand alone"):
        participant(functional_limits=cell)


@pytest.mark.parametrize("cell", ["any|truck", "truck|none"])
def test_no_requirement_cannot_stand_beside_one(cell: str) -> None:
    with pytest.raises(ValidationError, match="to stand alone"):
        opening(credentials=cell)


@pytest.mark.parametrize(
    ("cell", "hours"), [("37.5", 37.5), ("37,5", 37.5), ("37", 37.0), (37.5, 37.5), ("", None)]
)
def test_decimals_stand_after_a_point_or_a_comma(cell: Any, hours: float | None) -> None:
    assert participant(max_hours_per_week=cell).max_hours_per_week == hours


@pytest.mark.parametrize("cell", ["inf", "nan", "1e999", "-1", "169", "1 000", "0x1f", "٣"])
def test_a_number_beyond_the_range_is_refused(cell: str) -> None:
    with pytest.raises(ValidationError):
        participant(max_hours_per_week=cell)


def test_json_values_are_understood_like_cells() -> None:
    values = {
        "languages": ["so", "no"],
        "credentials": [],
        "norwegian_spoken": "B1",
        "max_travel_minutes": 45,
        "programme_start": "2025-01-02",
        "available": ["day"],
    }
    assert participant(**values) == Participant(
        "P1",
        "N1",
        languages=("so", "no"),
        credentials=(),
        norwegian_spoken=Level.B1,
        max_travel_minutes=45,
        programme_start=date(2025, 1, 2),
        available=(PartOfWeek.DAY,),
    )


def test_a_document_in_json_comes_back() -> None:
    given_one = participant(languages="so|no", norwegian_spoken="B1", programme_start="2025-01-02")
    document = json.loads(json.dumps(json_document(given_one, "participants")))
    assert document["norwegian_spoken"] == "B1"
    assert document["languages"] == ["so", "no"]
    assert ParticipantSchema.model_validate(document).to_domain() == given_one


@pytest.mark.parametrize("name", FILES)
def test_columns_fields_and_objects_are_the_same_words(name: str) -> None:
    spec = FILES[name]
    assert set(SCHEMAS[name].model_fields) == set(spec.columns)
    own = set(spec.row.__dataclass_fields__) - ({"proposed_on"} if spec.row is Placement else set())
    assert own == set(spec.columns)
    assert set(spec.key) | set(spec.optional) | set(spec.references) <= set(spec.columns)


@pytest.mark.parametrize("name", FILES)
def test_every_schema_describes_itself_for_the_api(name: str) -> None:
    assert set(SCHEMAS[name].model_json_schema()["properties"]) == set(FILES[name].columns)


def test_a_form_with_bad_fields_names_each() -> None:
    with pytest.raises(FormRefused) as caught:
        from_form(MentorSchema, {"mentor_id": "M1", "capacity": "-1", "colour": "red"})
    assert caught.value.by_field == {
        "employer_id": "expected a value",
        "capacity": "expected a whole number from 0 to 1000000",
        "colour": "expected no such field",
    }


def test_dates_out_of_order_are_said_of_the_later_field() -> None:
    dates = {"available_from": "2025-02-01", "available_to": "2025-01-01"}
    with pytest.raises(FormRefused) as caught:
        from_form(MentorSchema, {"mentor_id": "M1", "employer_id": "E1", **dates})
    assert caught.value.by_field == {
        "available_to": "expected a date from 2025-02-01 (available_from) on"
    }


ANYTHING = st.one_of(
    st.text(),
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.binary(),
    st.lists(st.text() | st.integers() | st.none() | st.lists(st.text())),
    st.dictionaries(st.text(), st.text()),
)


@given(name=st.sampled_from(sorted(FILES)), data=st.data())
def test_whatever_is_given_the_answer_is_a_thing_or_our_own_words(
    name: str, data: st.DataObject
) -> None:
    values = data.draw(st.fixed_dictionaries(dict.fromkeys(FILES[name].columns, ANYTHING)))
    try:
        made = SCHEMAS[name].model_validate(values).to_domain()
    except ValidationError as error:
        assert {e["type"] for e in error.errors()} <= {"expected"}
        assert all(field in values for field, _ in expectations(error))
    else:
        cells = dict(zip(FILES[name].columns, cells_of(FILES[name], made), strict=True))
        assert SCHEMAS[name].model_validate(cells).to_domain() == made


def test_blanks_around_free_text_are_kept_and_around_ids_are_not() -> None:
    wish = WishSchema.model_validate({"participant_id": " P1 ", "text": " lager ", "rank": "1"})
    assert wish.to_domain() == Wish("P1", " lager ", 1)


def test_an_organisation_number_may_be_written_in_groups() -> None:
    schema = SCHEMAS["employers"]
    made = schema.model_validate({"employer_id": "E1", "org_number": "123 456 789"})
    assert made.model_dump()["org_number"] == "123456789"


def test_an_unsaid_answer_is_unknown_and_not_no() -> None:
    cells = {"placement_id": "PL1", "reporter": "mentor", "reported_on": "2025-01-02"}
    made = SCHEMAS["outcomes"].model_validate({**cells, "showed_up": "no"}).to_domain()
    assert isinstance(made, Outcome)
    assert (made.showed_up, made.completed) == (False, None)


@pytest.mark.parametrize("name", FILES)
@given(data=st.data())
def test_every_thing_becomes_json_and_comes_back(name: str, data: st.DataObject) -> None:
    cells = {column: data.draw(_plausible(column)) for column in FILES[name].columns}
    try:
        made = SCHEMAS[name].model_validate(cells).to_domain()
    except ValidationError:
        return
    document = json.loads(json.dumps(json_document(made, name)))
    assert SCHEMAS[name].model_validate(document).to_domain() == made


def _plausible(column: str) -> st.SearchStrategy[str]:
    known = {
        "languages": ["", "none", "no|so"],
        "mentors": ["", "none", "M1|M2"],
        "purposes": ["", "any", "taste|language"],
        "available": ["", "none", "day|night"],
        "schedule": ["", "any", "day|night"],
        "credentials": ["", "truck|licence_b"],
        "reporter": ["mentor"],
        "purpose": ["taste"],
        "status": ["", "running", "open"],
        "needs_spoken": ["", "A0", "native"],
        "showed_up": ["", "yes", "no"],
    }
    if column in known:
        return st.sampled_from(known[column])
    if column.endswith(("_on", "starts", "ends", "ended")):
        return st.sampled_from(["2025-01-02", "2025-01-03"])
    if column.endswith(("_id", "text")) or column == "rank":
        return st.just("1")
    return st.just("")
