"""Everything that writes the store, in one place to import from; each within ``writing``."""

from matcher.places.register import PostalCode
from matcher.store.accounts import Account, add_account, set_language, set_password_hash
from matcher.store.chosen_features import keep_chosen
from matcher.store.dismissing import add_dismissal, withdraw_dismissal
from matcher.store.interview_facts import add_fact, withdraw_fact
from matcher.store.placement_life import lapse_proposals, take_step
from matcher.store.plans import save_plan
from matcher.store.proposing import Proposal, propose_placement
from matcher.store.registers import (
    OccupationName,
    OccupationTitle,
    add_names,
    add_titles,
    upsert_postal_codes,
)
from matcher.store.report_links import make_link, note_answered, withdraw_links
from matcher.store.reports import drop_draft, keep_report, save_draft
from matcher.store.suggestion_log import ShownList, ShownSuggestion, log_suggestions
from matcher.store.upserting import Counts, upsert_market, upsert_rows
from matcher.store.week import add_activities, end_activities, remove_activities
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
    "add_activities",
    "add_dismissal",
    "add_fact",
    "add_names",
    "add_titles",
    "drop_draft",
    "end_activities",
    "keep_chosen",
    "keep_report",
    "lapse_proposals",
    "log_suggestions",
    "make_link",
    "note_answered",
    "propose_placement",
    "remove_activities",
    "replace_wishes",
    "save_draft",
    "save_plan",
    "set_language",
    "set_password_hash",
    "set_wish_occupation",
    "take_step",
    "update_participant_facts",
    "upsert_market",
    "upsert_postal_codes",
    "upsert_rows",
    "withdraw_dismissal",
    "withdraw_fact",
    "withdraw_links",
]
