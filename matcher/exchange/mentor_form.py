"""What an employer says of a mentor: the same for the form on the phone and for the API."""

from dataclasses import replace
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from matcher.domain.employers import Mentor
from matcher.exchange import fields as f
from matcher.exchange.opening_form import one_line


class MentorForm(BaseModel):
    """A mentor as somebody gives one; where nothing is said, one person at a time.

    >>> MentorForm.model_validate({"name": "Mia"}).capacity
    1
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: f.RequiredText
    capacity: f.Capacity = 1
    languages: f.Languages = None
    hours_per_month: f.Capacity = None
    available_from: f.Day = None
    available_to: f.Day = None
    email: f.Email = None
    phone: f.Text = None

    @model_validator(mode="after")
    def _refuse_an_end_before_the_start(self) -> Self:
        first, last = self.available_from, self.available_to
        if first is not None and last is not None and last < first:
            said = {"column": "available_to", "expected": f"a date from {first} on"}
            raise PydanticCustomError("expected", "{expected}", said)
        return self

    def put_in(self, mentor: Mentor) -> Mentor:
        """``mentor`` with what the form says.

        >>> MentorForm.model_validate({"name": " Mia\\n"}).put_in(Mentor("M1", "E1")).name
        'Mia'
        """
        # Nothing ticked changes nothing where it was known that there is none.
        languages = () if self.languages is None and mentor.languages == () else self.languages
        return replace(
            mentor,
            name=one_line(self.name),
            capacity=self.capacity,
            languages=languages,
            available_from=self.available_from,
            available_to=self.available_to,
        )
