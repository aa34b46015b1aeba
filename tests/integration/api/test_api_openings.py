"""Openings and mentors in the API: posted, changed, paused, and each employer's its own."""

from itertools import islice

import pytest

from matcher.store.engine import writing
from matcher.workflows import api_lists
from tests.integration.api.asking import POST


def test_an_opening_is_posted_changed_paused_and_closed(employer):
    made = employer("POST", "/openings", json=POST)
    path = made.headers["Location"].removeprefix("/api/v1")
    changed = employer("PATCH", path, json={"slots": 3, "hours_per_week": 37.5})
    assert (changed.json["title"], changed.json["slots"]) == ("Kokk", 3)
    paused = employer("POST", f"{path}/pause", json={"until": "2025-09-30"})
    assert paused.json["standing"] == "paused"
    assert employer("POST", f"{path}/open", json={}).json["standing"] == "open"
    assert employer("POST", f"{path}/close", json={}).json["status"] == "closed"


def test_another_employers_opening_is_as_if_it_were_not_there(naboen, store):
    seen = [
        naboen("GET", "/openings/O1"),
        naboen("PATCH", "/openings/O1", json={"slots": 9}),
        naboen("POST", "/openings/O1/close", json={}),
        naboen("GET", "/openings?employer_id=E1"),
        naboen("GET", "/capacity?employer_id=E1"),
        naboen("POST", "/openings", json={**POST, "employer_id": "E1"}),
        naboen("GET", "/mentors/M1"),
    ]
    assert [each.status_code for each in seen] == [404] * len(seen)
    assert naboen("GET", "/openings").json["items"] == []


@pytest.mark.parametrize(
    ("path", "first", "late"),
    [
        ("/openings/O1", {"slots": 3}, {"slots": 4}),
        ("/mentors/M1", {"name": "Mia"}, {"name": "Nora"}),
    ],
)
def test_a_change_of_an_older_version_is_refused_and_overwrites_nothing(
    employer, path, first, late
):
    seen = {"If-Match": employer("GET", path).headers["ETag"]}
    assert employer("PATCH", path, json=first, headers=seen).status_code == 200
    assert employer("PATCH", path, json=late, headers=seen).status_code == 412
    assert employer("GET", path).json.items() >= first.items()


@pytest.mark.parametrize(("often", "status"), [(4, 200), (5, 409)])
@pytest.mark.parametrize(
    ("path", "read", "change", "elsewhere"),
    [
        ("/openings/O1", "one_opening", {"slots": 3}, "UPDATE openings SET title = 'Nr. {}'"),
        ("/mentors/M1", "one_mentor", {"name": "Mia"}, "UPDATE mentors SET capacity = 1{}"),
    ],
)
def test_a_change_of_any_version_is_made_of_the_newest_and_given_up_in_the_end(
    employer, store, monkeypatch, path, read, change, elsewhere, often, status
):
    read_it, changes = getattr(api_lists, read), iter(range(often))

    def somebody_changes_it_then(*asked, **more):
        shown = read_it(*asked, **more)
        for number in islice(changes, 1):
            with writing(store) as connection:
                connection.exec_driver_sql(elsewhere.format(number))
        return shown

    monkeypatch.setattr(api_lists, read, somebody_changes_it_then)
    assert employer("PATCH", path, json=change).status_code == status
    told = employer("GET", path).json
    assert (told.items() >= change.items()) == (status == 200)
    assert str(often - 1) in f"{told.get('title')} {told.get('capacity')}"


def test_words_that_are_kept_back_are_refused_at_their_field(employer):
    refused = employer("POST", "/openings", json={"title": "Kokk for KVP", "slots": 1})
    assert refused.status_code == 409
    assert refused.json["errors"][0]["pointer"] == "#/title"


def test_an_office_says_whose_opening_it_posts(office):
    assert office("POST", "/openings", json=POST).json["errors"][0]["pointer"] == "#/employer_id"
    assert office("POST", "/openings", json={**POST, "employer_id": "E1"}).status_code == 201


def test_free_places_are_counts_within_opening_mentors_and_employer(employer):
    items = employer("GET", "/capacity?from=2025-09-01&to=2025-09-10").json["items"]
    # M1 has somebody until the fifth; M2 is held for somebody from the eighth.
    assert [(d["from"], d["to"], d["free"]) for d in items[0]["days"]] == [
        ("2025-09-01", "2025-09-05", 1),
        ("2025-09-06", "2025-09-07", 2),
        ("2025-09-08", "2025-09-10", 1),
    ]


def test_a_mentor_is_added_changed_paused_and_away(employer):
    made = employer("POST", "/mentors", json={"name": "Mia", "languages": ["no"]})
    path = made.headers["Location"].removeprefix("/api/v1")
    changed = employer(
        "PATCH", path, json={"capacity": 2}, headers={"If-Match": made.headers["ETag"]}
    )
    assert (changed.json["name"], changed.json["capacity"]) == ("Mia", 2)
    paused = employer("POST", f"{path}/pause", json={"until": "2025-09-10"})
    assert paused.json["paused_until"] == "2025-09-10"
    assert employer("POST", f"{path}/resume", json={}).json["paused_until"] is None
    assert employer("POST", f"{path}/away", json={"first": "2025-09-08"}).status_code == 200


def test_a_mentor_keeps_room_for_those_who_are_there(employer, store):
    with writing(store) as connection:
        connection.exec_driver_sql("UPDATE mentors SET capacity = 2")
        connection.exec_driver_sql(
            "UPDATE placements SET mentor_id = 'M1', status = 'accepted', starts = '2025-09-02'"
            " WHERE placement_id = 'PL2'"
        )
    refused = employer("PATCH", "/mentors/M1", json={"name": "Mia", "capacity": 1})
    assert refused.json["errors"][0]["pointer"] == "#/capacity"


def test_pages_of_a_list_hold_each_row_once_whatever_comes_in_between(employer):
    for number in range(5):
        employer("POST", "/openings", json={"title": f"Plass {number}", "slots": 1})
    before = {each["opening_id"] for each in employer("GET", "/openings").json["items"]}
    path, seen = "/openings?limit=2", []
    while path:
        page = employer("GET", path).json
        seen += [each["opening_id"] for each in page["items"]]
        path = page["next"] and page["next"].removeprefix("/api/v1")
        if len(seen) < 5:
            employer("POST", "/openings", json={"title": "Ny", "slots": 1})
    assert len(seen) == len(set(seen))
    assert before <= set(seen)


def test_a_cursor_that_is_none_of_ours_is_refused(employer, office):
    for cursor in ("x", "WyJQIl0x", "W10", "WyIiLCIiXQ", "WzFd", "bnVsbA", "WyJhIiwiYiIsImMiXQ"):
        assert employer("GET", f"/openings?cursor={cursor}").status_code == 404
        assert office("GET", f"/outcomes?cursor={cursor}").status_code == 404
