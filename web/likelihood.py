"""A probability in plain words; the number stays beside it for whoever asks."""

from typing import Any

from flask_babel import lazy_gettext as _

# Lower bounds, in the order that weather reports and courts have trained readers to expect.
_BANDS = (
    (0.9, _("svært sannsynlig")),
    (0.7, _("sannsynlig")),
    (0.5, _("mer sannsynlig enn ikke")),
    (0.3, _("mulig")),
    (0.1, _("mindre sannsynlig")),
    (0.0, _("lite sannsynlig")),
)


def in_words(probability: float) -> Any:
    """The words for a probability from 0 to 1.

    >>> from web import likelihood
    >>> [low for low, _ in likelihood._BANDS if 0.75 >= low][0]
    0.7
    """
    return next(text for low, text in _BANDS if probability >= low)


# Widths of the range that four of five chances lie in, up to which an estimate is so sure.
_SURENESS = (
    (0.15, _("ganske sikkert anslag")),
    (0.35, _("noe usikkert anslag")),
    (1.0, _("usikkert anslag")),
)


def how_sure(ends: tuple[float, float]) -> Any:
    """The words for a range of a probability, by how wide it is.

    >>> from web import likelihood
    >>> [width for width, _ in likelihood._SURENESS if 0.8 - 0.5 <= width][0]
    0.35
    """
    low, high = ends
    return next(text for width, text in _SURENESS if high - low <= width)


def of_ten(probability: float) -> int:
    """How many of ten people alike, rounded; a chance is never shown as none or as all.

    >>> of_ten(0.74), of_ten(0.01), of_ten(0.99)
    (7, 1, 9)
    """
    return min(9, max(1, round(10 * probability)))
