"""What a writer is told of words that an employer must not read: which, why, and what instead."""

from collections.abc import Iterable, Sequence

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
    return list(dict.fromkeys(map(sentence, words)))


def marked(text: str, words: Sequence[KeptBack]) -> Markup:
    """``text`` as HTML with each word marked; the words are those found in this very text.

    >>> from matcher.exchange.kept_back import About, kept_back
    >>> text = "<b>Går på AAP & trives"
    >>> print(marked(text, kept_back(text, About.PERSON)))
    &lt;b&gt;Går på <mark>AAP</mark> &amp; trives
    """
    parts: list[Markup] = []
    end = 0
    for word in sorted(words, key=lambda each: each.start):
        parts += [escape(text[end : word.start]), Markup("<mark>%s</mark>") % word.written]
        end = word.end
    return Markup("").join([*parts, escape(text[end:])])
