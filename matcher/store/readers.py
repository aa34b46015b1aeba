"""Everything that reads the store, in one place to import from."""

from matcher.store.accounts import Account, read_account, read_accounts
from matcher.store.chosen_features import read_chosen
from matcher.store.placement_events import (
    read_events,
    read_kept_placement,
    read_placements_of_office,
)
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
from matcher.store.report_links import ReportLink, read_link, read_links
from matcher.store.reports import (
    Draft,
    Given,
    answers_of,
    read_drafts,
    read_given,
    read_outcomes_of,
)
from matcher.store.week import PersonWeeks, Placed, read_weeks_of, read_weeks_of_office

__all__ = [
    "Account",
    "Draft",
    "Given",
    "PersonWeeks",
    "Placed",
    "ReportLink",
    "answers_of",
    "latest_plan",
    "latest_prices",
    "read_account",
    "read_accounts",
    "read_all",
    "read_chosen",
    "read_dismissals_of",
    "read_drafts",
    "read_events",
    "read_experiences",
    "read_facts_of",
    "read_given",
    "read_ids",
    "read_kept_placement",
    "read_link",
    "read_links",
    "read_market",
    "read_names",
    "read_openings",
    "read_outcomes_of",
    "read_participant",
    "read_participants_of_office",
    "read_placements_of",
    "read_placements_of_office",
    "read_postal_codes",
    "read_titles",
    "read_weeks_of",
    "read_weeks_of_office",
    "read_wishes",
    "store_version",
]
