"""Vacancies of the public feed where an adviser decides whom to call."""

from datetime import date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from matcher.domain.employers import Employer
from matcher.domain.participants import Origin, Participant, Wish
from matcher.domain.vacancies import VacancyLead
from matcher.store.engine import appending, writing
from matcher.store.feed import upsert_leads
from matcher.store.writers import upsert_rows
from tests.integration.web_start import signed_in

EARLIER = datetime(2025, 8, 1)


def vacancy(uuid: str, place: str = "Oslo", **changes: object) -> VacancyLead:
    return VacancyLead(**{
        "uuid": uuid, "title": f"Kokk {uuid}", "occupations": ("5120",),
        "occupation_via": "category", "employer": "Prøvekjøkkenet", "org_number": "999888777",
        "postal_code": None, "place": place, "extent": None, "positions": 1, "published": None,
        "until": date(2025, 9, 20), "changed_at": EARLIER,
        "source_url": f"https://prove.example/{uuid}", **changes,
    })  # fmt: skip


@pytest.fixture
def app(app: Flask, store: sa.Engine) -> Flask:
    with writing(store) as connection:
        cook = Participant(
            "P9", "N1", adviser="kari", place="Oslo", max_travel_minutes=45,
            programme_start=date(2025, 5, 1), programme_end=date(2026, 5, 1),
        )  # fmt: skip
        upsert_rows(connection, "participants", [cook])
        upsert_rows(connection, "wishes", [Wish("P9", "kokk", 1, Origin.OWN, "5120")])
        upsert_rows(connection, "employers", [Employer("E9", "Kjøkkenet", "999 888 777")])
    return app


def shown(app: Flask, *leads: VacancyLead) -> str:
    with appending(app.extensions["program"].engine) as connection:
        upsert_leads(connection, leads)
    answer = signed_in(app, "kari").get("/employers")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_vacancies_near_somebody_who_lacks_such_work_are_shown_with_their_source(
    app: Flask,
) -> None:
    page = shown(app, vacancy("v1"))
    assert "Utlyste stillinger i nærheten" in page
    assert 'href="https://prove.example/v1" rel="noopener noreferrer external"' in page
    assert "utlyst til 20. september" in page
    assert "/employers/E9" in page


@pytest.mark.parametrize(
    "other",
    [
        vacancy("far", "Bergen"),
        vacancy("nowhere", "Et ukjent sted"),
        vacancy("over", until=date(2025, 8, 31)),
        vacancy("work", occupations=("7411",)),
        vacancy("unknown", occupations=()),
    ],
    ids=lambda lead: lead.uuid,
)
def test_other_vacancies_are_not_shown(app: Flask, other: VacancyLead) -> None:
    assert "Utlyste stillinger" not in shown(app, other)


def test_a_title_of_markup_is_shown_as_text(app: Flask) -> None:
    page = shown(app, vacancy("v1", title="<img src=x onerror=alert(1)>"))
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
