"""Beliefs as an adviser says them to the participant: "you", no numbers, one thought at a time."""

from collections.abc import Sequence

import numpy as np

from matcher.domain.arrays import Floats
from matcher.tasting.evidence import Source, SourceKind
from matcher.tasting.sentences import dimension_words, first_above, first_below, strongest

_LIKING = (
    (
        1.0,
        (
            "Vi tror du vil trives svært godt som {name}.",
            "{Name}: we think you will like this work very much.",
        ),
    ),
    (
        0.4,
        ("Vi tror du vil trives godt som {name}.", "{Name}: we think you will like this work."),
    ),
    (
        -0.4,
        (
            "Vi tror du vil trives som {name} omtrent som i annet arbeid.",
            "{Name}: we think you will like this about as much as other work.",
        ),
    ),
    (
        -1.0,
        (
            "Vi tror du vil trives mindre godt som {name}.",
            "{Name}: we think you will like this work less.",
        ),
    ),
    (
        -np.inf,
        (
            "Vi tror ikke du vil trives som {name}.",
            "{Name}: we do not think you will like this work.",
        ),
    ),
)
_SIDE = (
    (0.5, ("Vi tror du liker {what}.", "We think you like {what}.")),
    (-0.5, ("Vi vet ikke om du liker {what}.", "We do not know whether you like {what}.")),
    (-np.inf, ("Vi tror ikke du liker {what}.", "We do not think you like {what}.")),
)
_SURE = (
    (0.55, ("Det er vi ganske sikre på.", "We are rather sure.")),
    (0.8, ("Vi er litt usikre.", "We are a little unsure.")),
    (np.inf, ("Vi vet lite ennå.", "We know little so far.")),
)
_SOURCE = {
    SourceKind.WISH: ("ønsket «{text}»", "the wish “{text}”"),
    SourceKind.EXPERIENCE: ("erfaringen din, «{text}»", "your experience, “{text}”"),
    SourceKind.TASTE: ("hvordan det gikk da du prøvde «{text}»", "how it went at “{text}”"),
    SourceKind.FACT: ("det du har sagt, «{text}»", "what you said, “{text}”"),
}
_OPEN = (
    "Vi vet ikke ennå om du vil trives som {name}.",
    "{Name}: we do not know yet whether you will like this work.",
)
# In the middle, and less sure than this: nobody knows.
_MIDDLE, _UNSURE = 0.4, 0.8
_BUILDS_ON = (" Det bygger på {what}.", " This builds on {what}.")


def spoken_occupation(
    name: str, mean: float, sd: float, sources: Sequence[Source], pulls: Floats, lang: str
) -> str:
    """What is believed of an occupation, said to the person.

    >>> spoken_occupation("Kokk", 1.2, 0.5, [], np.zeros(0), "nb")
    'Vi tror du vil trives svært godt som kokk. Det er vi ganske sikre på.'
    """
    names = {"name": as_noun(name), "Name": name}
    if abs(mean) < _MIDDLE and sd > _UNSURE:
        return _OPEN[lang != "nb"].format(**names)
    liking = first_above(_LIKING, mean, lang).format(**names)
    return f"{liking} {first_below(_SURE, sd, lang)}{_builds_on(sources, pulls, lang)}"


def spoken_dimension(
    dimension: str, mean: float, sd: float, sources: Sequence[Source], pulls: Floats, lang: str
) -> str:
    """What is believed of a side of work, said to the person.

    >>> spoken_dimension("people", 0.8, 0.9, [], np.zeros(0), "en")
    'We think you like dealing with people. We know little so far.'
    """
    likes = first_above(_SIDE, mean, lang).format(what=dimension_words(dimension, lang))
    if abs(mean) < -_SIDE[1][0]:
        return likes  # not knowing needs no second sentence that says so
    return f"{likes} {first_below(_SURE, sd, lang)}{_builds_on(sources, pulls, lang)}"


def as_noun(name: str) -> str:
    """An occupation within a sentence; an abbreviation keeps its capitals.

    >>> as_noun("Kokk"), as_noun("CNC-operatør")
    ('kokk', 'CNC-operatør')
    """
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def _builds_on(sources: Sequence[Source], pulls: Floats, lang: str) -> str:
    named = strongest(sources, pulls, _SOURCE, lang)
    return _BUILDS_ON[lang != "nb"].format(what=named) if named else ""
