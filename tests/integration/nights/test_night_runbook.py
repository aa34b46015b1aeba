"""The runbook of the night: every message, step and gate stands there, and nothing that is gone."""

import re

from matcher.learning.gates import GATES
from matcher.workflows.night_messages import MESSAGES
from matcher.workflows.night_state import STEPS
from matcher.workflows.open_store import ROOT

RUNBOOK = (ROOT / "models" / "NIGHT.md").read_text(encoding="utf-8")


def test_the_runbook_has_an_entry_for_each_message_and_no_other():
    assert set(re.findall(r"^### `(\w+)`$", RUNBOOK, re.MULTILINE)) == set(MESSAGES)


def test_the_runbook_explains_every_step_and_every_gate():
    assert [word for word in (*STEPS, *GATES) if f"| `{word}` |" not in RUNBOOK] == []


def test_every_message_is_said_somewhere():
    said = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("workflows", "cli")
        for path in (ROOT / "matcher" / folder).glob("*.py")
        if path.name != "night_messages.py"
    )
    assert [key for key in MESSAGES if f'"{key}"' not in said] == []
