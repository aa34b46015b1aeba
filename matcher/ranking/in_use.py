"""The words of the day-one file for the model in use, where it learned that something is otherwise.

A sentence of the file says what is so where its feature helps, as day one believed. Where the
outcomes turned an effect round, that sentence would be said of the wrong openings: then it is said
plainly what experience speaks for.
"""

from dataclasses import replace

from matcher.ranking.day_one import DayOne, Entry
from matcher.ranking.model import STAGES, AdditiveModel

_SPEAKS = {
    "nb": "Erfaringene så langt taler {way}: {label}, {amount} enn vanlig.",
    "en": "Experience so far speaks {way} this: {label}, {amount} than usual.",
}
_WAY = {"nb": ("imot", "for"), "en": ("against", "for")}
_AMOUNT = {"nb": ("mindre", "mer"), "en": ("less", "more")}


def explained(day_one: DayOne, model: AdditiveModel) -> DayOne:
    """The file with the words and main effects that are true of ``model``.

    The day-one model's own are the file's.
    """
    entries = zip(day_one.entries, model.main_effects.tolist(), strict=True)
    return replace(day_one, entries=tuple(_entry(model, entry, main) for entry, main in entries))


def _entry(model: AdditiveModel, entry: Entry, main: float) -> Entry:
    believed = max(entry.effects.values(), key=abs, default=0.0)
    if entry.only_present or main * believed > 0 or main == 0:
        return entry
    row = model.names.index(entry.name)
    return replace(
        entry,
        effects=dict(zip(STAGES, model.effects[row].tolist(), strict=True)),
        sentence_for=_words(entry, helps=True, is_more=main > 0),
        sentence_against=_words(entry, helps=False, is_more=main < 0),
    )


def _words(entry: Entry, *, helps: bool, is_more: bool) -> dict[str, str]:
    return {
        lang: text.format(
            way=_WAY[lang][helps],
            label=entry.label[lang].replace("{", "{{").replace("}", "}}"),
            amount=_AMOUNT[lang][is_more],
        )
        for lang, text in _SPEAKS.items()
    }
