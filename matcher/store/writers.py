"""Everything that writes the store, in one place to import from; each within ``writing``."""

from matcher.places.register import PostalCode
from matcher.store.accounts import Account, add_account, set_language, set_password_hash
from matcher.store.dismissing import add_dismissal, withdraw_dismissal
from matcher.store.ending import end_placement, keep_report
from matcher.store.interview_facts import add_fact, withdraw_fact
from matcher.store.plans import save_plan
from matcher.store.proposing import Proposal, lapse_proposals, propose_placement
from matcher.store.registers import (
    OccupationName,
    OccupationTitle,
    add_names,
    add_titles,
    upsert_postal_codes,
)
from matcher.store.suggestion_log import ShownList, ShownSuggestion, log_suggestions
from matcher.store.upserting import Counts, upsert_market, upsert_rows
from matcher.store.writing_people import (
    replace_wishes,
    set_wish_occupation,
    update_participant_facts,
)

__all__ = [
    "Account",
    "Counts",
    "OccupationName",
    "OccupationTitle",
    "PostalCode",
    "Proposal",
    "ShownList",
    "ShownSuggestion",
    "add_account",
    "add_dismissal",
    "add_fact",
    "add_names",
    "add_titles",
    "end_placement",
    "keep_report",
    "lapse_proposals",
    "log_suggestions",
    "propose_placement",
    "replace_wishes",
    "save_plan",
    "set_language",
    "set_password_hash",
    "set_wish_occupation",
    "update_participant_facts",
    "upsert_market",
    "upsert_postal_codes",
    "upsert_rows",
    "withdraw_dismissal",
    "withdraw_fact",
]
