"""What an adviser or leader writes about an employer: one text, not empty and not a book."""

from enum import StrEnum

MOST_LETTERS = 2_000


class Wrong(StrEnum):
    """What is wrong with a field; the pages have a sentence for each."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    IN_THE_PAST = "in_the_past"
    TOO_FAR = "too_far"


def read_text(typed: str, field: str, wrong: dict[str, str]) -> str:
    """The text, tidied; what is wrong with it is put into ``wrong`` under ``field``.

    >>> found: dict[str, str] = {}
    >>> read_text(" Rolig  nå. ", "why", found), read_text(" ", "text", found), found
    ('Rolig nå.', '', {'text': <Wrong.MISSING: 'missing'>})
    """
    lines = (" ".join(line.split()) for line in typed.replace("\x00", "").splitlines())
    said = "\n".join(line for line in lines if line)
    if not said:
        wrong[field] = Wrong.MISSING
    elif len(said) > MOST_LETTERS:
        wrong[field] = Wrong.TOO_LONG
    return said
