"""An employer's openings as its own people, its neighbour and the advisers post and see them."""

from datetime import UTC, date, datetime

from matcher.domain.access import Role, Viewer
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.domain.requests import Request, RequestStatus
from matcher.exchange.opening_form import OpeningForm
from matcher.exchange.problems import from_form
from matcher.store.engine import reading, writing
from matcher.store.readers import read_market
from matcher.store.requests import add_request
from matcher.store.writers import upsert_rows
from matcher.workflows.workplace.opening_list import list_openings
from matcher.workflows.workplace.openings import post_opening
from tests.integration.web_start import TODAY

NOW = datetime(2025, 9, 1, 9, tzinfo=UTC)
OLA = Viewer("ola@prove.no", Role.EMPLOYER, employer_id="E1")
NEIGHBOUR = Viewer("per@nabo.no", Role.EMPLOYER, employer_id="E2")
ADVISERS = (Viewer("kari", Role.ADVISER, "N1"), Viewer("nils", Role.ADVISER, "N2"))


def form(**said):
    return from_form(OpeningForm, {"title": "Kokk", **said})


def post(engine, viewer=OLA, employer_id="E1", *, opening_id=None, copied_from=None, **said):
    return post_opening(
        engine, viewer, employer_id, form(**said), today=TODAY, now=NOW,
        opening_id=opening_id, copied_from=copied_from,
    )  # fmt: skip


def line(engine, opening_id, today=TODAY):
    book = list_openings(engine, OLA, "E1", today=today)
    return next(each for each in book.lines if each.opening.opening_id == opening_id)


def market(engine):
    with reading(engine) as connection:
        return read_market(connection)


def propose_and_ask(engine):
    """P2 is proposed to O1, and a request about it waits for the employer's answer."""
    with writing(engine) as connection:
        upsert_rows(connection, "placements", [
            Placement("PL2", "P2", "O1", Purpose.TASTE, PlacementStatus.PROPOSED, "M2",
                      date(2025, 9, 15), date(2025, 9, 19))])  # fmt: skip
        add_request(connection, Request(
            "R1", "PL2", RequestStatus.SENT, "Vil prøve kjøkken.", TODAY, "kari", NOW, "kari",
            date(2025, 9, 8), sent_at=NOW))  # fmt: skip
