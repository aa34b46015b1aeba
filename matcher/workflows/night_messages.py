"""Everything that a night says, by key; ``models/NIGHT.md`` tells what each means for whom."""

MESSAGES = {
    "begins": "Night {number} begins, as of {today}.",
    "before_failed": "The night before did not come to its end. {message}",
    "cleared": "Removed what a night that was cut off left behind: {names}.",
    "clock_back": (
        "The clock stands at {now}, before the beginning of the last night ({before}): it went"
        " back. The night goes on as of {today}."
    ),
    "not_the_wanted_model": "{problem}",
    "rows": "{rows} placements teach something; {new_rows} rows are new since the last night.",
    "kept_features": (
        "{kept} of them with the features that were kept when they were chosen, {rebuilt} with"
        " features that were rebuilt as of that day."
    ),
    "columns_changed": (
        "Of {count} placements the kept features have not the program's columns (missing:"
        " {missing}; no longer known: {extra}); they were rebuilt where one is missing."
    ),
    "skipped": "{count} placements that ended were left out: their {what} is not known.",
    "orphans": (
        "{count} outcomes are of placements that do not exist, and were left out; the first is"
        " {first}."
    ),
    "erased": (
        "The model in use, {version}, learned from {count} people who are erased by now. This"
        " night's rows are without them."
    ),
    "champion_ahead": (
        "The model in use was made as of {as_of}, after today: no candidate can know more."
    ),
    "compared": "Day {done} of {of} is forecast.",
    "gate_passed": "The gate {gate} lets the candidate through. {text}",
    "gate_stopped": "The gate {gate} stops the candidate. {text}",
    "challenger_better": (
        "The boosted challenger forecasts better than the candidate (log loss {challenger:.4f}"
        " against {candidate:.4f}). It gives no reasons and is never put in use; it says that the"
        " features miss something."
    ),
    "finding_opened": (
        "A finding is opened: {text} Somebody has to look after it, by a day that is named, before"
        " a model is put in use again."
    ),
    "kept_on_disk": "The model {version} is written to {folder}.",
    "champion_changed": (
        "While the night ran, {now} was put in use in the place of {before}; the candidate was not"
        " compared with it. Nothing is put in use; the next night compares again."
    ),
    "promoted": "Promoted: {version} is in use from now on. Every gate let it through.",
    "kept": "Kept: {champion} stays in use. {why}",
    "no_outcomes": "Kept: {champion} stays in use. No outcome is known yet.",
    "no_new_rows": "Kept: {champion} stays in use. Zero new rows since the last night.",
    "failed": "The night failed at {step}: {error} The model in use did not change.",
}


def say(key: str, **facts: object) -> str:
    """The sentence of ``key`` with its facts.

    >>> say("begins", number=3, today="2026-03-31")
    'Night 3 begins, as of 2026-03-31.'
    """
    return MESSAGES[key].format(**facts)
