"""What an opening may say, field by field, before anything is kept."""

from dataclasses import replace
from datetime import date

import pytest

from matcher.domain.cefr import Level
from matcher.domain.employers import Employer, Mentor, Opening
from matcher.domain.errors import FormRefused
from matcher.domain.participants import PartOfWeek
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.exchange.opening_form import OpeningForm
from matcher.exchange.problems import from_form
from matcher.store.posted_openings import Workplace
from matcher.workflows.workplace.field_rules import FieldsRefused, Wrong
from matcher.workflows.workplace.opening_list import Standing, standing_on, unknown_of
from matcher.workflows.workplace.opening_rules import refuse_bad

TODAY = date(2025, 9, 1)
WORKPLACE = Workplace(Employer("E1"), (Mentor("M1", "E1"),), ())


def form(**said):
    return from_form(OpeningForm, {"title": "Butikkmedarbeider", **said})


def wrong(before=None, placements=(), **said):
    """Why each field is refused."""
    try:
        refuse_bad(form(**said), before, WORKPLACE, placements, TODAY)
    except FieldsRefused as refused:
        return {field: problem.why for field, problem in refused.problems.items()}
    return {}


def stay(status, first, last, name="L1"):
    return Placement(name, "P1", "O1", Purpose.TASTE, status, "M1",
                     date(2025, 9, first), date(2025, 9, last), proposed_on=TODAY)  # fmt: skip


def test_what_is_not_said_stays_unknown_but_for_one_place():
    found = form().put_in(Opening("O1", "E1"))
    assert found == Opening("O1", "E1", "Butikkmedarbeider", slots=1)


def test_texts_of_a_form_and_values_of_json_say_the_same():
    typed = form(
        purposes="taste|language", slots="2", needs_spoken="A2", schedule="day", mentors="M1"
    )
    sent = form(
        purposes=["taste", "language"], slots=2, needs_spoken="A2", schedule=["day"], mentors=["M1"]
    )
    assert typed == sent
    assert typed.needs_spoken is Level.A2
    assert typed.schedule == (PartOfWeek.DAY,)


@pytest.mark.parametrize(
    "said",
    [
        {"title": "  "},
        {"slots": "mange"},
        {"slots": "-1"},
        {"hours_per_week": "hele uka"},
        {"postal_code": "15"},
        {"needs_spoken": "flytende"},
        {"language_use": "always"},
        {"purposes": "fun"},
        {"starts": "2025-10-02", "ends": "2025-10-01"},
        {"status": "open"},
        {"lat": "59.9"},
    ],
)
def test_a_form_refuses_what_it_does_not_know_and_names_the_field(said):
    with pytest.raises(FormRefused) as refused:
        form(**said)
    assert list(refused.value.by_field) == [list(said)[-1]]


def test_a_new_address_forgets_where_the_old_one_was():
    before = Opening("O1", "E1", "Kokk", postal_code="0150", lat=59.9, lon=10.7)
    assert form(postal_code="0150").put_in(before).lat == 59.9
    assert form(postal_code="5003").put_in(before).lat is None


def test_a_list_that_is_known_to_be_empty_is_not_made_unknown():
    before = Opening("O1", "E1", "Kokk", mentors=(), purposes=())
    after = form().put_in(before)
    assert (after.mentors, after.purposes) == ((), ())
    assert form().put_in(Opening("O1", "E1")).mentors is None


@pytest.mark.parametrize("field", ["title", "tasks", "place", "new_mentor"])
def test_words_that_an_employer_must_not_read_are_refused_in_every_text(field):
    with pytest.raises(FieldsRefused) as refused:
        refuse_bad(form(**{field: "for en KVP-deltaker"}), None, WORKPLACE, (), TODAY)
    problem = refused.value.problems[field]
    assert problem.why is Wrong.KEPT_BACK
    assert problem.words[0].written == "KVP"
    assert '"KVP" cannot stand here.' in refused.value.by_field[field]


def test_html_is_only_text():
    assert wrong(title="<script>alert(1)</script>", tasks='<img src=x onerror="x">') == {}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"title": "x" * 101}, {"title": Wrong.TOO_LONG}),
        ({"tasks": "x" * 2001}, {"tasks": Wrong.TOO_LONG}),
        ({"slots": ""}, {"slots": Wrong.MISSING}),
        ({"slots": "0"}, {"slots": Wrong.PLACES}),
        ({"slots": "51"}, {"slots": Wrong.PLACES}),
        ({"hours_per_week": "0"}, {"hours_per_week": Wrong.NO_HOURS}),
        ({"ends": "2025-08-31"}, {"ends": Wrong.IN_THE_PAST}),
        ({"ends": "2025-09-01"}, {}),
        ({"mentors": "M1"}, {}),
        ({"mentors": "M1|M9"}, {"mentors": Wrong.NOT_OURS}),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(said, why):
    assert wrong(**said) == why


def test_an_imported_opening_keeps_what_a_new_one_may_not_say():
    imported = Opening("O1", "E1", ends=date(2025, 8, 1), mentors=("M9",))
    assert wrong(imported, slots="", ends="2025-08-01", mentors="M9") == {}
    assert wrong(replace(imported, slots=2), slots="") == {"slots": Wrong.MISSING}


def test_places_are_never_fewer_than_those_who_agreed_to_be_there():
    before = Opening("O1", "E1", slots=3)
    there = [
        stay(PlacementStatus.RUNNING, 1, 12),
        stay(PlacementStatus.ACCEPTED, 10, 20),
        stay(PlacementStatus.ACCEPTED, 15, 25),
        stay(PlacementStatus.PROPOSED, 10, 20),
    ]
    assert wrong(before, there, slots="2") == {}
    with pytest.raises(FieldsRefused) as refused:
        refuse_bad(form(slots="1"), before, WORKPLACE, there, TODAY)
    problem = refused.value.problems["slots"]
    assert (problem.why, problem.count) == (Wrong.BELOW_AGREED, 2)


def test_an_opening_that_nobody_has_said_is_open_is_not_called_open():
    assert standing_on(Opening("O1", "E1"), (), TODAY) is Standing.UNKNOWN


def test_nothing_is_unknown_of_an_opening_that_says_all():
    said = form(
        occupation="5223", tasks="Rydde", hours_per_week="20", needs_spoken="A2",
        needs_written="A0", language_use="some", purposes="taste", mentors="M1", place="Oslo",
    )  # fmt: skip
    assert unknown_of(said.put_in(Opening("O1", "E1")), {}) == ()
