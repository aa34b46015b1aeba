"""One way to page through a long list: which part of it is shown, and where its groups begin.

The number of the page stands in the address. What the reader presses is in `parts/pages.html`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

T = TypeVar("T")
K = TypeVar("K")

# So many cards weigh about 100 kB, and nobody reads more at a time.
PER_PAGE = 40
# More digits than this are no page, but an address that somebody made up.
MOST_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of ``count`` items; ``first`` and ``last`` are counted from 1, 0 where there is none."""

    items: tuple[T, ...]
    number: int
    pages: int
    count: int
    first: int

    @property
    def last(self) -> int:
        """The number of the last item that is shown."""
        return self.first + len(self.items) - 1 if self.items else 0


@dataclass(frozen=True, slots=True)
class Group(Generic[K, T]):
    """A group of a list: all it has, those on this page, and the page that it begins on."""

    key: K
    count: int
    items: tuple[T, ...]
    page: int


def asked_number(name: str = "page") -> int:
    """The page that the address or the form asks for; the first where it asks for none."""
    text = request.values.get(name, "")
    is_number = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return max(1, int(text)) if is_number else 1


def page_of(items: Sequence[T], number: int, size: int = PER_PAGE) -> Page[T]:
    """Page ``number`` of ``items``; the last one where there are not so many.

    >>> page_of("abcde", 9, size=2)
    Page(items=('e',), number=3, pages=3, count=5, first=5)
    >>> page_of([], 7).last
    0
    """
    pages = max(1, -(-len(items) // size))
    number = min(max(1, number), pages)
    start = (number - 1) * size
    return Page(
        tuple(items[start : start + size]), number, pages, len(items), start + 1 if items else 0
    )


def grouped(
    groups: Iterable[tuple[K, Sequence[T]]], number: int, size: int = PER_PAGE
) -> tuple[Page[T], list[Group[K, T]]]:
    """A page of a list that stands in groups, and its groups; those without items are left out.

    >>> page, groups = grouped([("a", [1, 2, 3]), ("b", [4])], 2, size=2)
    >>> page.items, [(each.key, each.count, each.items, each.page) for each in groups]
    ((3, 4), [('a', 3, (3,), 1), ('b', 1, (4,), 2)])
    """
    filled = [(key, tuple(items)) for key, items in groups if items]
    page = page_of([item for _, items in filled for item in items], number, size)
    found, before = [], 0
    for key, items in filled:
        begin, end = page.first - 1 - before, page.last - before
        shown = items[max(0, begin) : max(0, end)]
        found.append(Group(key, len(items), shown, before // size + 1))
        before += len(items)
    return page, found
