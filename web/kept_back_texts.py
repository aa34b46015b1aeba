"""What a writer is told of words that an employer must not read: which, why, and what instead."""

import re
from collections.abc import Iterable
from itertools import cycle

from flask_babel import gettext
from markupsafe import Markup, escape

from matcher.exchange.kept_back import KeptBack
from web.languages import language


def sentence(word: KeptBack) -> str:
    """One word: that it cannot stand there, why, and what could, in the reader's language."""
    nb = language() == "nb"
    why, instead = (word.why_nb, word.instead_nb) if nb else (word.why_en, word.instead_en)
    said = gettext("«%(word)s» kan ikke stå her.", word=word.written)
    more = gettext("Skriv heller «%(instead)s».", instead=instead) if instead else ""
    return " ".join(part for part in (said, why, more) if part)


def sentences(words: Iterable[KeptBack]) -> list[str]:
    """A sentence for each word, once however often it was written."""
    return [sentence(each) for each in {word.written.casefold(): word for word in words}.values()]


def marked(text: str, words: Iterable[KeptBack]) -> Markup:
    """``text`` as HTML with each word marked wherever it stands.

    >>> from matcher.exchange.kept_back import About, kept_back
    >>> text = "<b>Går på AAP & trives"
    >>> print(marked(text, kept_back(text, About.PERSON)))
    &lt;b&gt;Går på <mark>AAP</mark> &amp; trives
    """
    written = sorted({word.written for word in words}, key=lambda each: (-len(each), each))
    if not written:
        return escape(text)
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, written))})(?!\w)")
    parts = pattern.split(text)  # what is between the words, and each word after it
    return Markup("").join(
        Markup("<mark>%s</mark>") % part if odd else escape(part)
        for part, odd in zip(parts, cycle((False, True)), strict=False)
    )
