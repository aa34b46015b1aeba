"""What an employer says of an opening: the same for the form on the phone and for the API.

Ids, coordinates and whether it is open are the program's own, and stand in no form.
"""

from dataclasses import replace
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from matcher.domain.employers import Opening
from matcher.exchange import fields as f


class OpeningForm(BaseModel):
    """An opening as it is posted or changed; what is not said is unknown, but for one place.

    ``new_mentor`` is the name of somebody who is to be a mentor and is not known yet.

    >>> form = OpeningForm.model_validate({"title": "Kokk", "purposes": "taste"})
    >>> form.slots, form.hours_per_week, form.schedule
    (1, None, ())
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: f.RequiredText
    occupation: f.Occupation = None
    tasks: f.Text = None
    purposes: f.Purposes = None
    slots: f.Capacity = 1
    mentors: f.Mentors = None
    new_mentor: f.Text = None
    postal_code: f.PostalCode = None
    place: f.Text = None
    starts: f.Day = None
    ends: f.Day = None
    hours_per_week: f.Hours = None
    schedule: f.NeededParts = ()
    needs_spoken: f.LevelField = None
    needs_written: f.LevelField = None
    language_use: f.LanguageUseField = None
    credentials: f.NeededWords = ()
    demands: f.NeededWords = ()

    @model_validator(mode="after")
    def _refuse_an_end_before_the_start(self) -> Self:
        if self.starts is not None and self.ends is not None and self.ends < self.starts:
            said = {"column": "ends", "expected": f"a date from {self.starts} (starts) on"}
            raise PydanticCustomError("expected", "{expected}", said)
        return self

    @classmethod
    def of(cls, opening: Opening) -> Self:
        """The form that says what ``opening`` says; an opening without a title cannot be one."""
        return cls.model_validate({name: getattr(opening, name) for name in OPENING_FIELDS})

    def put_in(self, opening: Opening) -> Opening:
        """``opening`` with what the form says; coordinates are those of the address it had.

        >>> form = OpeningForm.model_validate({"title": " Kokk\\n", "place": "Moss"})
        >>> moved = form.put_in(Opening("O1", "E1", place="Oslo", lat=59.9, lon=10.7))
        >>> moved.title, moved.place, moved.lat
        ('Kokk', 'Moss', None)
        """
        said = {name: getattr(self, name) for name in OPENING_FIELDS}
        # Nothing said of a list that was known to be empty changes nothing.
        for name in ("mentors", "purposes"):
            if not said[name] and getattr(opening, name) == ():
                said[name] = ()
        after = replace(opening, **{**said, "title": one_line(self.title)})
        moved = (after.postal_code, after.place) != (opening.postal_code, opening.place)
        return replace(after, lat=None, lon=None) if moved else after


# Those of the form that are an opening's own.
OPENING_FIELDS = tuple(name for name in OpeningForm.model_fields if name != "new_mentor")


def one_line(text: str) -> str:
    """A text without line breaks and needless blanks.

    >>> one_line("  Kokk \\n og servitør ")
    'Kokk og servitør'
    """
    return " ".join(text.split())
