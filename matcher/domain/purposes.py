"""What a placement is for, and which purposes a participant's track asks for."""

from enum import StrEnum


class Purpose(StrEnum):
    """What a placement is for (formål)."""

    TASTE = "taste"
    EXPERIENCE = "experience"
    LANGUAGE = "language"
    JOB_HERE = "job_here"


class Track(StrEnum):
    """The way towards work that was agreed with the participant."""

    SOFT_START = "soft_start"
    TASTE_FIRST = "taste_first"
    PLACE_THEN_TRAIN = "place_then_train"
    TRAIN_THEN_PLACE = "train_then_place"


_BY_TRACK = {
    Track.SOFT_START: (Purpose.TASTE,),
    Track.TASTE_FIRST: (Purpose.TASTE,),
    Track.PLACE_THEN_TRAIN: (Purpose.JOB_HERE, Purpose.EXPERIENCE),
    Track.TRAIN_THEN_PLACE: (Purpose.LANGUAGE, Purpose.EXPERIENCE),
}
# With no track agreed every purpose may be proposed; the smallest step comes first.
_ANY_TRACK = (Purpose.TASTE, Purpose.EXPERIENCE, Purpose.LANGUAGE, Purpose.JOB_HERE)


def purposes_asked(track: Track | None, purpose: Purpose | None = None) -> tuple[Purpose, ...]:
    """The purposes to propose, most wanted first (design.md 6.1, rule ``purpose``).

    >>> [str(p) for p in purposes_asked(Track.TRAIN_THEN_PLACE)]
    ['language', 'experience']
    >>> [str(p) for p in purposes_asked(Track.SOFT_START, Purpose.JOB_HERE)]
    ['job_here']
    """
    if purpose is not None:
        return (purpose,)
    return _ANY_TRACK if track is None else _BY_TRACK[track]
