"""A night that did not come: everybody is told, the health page and doctor too."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from matcher.store.model_registry import DAY_ONE
from matcher.store.nights import claim_night
from matcher.workflows import doctor
from matcher.workflows.doctor import examine
from matcher.workflows.finding import RUNBOOK
from matcher.workflows.open_store import ROOT
from tests.integration.learned_models import keep_night
from tests.integration.model_faults.model_steps import NOW, TODAY, findings, text
from tests.integration.web_start import signed_in

# How long ago it began, how it ended, what a page says, and where the runbook explains it.
NIGHTS = {
    "failed": (timedelta(hours=5), "failed", "Nattens læring ble ikke ferdig", "night-failed"),
    "overdue": (timedelta(hours=30), "kept", "Det er ikke lært noe nytt siden", "night-overdue"),
    "ahead": (-timedelta(days=30), "kept", "Det er ikke lært noe nytt siden", "clock"),
}


@pytest.mark.parametrize(
    ("name", "path"), [("kari", "/participants"), ("liv", "/participants"), ("rot", "/model")]
)
@pytest.mark.parametrize("case", NIGHTS)
def test_a_night_that_did_not_come_is_told_to_everybody(case, name, path, people, versions, start):
    ago, state, says, entry = NIGHTS[case]
    keep_night(people, datetime.now(UTC) - ago, state, message="No room left.")
    app = start()
    page = text(signed_in(app, name), path)
    assert says in page and "No room left" not in page.split("nights-heading")[0]
    health = app.test_client().get("/health").json
    assert (health["status"], health["last_night"]["state"]) == ("degraded", state)
    assert health["last_night"]["overdue"] == (case == "overdue")
    assert entry in findings(people, versions)


def test_after_a_good_night_nothing_is_said(people, versions, yesterday, start):
    keep_night(people, datetime.now(UTC) - timedelta(hours=3), "kept")
    app = start()
    assert "model-notice" not in text(signed_in(app, "kari"), "/participants")
    answer = app.test_client().get("/health").json
    assert answer["status"] == "ok"
    assert (answer["last_night"]["rows"], answer["last_night"]["new_rows"]) == (412, 7)
    assert examine(str(people.url), versions, now=datetime.now(UTC)).well


def test_a_night_that_was_cut_off_is_said_by_doctor(people, versions, yesterday):
    claim_night(people, TODAY, "elsewhere:1", NOW - timedelta(hours=3))
    assert "was cut off at its beginning" in findings(people, versions)["night-cut-off"]


def test_every_finding_that_is_not_well_has_its_entry_in_the_runbook():
    looked = re.findall(
        r"from matcher\.workflows\.(\w+) import", Path(doctor.__file__).read_text("utf-8")
    )
    files = [Path(doctor.__file__).with_name(f"{name}.py") for name in ("doctor", *looked)]
    source = "".join(file.read_text("utf-8") for file in files)
    named = set(re.findall(r'"((?:[a-z]+-)+[a-z]+|store|settings|clock)"\s*[),\n]', source))
    entries = set(re.findall(r"^## (\S+)$", (ROOT / RUNBOOK).read_text("utf-8"), re.MULTILINE))
    assert entries and entries <= named
    assert {n for n in named if n not in ("policy-toml",)} - entries <= {DAY_ONE}
