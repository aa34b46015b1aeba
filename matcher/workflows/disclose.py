"""Use case: all that is held about a person, as one document (``disclose``)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.retention import Retention, months_after
from matcher.store.audit import Look, read_looks
from matcher.store.engine import reading
from matcher.store.erasing import learned_from, named_as
from matcher.store.held import Row, read_held
from matcher.store.mentions import mentioned
from matcher.store.readers import read_participant
from matcher.workflows.disclosure_words import sentence
from matcher.workflows.program import Program
from matcher.workflows.why_shown import Reasons, why_shown

# Every look of years is told, not a page of them.
MOST_LOOKS = 1_000_000


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Everything about one person; ``held`` has the rows of each table with every column.

    ``erased_from`` is the day after which everything goes by itself; None where that is not known.
    ``reasons`` say why what was suggested was, as far as the model in use can tell; ``mentions``
    in how many rows about something else the person is named.
    """

    participant_id: str
    today: date
    held: Mapping[str, tuple[Row, ...]]
    looks: tuple[Look, ...]
    models: tuple[str, ...]
    months: int
    erased_from: date | None
    backup_days: int = 0
    mentions: Mapping[str, int] = field(default_factory=dict)
    reasons: Reasons | None = None


def disclose(
    engine: sa.Engine, viewer: Viewer, participant_id: str, periods: Retention, *, today: date
) -> Disclosure:
    """All that is held; NotFound where there is no participant that ``viewer`` may see."""
    with reading(engine) as connection:
        read_participant(connection, viewer, participant_id)
        held = read_held(connection, participant_id)
        looks = read_looks(connection, participant_id, MOST_LOOKS)
        return Disclosure(
            participant_id=participant_id,
            today=today,
            held=held,
            looks=tuple(look for _, look in looks),
            models=learned_from(connection, [participant_id]),
            months=periods.programme_ended_months,
            erased_from=_erased_from(held, periods),
            backup_days=periods.backups_days,
            mentions=mentioned(connection, named_as(connection, [participant_id]), participant_id),
        )


def with_reasons(program: Program, found: Disclosure, *, lang: str) -> Disclosure:
    """With why each opening that was on a list or in a plan was proposed, as reckoned today."""
    named = (*found.held["suggestions_shown"], *found.held["plan_assignments"])
    openings = list(dict.fromkeys(row["opening_id"] for row in named))
    reasons = why_shown(program, found.participant_id, openings, today=found.today, lang=lang)
    return replace(found, reasons=reasons)


def _erased_from(held: Mapping[str, tuple[Row, ...]], periods: Retention) -> date | None:
    end = held["participants"][0]["programme_end"]
    if end is None or not periods.programme_ended_months:
        return None
    days = [row["ended"] or row["planned_end"] or row["starts"] for row in held["placements"]]
    last = max((day for day in (end, *days) if day is not None), default=end)
    return months_after(last, periods.programme_ended_months)


def disclosure_document(found: Disclosure, lang: str) -> dict[str, Any]:
    """The document in plain values; dates and moments are ISO texts."""
    return {
        "participant_id": found.participant_id,
        "today": found.today.isoformat(),
        "held": {name: [_plain(row) for row in rows] for name, rows in found.held.items()},
        "who_looked": [_plain(asdict(look)) for look in found.looks],
        "models_that_learned": list(found.models),
        "why": [sentence(key, lang) for key in ("why_stored", "why_decides")],
        "why_today": found.reasons
        and {
            **_plain(asdict(found.reasons)),
            "openings": list(map(asdict, found.reasons.openings)),
        },
        "left_out": [sentence(key, lang) for key in ("left_mentor", "left_files", "left_staff")],
        "mentioned_elsewhere": dict(found.mentions),
        "kept": {
            "months_after_programme": found.months or None,
            "erased_from": found.erased_from and found.erased_from.isoformat(),
            "backup_days": found.backup_days or None,
        },
    }


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in row.items()
    }
