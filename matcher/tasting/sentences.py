"""Beliefs, the purpose of a taste, and why to stop, in words that can be read aloud."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from matcher.domain.arrays import Floats
from matcher.domain.participants import Origin, Wish
from matcher.tasting.evidence import Source, SourceKind

# Bands of liking (in standard deviations) and of how sure the belief is.
_LIKING = (
    (1.0, ("vil trolig trives svært godt", "will probably like it very much")),
    (0.4, ("vil trolig trives godt", "will probably like it well")),
    (-0.4, ("kan trives omtrent som med annet arbeid", "may like it about as other work")),
    (-1.0, ("vil trolig trives mindre godt", "will probably like it less")),
    (-np.inf, ("vil trolig ikke trives", "will probably not like it")),
)
_SURE = (
    (0.55, ("Ganske sikkert", "Rather sure")),
    (0.8, ("Litt usikkert", "A little unsure")),
    (np.inf, ("Vi vet lite ennå", "We know little so far")),
)
_BECAUSE = ("på grunn av {what}", "because of {what}")
_SOURCE = {
    SourceKind.WISH: ("ønsket «{text}»", "the wish “{text}”"),
    SourceKind.EXPERIENCE: ("erfaringen «{text}»", "the experience “{text}”"),
    SourceKind.TASTE: ("utprøvingen «{text}»", "the try at “{text}”"),
    SourceKind.FACT: ("det som er sagt: «{text}»", "what was said: “{text}”"),
}
_DIMENSION = {
    "people": ("å ha med mennesker å gjøre", "dealing with people"),
    "things": ("å jobbe med ting og verktøy", "working with things and tools"),
    "care": ("å hjelpe og passe på andre", "helping and looking after others"),
    "indoors": ("å jobbe inne", "working indoors"),
    "physical": ("å bruke kroppen", "using one's body"),
    "pace": ("høyt tempo", "a fast pace"),
    "alone": ("å jobbe alene", "working by oneself"),
    "shifts": ("kvelder, netter og helger", "evenings, nights and weekends"),
    "language": ("å bruke norsk hele dagen", "using Norwegian all day"),
    "screen": ("å jobbe ved skjerm", "working at a screen"),
    "creative": ("å skape og forme", "making and shaping"),
}
_LIKES = (
    (0.5, ("Liker trolig {what}", "Probably likes {what}")),
    (-0.5, ("Vi vet ikke om personen liker {what}", "We do not know about {what}")),
    (-np.inf, ("Liker trolig ikke {what}", "Probably does not like {what}")),
)
_BORROWED = (Origin.FRIENDS, Origin.FAMILY, Origin.ADVISER)
# A pull below this share of the strongest one is not named.
WORTH_NAMING = 0.25
MOST_NAMED = 2


def occupation_sentence(
    name: str, mean: float, sd: float, sources: Sequence[Source], pulls: Floats, lang: str
) -> str:
    """What is believed of one occupation, how sure, and what makes one think so."""
    liking = first_above(_LIKING, mean, lang)
    because = because_of(sources, pulls, lang)
    return f"{name}: {_explained(liking, abs(mean) < _LIKING[1][0], sd, because, lang)}"


def dimension_sentence(
    dimension: str, mean: float, sd: float, sources: Sequence[Source], pulls: Floats, lang: str
) -> str:
    """What is believed of a side of work: "Probably likes dealing with people. Rather sure ..."."""
    text = first_above(_LIKES, mean, lang).format(what=dimension_words(dimension, lang))
    because = because_of(sources, pulls, lang)
    return _explained(text, abs(mean) < _LIKES[0][0], sd, because, lang)


def _explained(text: str, undecided: bool, sd: float, because: str, lang: str) -> str:
    """The belief, how sure, and why; what nobody knows yet has no reason why.

    >>> _explained("Likes it", False, 0.3, "because of X", "en")
    'Likes it. Rather sure, because of X.'
    >>> _explained("Likes it", False, 0.9, "because of X", "en")
    'Likes it, because of X. We know little so far.'
    """
    sure, reason = sure_words(sd, lang), f", {because}" if because else ""
    if sd <= _SURE[1][0]:
        return f"{text}. {sure}{reason}."
    return f"{text}{'' if undecided else reason}. {sure}."


def dimension_words(dimension: str, lang: str) -> str:
    """A side of work, as one would say it."""
    return _in(_DIMENSION[dimension], lang)


def because_of(sources: Sequence[Source], pulls: Floats, lang: str) -> str:
    """Because of the one or two pieces of evidence that moved the belief most; or an empty text."""
    named = strongest(sources, pulls, _SOURCE, lang)
    return _in(_BECAUSE, lang).format(what=named) if named else ""


def strongest(
    sources: Sequence[Source],
    pulls: Floats,
    words: Mapping[SourceKind, tuple[str, str]],
    lang: str,
) -> str:
    """Those one or two pieces of evidence, each named with the ``words`` for its kind."""
    order = np.argsort(-np.abs(pulls), kind="stable")[:MOST_NAMED]
    strong = [n for n in order if abs(pulls[n]) >= max(WORTH_NAMING * abs(pulls[order[0]]), 0.05)]
    named = [_in(words[sources[n].kind], lang).format(text=sources[n].text) for n in strong]
    return _in((" og ", " and "), lang).join(named)


def question_sentence(wish: Wish | None, dimension: str, lang: str) -> str:
    """What a taste asks: whether a wish is real, or whether a new side of work is liked."""
    what = dimension_words(dimension, lang)
    if wish is None:
        return _in(
            (
                "Prøver noe nytt: om personen trives med {what}.",
                "Tries something new: whether the person likes {what}.",
            ),
            lang,
        ).format(what=what)
    if wish.origin in _BORROWED:
        return _in(
            (
                "Prøver om ønsket «{wish}» handler om arbeidet selv, eller om dem som foreslo det.",
                "Tests whether the wish “{wish}” is about the work, or about who suggested it.",
            ),
            lang,
        ).format(wish=wish.text)
    return _in(
        (
            "Prøver om ønsket «{wish}» holder når dagen er der.",
            "Tests whether the wish “{wish}” holds when the day is there.",
        ),
        lang,
    ).format(wish=wish.text)


def consequence_sentence(good: str, bad: str, lang: str) -> str:
    """What each outcome of a taste would change: which occupation would then be aimed for."""
    if good == bad:
        return _in(
            (
                "Vi blir sikrere, men {good} blir trolig stående øverst.",
                "We will be surer, but {good} probably stays on top.",
            ),
            lang,
        ).format(good=good)
    return _in(
        (
            "Går det godt, satser vi på {good}; går det dårlig, heller på {bad}.",
            "If it goes well, we aim for {good}; if not, rather for {bad}.",
        ),
        lang,
    ).format(good=good, bad=bad)


def enough_sentence(best: str, lang: str) -> str:
    """Why no further taste is worth while."""
    return _in(
        (
            "Vi vet nok: {best} ser best ut, og en jobbsmak til ville sjelden endre det.",
            "We know enough: {best} looks best, and one more taste would seldom change that.",
        ),
        lang,
    ).format(best=best)


def none_possible_sentence(lang: str) -> str:
    """Why no taste can be proposed although it would teach something."""
    return _in(
        (
            "Ingen ledig plass som personen kan ha nå, tar imot jobbsmak.",
            "No free place that the person could have now takes job tastes.",
        ),
        lang,
    )


def sure_words(sd: float, lang: str) -> str:
    """How sure a belief is, as words of a table."""
    return first_below(_SURE, sd, lang)


def first_above(bands: Iterable[tuple[float, tuple[str, str]]], value: float, lang: str) -> str:
    """The words of the first band whose lower bound ``value`` reaches."""
    return _in(next(words for least, words in bands if value >= least), lang)


def first_below(bands: Iterable[tuple[float, tuple[str, str]]], value: float, lang: str) -> str:
    """The words of the first band whose upper bound ``value`` does not pass."""
    return _in(next(words for most, words in bands if value <= most), lang)


def _in(texts: tuple[str, str], lang: str) -> str:
    return texts[0] if lang == "nb" else texts[1]
