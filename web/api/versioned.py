"""An employer's things that have a version: told with their ETag, and changed as they were read.

A change with ``If-Match`` is made of that version alone; one without is made of the newest.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel

from matcher.domain.errors import Conflict
from web.api.asked_for import checked
from web.api.operations import Answer, Call
from web.api.problems import ROOT, Problem

# So often a change without If-Match is made again on what somebody else changed meanwhile.
TRIES = 5


class Marked(Protocol):
    """What is read of a thing; ``mark`` is another once it has changed."""

    @property
    def mark(self) -> str:
        """Its version."""


S = TypeVar("S", bound=Marked)


@dataclass(frozen=True, slots=True)
class Versioned(Generic[S]):
    """A kind of thing: its word, how one is read, told, and whose it is."""

    word: str
    read: Callable[[Call, str], S]
    document: Callable[[S], dict[str, Any]]
    owner: Callable[[S], str]

    def get(self, call: Call) -> Answer:
        """The thing at the address of the call."""
        return self._told(call, self._id(call))

    def made(self, call: Call, made_id: str) -> Answer:
        """A thing that the call made, and its address."""
        told = self._told(call, made_id)
        return replace(told, headers=told.headers | {"Location": f"{ROOT}/{self.word}s/{made_id}"})

    def take(self, call: Call, step: Callable[..., object], **said: object) -> Answer:
        """A step of the workplace's pages with the thing, and how it stands after it."""
        asked_id = self._id(call)
        owner = self.owner(self.read(call, asked_id))
        step(call.program.engine, call.viewer, owner, asked_id, today=call.today, **said)
        return self._told(call, asked_id)

    def change(
        self,
        call: Call,
        step: Callable[..., object],
        form: type[BaseModel],
        before: Callable[[S], dict[str, Any]],
        changed: type[Conflict],
    ) -> Answer:
        """The fields that were sent, put over those from ``before``; the others stay.

        ``step`` raises ``changed`` where the thing is not as it was read any more.
        """
        asked_id = self._id(call)
        said = {name: getattr(call.body, name) for name in call.body.model_fields_set}
        for _ in range(TRIES):
            shown = self.read(call, asked_id)
            if call.if_match not in (None, "*", shown.mark):
                raise Problem(412, f"This {self.word} was changed meanwhile; read it again.")
            with suppress(changed):
                step(
                    call.program.engine, call.viewer, self.owner(shown), asked_id,
                    checked(form, before(shown) | said), today=call.today, seen=shown.mark,
                )  # fmt: skip
                return self._told(call, asked_id)
        raise Problem(409, f"Somebody changes this {self.word} again and again; try again soon.")

    def _id(self, call: Call) -> str:
        return call.path[f"{self.word}_id"]

    def _told(self, call: Call, told_id: str) -> Answer:
        shown = self.read(call, told_id)
        return Answer(self.document(shown), {"ETag": f'"{shown.mark}"'})
