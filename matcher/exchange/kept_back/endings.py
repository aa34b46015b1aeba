"""A word of the list in all its endings, Norwegian and English.

More forms are made than a grammar has; those that mean something else stand among the exceptions.
"""

from collections.abc import Iterator

_NORWEGIAN = ("", "e", "en", "et", "a", "er", "ene", "ane", "ar", "n", "r", "ne", "t", "ere", "are")
_ENGLISH = ("", "s", "es")
_LETTERS = ("", "s", "en", "ens", "et", "er", "ere", "ene")


def inflected(folded: str, language: str) -> Iterator[str]:
    """Every form of a folded word.

    >>> forms = set(inflected("program", "nb"))
    >>> {"programmet", "programmets", "programmene", "programs"} <= forms
    True
    >>> sorted(inflected("agency", "en"))
    ['agencies', 'agency', 'agencyes', 'agencys']
    """
    if language == "en":
        yield from (folded + ending for ending in _ENGLISH)
        if folded.endswith("y"):
            yield folded[:-1] + "ies"
        return
    for stem in _stems(folded):
        for ending in _NORWEGIAN:
            yield stem + ending
            yield stem + ending + "s"


def _stems(folded: str) -> Iterator[str]:
    yield folded
    if folded.endswith("m"):
        yield folded + "m"  # program, programmet
    if folded.endswith(("el", "er")) and len(folded) > 4:
        yield folded[:-2] + folded[-1]  # sykdommen needs none; dobbel, doble


def letters_inflected(letters: str) -> Iterator[str]:
    """Letters that stand for words, with their endings.

    >>> list(letters_inflected("kvp"))[:3]
    ['kvp', 'kvps', 'kvpen']
    """
    return (letters + ending for ending in _LETTERS)
