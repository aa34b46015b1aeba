"""The leaders of two offices, what they do about E1, and what is held of it then."""

from datetime import timedelta

from matcher.domain.access import Role, Viewer
from matcher.domain.employers import Employer
from matcher.eligibility.rules import State
from matcher.store.engine import reading, writing
from matcher.store.writers import upsert_rows
from matcher.workflows.workplace.ban import ban_employer
from matcher.workflows.workplace.trust import read_trust
from tests.integration.request_cases import NOW
from tests.integration.web_start import TODAY

DAY = timedelta(days=1)
LIV = Viewer("liv", Role.LEADER, "N1")
NINA = Viewer("nina", Role.LEADER, "N2")
WHY = "Folk gjør ordinært arbeid uten lønn."
ORGANISATION = "974201828"


def ban(store, viewer=LIV, why=WHY):
    return ban_employer(store, viewer, "E1", why, today=TODAY, now=NOW)


def joins_the_organisation(store, employer_id):
    """An employer is known from now on to be a part of the one organisation."""
    employer = Employer(employer_id, f"Butikken {employer_id}", ORGANISATION)
    with writing(store) as connection:
        upsert_rows(connection, "employers", [employer])


def takes_nobody(program, opening_id):
    """Whether nobody is proposed to an opening today."""
    ready = program.market_day(TODAY).ready
    return ready.arrays.open_state[ready.column_of[opening_id]] == State.NOT_MET


def trust(store, today=TODAY):
    with reading(store) as connection:
        return read_trust(connection, "E1", today)
