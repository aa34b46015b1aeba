"""Norwegian language levels: the Common European Framework, with nothing (A0) and native added."""

from enum import IntEnum


class Level(IntEnum):
    """A language level; levels compare by order.

    >>> Level.parse("B1") < Level.parse("native")
    True
    >>> str(Level.A2)
    'A2'
    """

    A0 = 0
    A1 = 1
    A2 = 2
    B1 = 3
    B2 = 4
    C1 = 5
    C2 = 6
    native = 7

    def __str__(self) -> str:
        return self.name

    @classmethod
    def parse(cls, text: str) -> "Level":
        """The level that ``text`` names exactly; ValueError otherwise."""
        try:
            return cls[text]
        except KeyError:
            raise ValueError(
                f"expected one of {', '.join(cls.__members__)}, got {text!r}"
            ) from None
