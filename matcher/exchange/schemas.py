"""One schema for each thing: what a file, a form and a JSON document may say about it.

Texts and JSON values both are understood; ``to_domain`` and ``from_domain`` lead on and back.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Generic, Self, TypeVar, cast

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from matcher.domain.employers import Employer, Mentor, Office, Opening
from matcher.domain.outcomes import Outcome
from matcher.domain.participants import Experience, Origin, Participant, Wish
from matcher.domain.placements import Placement, PlacementStatus
from matcher.exchange import fields as f
from matcher.exchange.contract import Row

T = TypeVar("T", bound=Row)


class Schema(BaseModel, Generic[T]):
    """What all have in common: an unknown field is refused, and so are dates out of order."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    thing: ClassVar[type[Row]]
    in_order: ClassVar[tuple[tuple[str, str], ...]] = ()

    @model_validator(mode="after")
    def _refuse_dates_out_of_order(self) -> Self:
        for first, then in self.in_order:
            self._refuse_before(first, then)
        return self

    def _refuse_before(self, first: str, then: str) -> None:
        earlier: date | None = getattr(self, first)
        later: date | None = getattr(self, then)
        if earlier is not None and later is not None and later < earlier:
            said = {"column": then, "expected": f"a date from {earlier} ({first}) on"}
            raise PydanticCustomError("expected", "{expected}", said)

    def to_domain(self) -> T:
        """The thing itself."""
        return cast("T", self.thing(**self.__dict__))

    @classmethod
    def from_domain(cls, row: T) -> Self:
        """The schema of a thing."""
        return cls.model_validate({name: getattr(row, name) for name in cls.model_fields})


class OfficeSchema(Schema[Office]):
    """A NAV office."""

    thing = Office

    office_id: f.Id
    name: f.Text = None
    municipality: f.Text = None


class ParticipantSchema(Schema[Participant]):
    """A participant.

    >>> given = {"participant_id": "P1", "office_id": "N1", "languages": "no|so"}
    >>> ParticipantSchema.model_validate(given).to_domain().languages
    ('no', 'so')
    """

    thing = Participant

    in_order = (("programme_start", "programme_end"),)

    participant_id: f.Id
    office_id: f.Id
    adviser: f.OptionalId = None
    postal_code: f.PostalCode = None
    place: f.Text = None
    lat: f.Latitude = None
    lon: f.Longitude = None
    transport: f.TransportField = None
    max_travel_minutes: f.Minutes = None
    norwegian_spoken: f.LevelField = None
    norwegian_written: f.LevelField = None
    languages: f.Languages = None
    education: f.EducationField = None
    credentials: f.FreeWords = None
    functional_limits: f.FreeWords = None
    max_hours_per_week: f.Hours = None
    available: f.PartsOfWeek = None
    track: f.TrackField = None
    programme_start: f.Day = None
    programme_end: f.Day = None
    audit_group: f.Text = None
    name: f.Text = None
    phone: f.Text = None
    email: f.Email = None
    programme_outcome: f.NextStepField = None


class WishSchema(Schema[Wish]):
    """A wish for work."""

    thing = Wish

    participant_id: f.Id
    text: f.RequiredText
    rank: f.Rank
    origin: f.OriginField = Origin.UNKNOWN
    occupation: f.Occupation = None


class ExperienceSchema(Schema[Experience]):
    """Work that a participant has done."""

    thing = Experience

    participant_id: f.Id
    text: f.RequiredText
    occupation: f.Occupation = None
    months: f.Months = None
    ended: f.Day = None
    kind: f.KindField = None
    liked: f.YesNo = None


class EmployerSchema(Schema[Employer]):
    """An employer."""

    thing = Employer

    employer_id: f.Id
    name: f.Text = None
    org_number: f.OrgNumber = None
    sector: f.SectorField = None
    industry: f.Text = None
    capacity: f.Capacity = None
    paused_until: f.Day = None
    email: f.Email = None
    phone: f.Text = None


class MentorSchema(Schema[Mentor]):
    """A mentor at an employer."""

    thing = Mentor

    in_order = (("available_from", "available_to"),)

    mentor_id: f.Id
    employer_id: f.Id
    name: f.Text = None
    capacity: f.Capacity = None
    languages: f.Languages = None
    available_from: f.Day = None
    available_to: f.Day = None


class OpeningSchema(Schema[Opening]):
    """An offer of placements."""

    thing = Opening

    in_order = (("starts", "ends"),)

    opening_id: f.Id
    employer_id: f.Id
    title: f.Text = None
    occupation: f.Occupation = None
    purposes: f.Purposes = None
    slots: f.Capacity = None
    mentors: f.Mentors = None
    postal_code: f.PostalCode = None
    place: f.Text = None
    lat: f.Latitude = None
    lon: f.Longitude = None
    starts: f.Day = None
    ends: f.Day = None
    hours_per_week: f.Hours = None
    schedule: f.NeededParts = ()
    needs_spoken: f.LevelField = None
    needs_written: f.LevelField = None
    language_use: f.LanguageUseField = None
    credentials: f.NeededWords = ()
    demands: f.NeededWords = ()
    tasks: f.Text = None
    status: f.OpeningStatusField = None


class PlacementSchema(Schema[Placement]):
    """A placement."""

    thing = Placement

    in_order = (("starts", "planned_end"),)

    placement_id: f.Id
    participant_id: f.Id
    opening_id: f.Id
    purpose: f.PurposeField
    status: f.StatusField
    mentor_id: f.OptionalId = None
    starts: f.Day = None
    planned_end: f.Day = None
    ended: f.Day = None
    hours_per_week: f.Hours = None
    model_version: f.Text = None
    position: f.Position = None

    @model_validator(mode="after")
    def _refuse_an_end_before_the_start(self) -> Self:
        # A placement may be called off before it starts.
        if self.status is not PlacementStatus.CANCELLED:
            self._refuse_before("starts", "ended")
        return self


class OutcomeSchema(Schema[Outcome]):
    """One report on one placement."""

    thing = Outcome

    placement_id: f.Id
    reporter: f.ReporterField
    reported_on: f.RequiredDay
    showed_up: f.YesNo = None
    completed: f.YesNo = None
    end_reason: f.EndReasonField = None
    fit_tasks: f.Fit = None
    fit_people: f.Fit = None
    fit_pace: f.Fit = None
    fit_language: f.Fit = None
    would_continue: f.YesNo = None
    would_hire: f.YesNo = None
    next_step: f.NextStepField = None
    next_step_on: f.Day = None


SCHEMAS: Mapping[str, type[Schema[Any]]] = {
    "offices": OfficeSchema,
    "participants": ParticipantSchema,
    "wishes": WishSchema,
    "experiences": ExperienceSchema,
    "employers": EmployerSchema,
    "mentors": MentorSchema,
    "openings": OpeningSchema,
    "placements": PlacementSchema,
    "outcomes": OutcomeSchema,
}


def json_document(row: Row, name: str) -> dict[str, Any]:
    """A thing as JSON values; ``name`` is that of its file.

    >>> json_document(Office("N1"), "offices")
    {'office_id': 'N1', 'name': None, 'municipality': None}
    """
    return SCHEMAS[name].from_domain(row).model_dump(mode="json")
