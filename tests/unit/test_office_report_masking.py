"""Small groups: what is hidden by the rule, and that totals never tell what one of them holds."""

from collections import Counter, defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain.shares import share_of
from matcher.domain.small_groups import FEWEST_SHOWN, hidden_groups

SIZES = st.lists(st.integers(0, 12), min_size=2, max_size=7)


def hidden(sizes):
    return hidden_groups({str(place): size for place, size in enumerate(sizes)})


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([5, 9], ""),
        ([3, 9, 7], "02"),  # the total less 9 and 7 would tell of the 3
        ([3, 4, 7], "01"),  # 7 together, in one order or the other
        ([2, 1, 7, 8], "012"),  # 3 people together are too few to hide among
        ([4, 4, 6, 9], "012"),  # two of the same size are each half of the rest
        ([3, 7, 7, 9], "012"),  # which of the two were hidden would tell by their order
        ([0, 0, 8, 9], "012"),
        ([1, 2], "01"),
        ([5, 5, 5], ""),
    ],
)
def test_small_groups_are_hidden_with_as_few_others_as_totals_need(sizes, expected):
    assert hidden(sizes) == set(expected)


@given(SIZES)
def test_a_group_of_fewer_than_five_is_always_hidden(sizes):
    shown = [size for place, size in enumerate(sizes) if str(place) not in hidden(sizes)]
    assert all(size >= FEWEST_SHOWN for size in shown)


@given(SIZES)
def test_nothing_is_hidden_where_every_group_is_large_enough(sizes):
    assert bool(hidden(sizes)) == (min(sizes) < FEWEST_SHOWN)


@given(SIZES)
def test_hidden_groups_are_at_least_five_people_together_where_there_are_so_many(sizes):
    gone = hidden(sizes)
    together = sum(size for place, size in enumerate(sizes) if str(place) in gone)
    assert not gone or together >= min(FEWEST_SHOWN, sum(sizes))


def published(sizes):
    """What a reader sees: the total, and each group that is shown."""
    gone = hidden(sizes)
    cells = (None if str(place) in gone else size for place, size in enumerate(sizes))
    return sum(sizes), tuple(cells)


def towns(groups, most):
    """Every town there might be, by what a reader would see of it."""
    found = defaultdict(list)
    for sizes in product(range(most + 1), repeat=groups):
        found[published(sizes)].append(sizes)
    return found


@pytest.mark.parametrize(("groups", "most"), [(2, 30), (3, 21), (4, 16)])
def test_a_reader_who_knows_the_rule_never_knows_a_hidden_group(groups, most):
    """The slow oracle: every town that would be published like this one is looked at."""
    for (total, cells), alike in towns(groups, most).items():
        # A larger total could be that of a town beyond those that were made.
        if not 0 < total <= most or None not in cells:
            continue
        for place, cell in enumerate(cells):
            if cell is None:
                values = {sizes[place] for sizes in alike}
                assert len(values) > 1, (total, cells, alike)


@given(SIZES, st.randoms())
def test_the_order_of_the_groups_does_not_matter(sizes, chance):
    order = list(range(len(sizes)))
    chance.shuffle(order)
    before = Counter(sizes[int(place)] for place in hidden(sizes))
    shuffled = [sizes[place] for place in order]
    assert Counter(shuffled[int(place)] for place in hidden(shuffled)) == before


def test_a_share_by_hand():
    found = share_of(5, 20)
    assert found.share == 0.25
    # z = 1.6449: (0.25 + 0.0676 -+ 1.6449 x sqrt(0.009375 + 0.001691)) / 1.1353
    assert found.low == pytest.approx(0.1274, abs=1e-4)
    assert found.high == pytest.approx(0.4322, abs=1e-4)


@given(st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_interval_of_a_share_holds_it_and_is_never_empty(case):
    found = share_of(*case)
    assert 0 <= found.low <= found.share <= found.high <= 1 and found.low < found.high
