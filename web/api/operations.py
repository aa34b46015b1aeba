"""What an operation of the API is: its address, who may, what is sent and told, and who answers.

The routes and the OpenAPI document are both made of these, so that they cannot differ.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel

from matcher.domain.access import Viewer
from matcher.domain.api import OFFICE_ONLY, Scope
from matcher.store.api_tokens import ApiToken
from matcher.workflows.program import Program
from web.api.fields import Sent


class Kind(StrEnum):
    """Whose tokens may use an operation."""

    BOTH = "both"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Call:
    """One call, let in and understood; ``own_key`` is set where it may be sent twice."""

    program: Program
    token: ApiToken
    viewer: Viewer
    today: date
    now: datetime
    path: dict[str, str]
    query: Any
    body: Any
    if_match: str | None
    own_key: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call is answered: a document, and the headers that lead on from it."""

    document: dict[str, Any] | None
    headers: dict[str, str] = field(default_factory=dict)


class Nothing(Sent):
    """No parameters."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One method at one address (as OpenAPI writes it, under ``/api/v1``)."""

    name: str
    method: str
    path: str
    summary: str
    tag: str
    scope: Scope | None
    tells: type[BaseModel]
    answer: Callable[[Call], Answer]
    status: int = HTTPStatus.OK
    takes: type[BaseModel] | None = None
    query: type[BaseModel] = Nothing
    more: str = ""
    # PATCH of something with a version.
    versioned: bool = False
    office_only: bool = False

    @property
    def kind(self) -> Kind:
        """Whose tokens may use it."""
        office = self.office_only or self.scope in OFFICE_ONLY
        return Kind.OFFICE if office else Kind.BOTH

    @property
    def once(self) -> bool:
        """Whether it takes an idempotency key."""
        return self.method == "POST"

    @property
    def rule(self) -> str:
        """The address as Flask writes it.

        >>> from web.api.openings import OPERATIONS
        >>> OPERATIONS[2].path, OPERATIONS[2].rule
        ('/openings/{opening_id}', '/openings/<opening_id>')
        """
        return self.path.replace("{", "<").replace("}", ">")

    @property
    def path_names(self) -> tuple[str, ...]:
        """The names in the address."""
        return tuple(part[1:-1] for part in self.path.split("/") if part.startswith("{"))
