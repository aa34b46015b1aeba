"""How the resolver compares with plain likeness over the official titles, on the same wishes.

    python tests/bench/occupations_baselines.py TITLES.csv [MORE_WISHES.csv]

TITLES.csv has the columns styrk08 and title. Only shares are printed, never a wish: the half
to judge by stays unseen. The table in occupations.md was made by this.
"""

import csv
import sys
import time
from collections.abc import Callable, Sequence
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer

from matcher.occupations import catalogue
from matcher.occupations.resolver import Match, Resolver

Answer = Callable[[Sequence[str]], Sequence[Sequence[Match]]]


def measure() -> ModuleType:
    """The test that holds the split and the measure."""
    path = Path(__file__).parents[1] / "unit" / "test_occupations_quality.py"
    spec = spec_from_file_location("occupations_quality", path)
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def first_five(ranked: Sequence[tuple[str, float]]) -> list[Match]:
    """The first five different codes of titles ranked by likeness."""
    best = list(dict.fromkeys(code for code, _ in ranked))[:5]
    return [Match(code, "", 0.0, "") for code in best]


def tfidf(titles: Sequence[tuple[str, str]]) -> Answer:
    """Cosine of character n-grams over the titles."""
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
    matrix = vectorizer.fit_transform([title.lower() for _, title in titles])

    def answer(texts: Sequence[str]) -> list[list[Match]]:
        cosines = (vectorizer.transform([text.lower() for text in texts]) @ matrix.T).toarray()
        order = (-cosines).argsort(axis=1, kind="stable")[:, :60]
        return [first_five([(titles[at][0], 0.0) for at in row]) for row in order]

    return answer


def token_set(titles: Sequence[tuple[str, str]]) -> Answer:
    """rapidfuzz's token-set ratio over the titles."""
    names = [title.lower() for _, title in titles]

    def answer(texts: Sequence[str]) -> list[list[Match]]:
        ranked = [
            process.extract(text.lower(), names, scorer=fuzz.token_set_ratio, limit=60)
            for text in texts
        ]
        return [first_five([(titles[at][0], ratio) for _, ratio, at in row]) for row in ranked]

    return answer


def main() -> None:
    """Print one line a method and list of wishes."""
    with Path(sys.argv[1]).open(encoding="utf-8", newline="") as file:
        titles = [(row["styrk08"], row["title"]) for row in csv.DictReader(file)]
    test = measure()
    lists = dict(zip(("work-on half", "judge half"), test.halves(), strict=True))
    for more in sys.argv[2:]:
        with Path(more).open(encoding="utf-8", newline="") as file:
            lists[Path(more).stem] = list(csv.reader(file))[1:]
    methods: dict[str, Answer] = {
        "resolver": Resolver(catalogue()).resolve_all,
        "resolver with titles": Resolver(catalogue(), titles).resolve_all,
        "character TF-IDF over titles": tfidf(titles),
        "token-set ratio over titles": token_set(titles),
    }
    for name, wishes in lists.items():
        for method, answer in methods.items():
            texts = [text for text, _ in wishes]
            answer(["kokk", "flettverksmed"])  # what is built at first use is built
            began = time.perf_counter()
            found = answer(texts)
            took = time.perf_counter() - began
            hits = [test.hit(codes, got) for (_, codes), got in zip(wishes, found, strict=True)]
            first, five = (sum(hit[at] for hit in hits) / len(hits) for at in (0, 1))
            print(
                f"| {name} ({len(wishes)}) | {method} | {first:.1%} | {five:.1%} "
                f"| {1000 * took / len(wishes):.1f} |"
            )


if __name__ == "__main__":
    main()
