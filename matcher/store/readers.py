"""Everything that reads the store, in one place to import from."""

from matcher.store.accounts import Account, read_account, read_accounts
from matcher.store.plans import latest_plan, latest_prices
from matcher.store.reading_market import (
    read_all,
    read_ids,
    read_market,
    read_openings,
    read_postal_codes,
    store_version,
)
from matcher.store.reading_people import (
    read_dismissals_of,
    read_experiences,
    read_facts_of,
    read_participant,
    read_participants_of_office,
    read_placements_of,
    read_wishes,
)
from matcher.store.registers import read_names, read_titles

__all__ = [
    "Account",
    "latest_plan",
    "latest_prices",
    "read_account",
    "read_accounts",
    "read_all",
    "read_dismissals_of",
    "read_experiences",
    "read_facts_of",
    "read_ids",
    "read_market",
    "read_names",
    "read_openings",
    "read_participant",
    "read_participants_of_office",
    "read_placements_of",
    "read_postal_codes",
    "read_titles",
    "read_wishes",
    "store_version",
]
