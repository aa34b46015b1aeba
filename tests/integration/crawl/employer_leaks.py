"""What an employer must not read about somebody, and noting where it was read all the same.

Pages, mails and the JSON API are read by the same rules; what is read is in `employer_reads`.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from matcher.exchange.kept_back import About, kept_back
from matcher.store.posting import ID_LENGTH, ID_LETTERS
from tests.integration.employer_reads import Answer, Piece


@dataclass(frozen=True)
class Hidden:
    """What must not be read about somebody.

    ``names`` stand in no text in any spelling; ``marks`` nowhere at all, letter by letter;
    ``words`` in no text but what a form offers to choose from.
    """

    names: Collection[str] = ()
    marks: Collection[str] = ()
    words: Collection[str] = ()


@dataclass(frozen=True, order=True)
class Leak:
    """Something that was read and should not have been."""

    address: str
    where: str
    written: str
    word: str


# Letters that are drawn anew each time, and by chance a word; what they say is read as marks only.
_DRAWN = re.compile(
    r"\b[0-9a-f]{16}\b"  # tells whether a row has changed
    r"|(?<![\w-])[\w-]{12,}\.[\w-]{43}(?![\w-])"  # a link's id and our signature
    r"|(?<=/requests/)[\w-]{12}(?![\w-])"
    rf"|\b[A-Z]-[{ID_LETTERS}]{{{ID_LENGTH}}}\b"  # an opening or a mentor
)
# Of the pages and of the API.
_OF_MENTORS = re.compile(r"/(workplace/\w+|api/v1)/mentors\b")


@dataclass
class LeakReader:
    """Reads answers; ``own`` are texts that the employer wrote about its work.

    ``drawn`` are ids that are drawn anew each time.
    """

    hidden: Hidden
    own: Collection[str] = ()
    drawn: Collection[str] = ()
    leaks: set[Leak] = field(default_factory=set)
    unread: set[tuple[str, str]] = field(default_factory=set)
    # The same text tells the same everywhere.
    _harmless: set[tuple[str, bool]] = field(default_factory=set)

    def read(self, address: str, answer: Answer) -> Answer:
        """Note what ``answer`` tells about somebody, and what of it could not be read."""
        if answer.unread:
            self.unread.add((address, answer.unread))
        for piece in answer.pieces:
            self.read_piece(address, piece)
        self.leaks |= {Leak(address, "raw", *found) for found in self._marks(address, answer.raw)}
        return answer

    def read_piece(self, address: str, piece: Piece) -> None:
        """Note what ``piece`` tells about somebody, beside what was asked for by the address."""
        known = (piece.text, piece.offered)
        if known in self._harmless:
            return
        leaks = {
            Leak(address, piece.where, *found)
            for found in (*self._kept_back(address, piece), *self._marks(address, piece.text))
        }
        self.leaks |= leaks
        if not leaks and not self._named_in(address):
            self._harmless.add(known)

    def _kept_back(self, address: str, piece: Piece) -> Iterator[tuple[str, str]]:
        # A mentor is the employer's own; which languages they speak tells of nobody else.
        own = piece.offered or piece.text in self.own or _OF_MENTORS.search(address)
        about = About.WORK if own else About.PERSON
        names = set(self.hidden.names) - self._named_in(address)
        for found in kept_back(self._without_drawn(piece.text), about, names=names):
            yield found.written, found.word
        for word in () if piece.offered else self.hidden.words:
            if re.search(rf"\b{re.escape(word)}\b", piece.text, re.IGNORECASE):
                yield piece.text, word

    def _without_drawn(self, text: str) -> str:
        for each in self.drawn:
            text = text.replace(each, " ")
        return _DRAWN.sub(" ", text)

    def _marks(self, address: str, raw: str) -> Iterator[tuple[str, str]]:
        folded = raw.casefold()
        for mark in set(self.hidden.marks) - self._named_in(address):
            if mark.casefold() in folded:
                yield mark, mark

    def _named_in(self, address: str) -> set[str]:
        """What the crawler itself asked for: an answer that says it again tells nothing."""
        asked = unquote(address).casefold()
        hidden = (*self.hidden.names, *self.hidden.marks)
        return {each for each in hidden if each.casefold() in asked}
