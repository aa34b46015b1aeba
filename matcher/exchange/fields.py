"""The kinds of fields that the schemas are made of: a type, its parser, and its form in JSON."""

from datetime import date
from typing import Annotated, Any, TypeAlias

from matcher.domain.cefr import Level
from matcher.domain.employers import LanguageUse, OpeningStatus, Sector
from matcher.domain.outcomes import EndReason, NextStep, Reporter
from matcher.domain.participants import (
    Education,
    ExperienceKind,
    Origin,
    PartOfWeek,
    Transport,
)
from matcher.domain.placements import PlacementStatus
from matcher.domain.purposes import Purpose, Track
from matcher.exchange import cell_types as cell
from matcher.exchange.field import Field

MOST_HOURS_PER_WEEK = 168
MOST_MINUTES = 24 * 60
MOST_MONTHS = 100 * 12
MOST_PLACES = 1_000_000
MOST_RANK = 1_000


def _optional(parse: cell.Parser[Any], said_as: Any = str) -> Field:
    return Field(cell.optional(parse), said_as | None)


def _required(parse: cell.Parser[Any], what: str) -> Field:
    return Field(cell.required(cell.optional(parse), what))


def _mentor_id(text: str) -> str:
    found = cell.identifier(text)
    if found is None:
        cell.expected("ids with | between them")
    return found


def _requirement(item: cell.Parser[Any]) -> Field:
    read = cell.or_else(cell.optional(cell.listed(item, for_any=())), ())
    return Field(read, list[str] | str | None)


def _list(item: cell.Parser[Any], for_any: Any = None) -> Field:
    return _optional(cell.listed(item, for_any), list[str] | str)


_free_words = cell.free_word
_language = cell.shaped("[a-z]{2}", "languages as two letters, such as no|so|ar")
_email = cell.shaped(r"[^@\s|]{1,64}@[^@\s|]{1,180}\.[^@\s|.]{2,24}", "an e-mail address")

Id: TypeAlias = Annotated[
    str,
    Field(cell.required(cell.identifier, cell.ID_EXPECTED), str),
]
OptionalId: TypeAlias = Annotated[str | None, Field(cell.identifier, str | None)]
Text: TypeAlias = Annotated[str | None, Field(cell.free_text, str | None)]
RequiredText: TypeAlias = Annotated[str, Field(cell.required(cell.free_text, "text"), str)]
Email: TypeAlias = Annotated[str | None, _optional(_email)]
OrgNumber: TypeAlias = Annotated[
    str | None, _optional(cell.shaped("[0-9]{9}", "nine digits", drop=" \u00a0"))
]
PostalCode: TypeAlias = Annotated[
    str | None, _optional(cell.shaped("[0-9]{4}", "a postal code of four digits, such as 0150"))
]
Occupation: TypeAlias = Annotated[
    str | None,
    _optional(cell.shaped("[0-9]{4}", "a STYRK-08 code of four digits, such as 5223")),
]
Day: TypeAlias = Annotated[date | None, _optional(cell.day, date)]
RequiredDay: TypeAlias = Annotated[date, _required(cell.day, "a date such as 2026-03-31")]
YesNo: TypeAlias = Annotated[bool | None, _optional(cell.yes_no, bool | str)]
Latitude: TypeAlias = Annotated[float | None, _optional(cell.number(-90, 90), float)]
Longitude: TypeAlias = Annotated[float | None, _optional(cell.number(-180, 180), float)]
Hours: TypeAlias = Annotated[float | None, _optional(cell.number(0, MOST_HOURS_PER_WEEK), float)]
Months: TypeAlias = Annotated[float | None, _optional(cell.number(0, MOST_MONTHS), float)]
Minutes: TypeAlias = Annotated[int | None, _optional(cell.whole(0, MOST_MINUTES), int)]
Capacity: TypeAlias = Annotated[int | None, _optional(cell.whole(0, MOST_PLACES), int)]
Position: TypeAlias = Annotated[int | None, _optional(cell.whole(1, MOST_PLACES), int)]
Rank: TypeAlias = Annotated[
    int, _required(cell.whole(1, MOST_RANK), "a whole number, 1 for the first wish")
]
Fit: TypeAlias = Annotated[int | None, _optional(cell.whole(1, 5), int)]

LevelField: TypeAlias = Annotated[Level | None, _optional(cell.level)]
TransportField: TypeAlias = Annotated[Transport | None, _optional(cell.word(Transport))]
EducationField: TypeAlias = Annotated[Education | None, _optional(cell.word(Education))]
TrackField: TypeAlias = Annotated[Track | None, _optional(cell.word(Track))]
OriginField: TypeAlias = Annotated[
    Origin,
    Field(cell.or_else(cell.optional(cell.word(Origin)), Origin.UNKNOWN), str | None),
]
KindField: TypeAlias = Annotated[ExperienceKind | None, _optional(cell.word(ExperienceKind))]
SectorField: TypeAlias = Annotated[Sector | None, _optional(cell.word(Sector))]
LanguageUseField: TypeAlias = Annotated[LanguageUse | None, _optional(cell.word(LanguageUse))]
OpeningStatusField: TypeAlias = Annotated[OpeningStatus | None, _optional(cell.word(OpeningStatus))]
EndReasonField: TypeAlias = Annotated[EndReason | None, _optional(cell.word(EndReason))]
NextStepField: TypeAlias = Annotated[NextStep | None, _optional(cell.word(NextStep))]
PurposeField: TypeAlias = Annotated[
    Purpose, _required(cell.word(Purpose), f"one of {', '.join(Purpose)}")
]
StatusField: TypeAlias = Annotated[
    PlacementStatus, _required(cell.word(PlacementStatus), f"one of {', '.join(PlacementStatus)}")
]
ReporterField: TypeAlias = Annotated[
    Reporter, _required(cell.word(Reporter), f"one of {', '.join(Reporter)}")
]

Languages: TypeAlias = Annotated[tuple[str, ...] | None, _list(_language)]
FreeWords: TypeAlias = Annotated[tuple[str, ...] | None, _list(_free_words)]
PartsOfWeek: TypeAlias = Annotated[tuple[PartOfWeek, ...] | None, _list(cell.word(PartOfWeek))]
Purposes: TypeAlias = Annotated[tuple[Purpose, ...] | None, _list(cell.word(Purpose), Purpose)]
Mentors: TypeAlias = Annotated[tuple[str, ...] | None, _list(_mentor_id)]
NeededWords: TypeAlias = Annotated[tuple[str, ...], _requirement(_free_words)]
NeededParts: TypeAlias = Annotated[tuple[PartOfWeek, ...], _requirement(cell.word(PartOfWeek))]
