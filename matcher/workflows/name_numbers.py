"""Numbers of cases, places and organisations to be found as they are typed; pure and in memory."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from matcher.workflows.name_index import Hit

# How well a number fits, of 100: as it stands, as it begins, as it goes on.
WHOLE, BEGINS, INSIDE = 100.0, 85.0, 70.0
FOR_THE_REST = 10.0
# Two figures are inside of half of all numbers.
SHORTEST_INSIDE = 3
_NO_SIGN = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class NumberIndex:
    """The numbers of many rows; each row may have several."""

    numbers: Sequence[tuple[str | None, ...]]

    def find(self, text: str) -> list[Hit]:
        """The rows with such a number; a text without a figure is one only where it is whole.

        >>> index = NumberIndex((("PL-20250829-001",), ("P7", "923 456 783"), ("P71",)))
        >>> [hit.place for hit in index.find("pl 20250829")], [h.place for h in index.find("p7")]
        ([0], [1, 2])
        >>> index.find("pl")
        []
        """
        asked = signs(text)
        return list(self._hits(asked)) if asked else []

    def _hits(self, asked: str) -> Iterator[Hit]:
        has_figure = any(map(str.isdecimal, asked))
        for place, number in self._signs:
            if asked not in number:
                continue
            if asked == number:
                yield Hit(place, WHOLE)
            elif has_figure and number.startswith(asked):
                yield Hit(place, BEGINS + FOR_THE_REST * len(asked) / len(number))
            elif has_figure and len(asked) >= SHORTEST_INSIDE:
                yield Hit(place, INSIDE)

    @cached_property
    def _signs(self) -> list[tuple[int, str]]:
        return [
            (place, signs(number))
            for place, numbers in enumerate(self.numbers)
            for number in numbers
            if number
        ]


def signs(number: str) -> str:
    """A number without spaces and strokes, in lower case.

    >>> signs("PL-2025 01")
    'pl202501'
    """
    return _NO_SIGN.sub("", number).casefold()
