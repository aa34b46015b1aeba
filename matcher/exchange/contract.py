"""The file contract as data: which files there are, their columns, keys and references.

The files stand in an order in which every reference points to an earlier one or to itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from matcher.domain.employers import Employer, Mentor, Office, Opening
from matcher.domain.outcomes import Outcome
from matcher.domain.participants import Experience, Participant, Wish
from matcher.domain.placements import Placement

Row = Office | Participant | Wish | Experience | Employer | Mentor | Opening | Placement | Outcome


@dataclass(frozen=True, slots=True)
class FileSpec:
    """One file: ``columns`` in their order, the ``key`` among them, those that may be left out."""

    name: str
    row: type[Row]
    key: tuple[str, ...]
    columns: tuple[str, ...]
    optional: frozenset[str] = frozenset()
    references: Mapping[str, str] = field(default_factory=dict)

    @property
    def csv_name(self) -> str:
        """The file's name in a folder.

        >>> FILES["wishes"].csv_name
        'wishes.csv'
        """
        return f"{self.name}.csv"


_SPECS = (
    FileSpec("offices", Office, ("office_id",), ("office_id", "name", "municipality")),
    FileSpec(
        "participants",
        Participant,
        ("participant_id",),
        (
            *("participant_id", "office_id", "adviser", "postal_code", "place", "lat", "lon"),
            *("transport", "max_travel_minutes", "norwegian_spoken", "norwegian_written"),
            *("languages", "education", "credentials", "functional_limits"),
            *("max_hours_per_week", "available", "track", "programme_start", "programme_end"),
            *("audit_group", "name", "phone", "email", "programme_outcome"),
        ),
        frozenset({"audit_group", "name", "phone", "email", "programme_outcome"}),
        {"office_id": "offices"},
    ),
    FileSpec(
        "wishes",
        Wish,
        ("participant_id", "rank"),
        ("participant_id", "text", "rank", "origin", "occupation"),
        references={"participant_id": "participants"},
    ),
    FileSpec(
        "experiences",
        Experience,
        ("participant_id", "text", "ended"),
        ("participant_id", "text", "occupation", "months", "ended", "kind", "liked"),
        frozenset({"liked"}),
        {"participant_id": "participants"},
    ),
    FileSpec(
        "employers",
        Employer,
        ("employer_id",),
        (
            *("employer_id", "name", "org_number", "sector", "industry", "capacity"),
            *("paused_until", "email", "phone"),
        ),
        frozenset({"email", "phone"}),
    ),
    FileSpec(
        "mentors",
        Mentor,
        ("mentor_id",),
        (
            *("mentor_id", "employer_id", "name", "capacity", "languages"),
            *("available_from", "available_to"),
        ),
        references={"employer_id": "employers"},
    ),
    FileSpec(
        "openings",
        Opening,
        ("opening_id",),
        (
            *("opening_id", "employer_id", "title", "occupation", "purposes", "slots", "mentors"),
            *("postal_code", "place", "lat", "lon", "starts", "ends", "hours_per_week"),
            *("schedule", "needs_spoken", "needs_written", "language_use", "credentials"),
            *("demands", "tasks", "status"),
        ),
        references={"employer_id": "employers", "mentors": "mentors"},
    ),
    FileSpec(
        "placements",
        Placement,
        ("placement_id",),
        (
            *("placement_id", "participant_id", "opening_id", "mentor_id", "purpose", "starts"),
            *("planned_end", "ended", "hours_per_week", "status", "model_version", "position"),
        ),
        references={
            "participant_id": "participants",
            "opening_id": "openings",
            "mentor_id": "mentors",
        },
    ),
    FileSpec(
        "outcomes",
        Outcome,
        ("placement_id", "reporter", "reported_on"),
        (
            *("placement_id", "reporter", "reported_on", "showed_up", "completed", "end_reason"),
            *("fit_tasks", "fit_people", "fit_pace", "fit_language", "would_continue"),
            *("would_hire", "next_step", "next_step_on"),
        ),
        references={"placement_id": "placements"},
    ),
)

FILES: Mapping[str, FileSpec] = {spec.name: spec for spec in _SPECS}

# Where an empty list means no requirement, which the contract writes as "any".
REQUIREMENT_LISTS = frozenset({"schedule", "credentials", "demands"})


def is_requirement(row: type[Row], column: str) -> bool:
    """Whether an empty list in ``column`` of ``row`` means no requirement.

    >>> is_requirement(Opening, "credentials"), is_requirement(Participant, "credentials")
    (True, False)
    """
    return row is Opening and column in REQUIREMENT_LISTS
