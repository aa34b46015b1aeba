"""Which groups of a breakdown stay hidden, so that nobody is recognised in a report.

The rule: a group of fewer than five people is hidden. While the hidden groups are fewer than five
people together, or are all of the same size, the smallest of the others is hidden too (all of them
where several are equally small). Then the total less what is shown never tells what one hidden
group holds: the hidden sizes may as well stand in another order. A breakdown of one group is its
total, and is left out by whoever asks. Two reports over periods that overlap can still be compared;
that is why they are for the leader alone.
"""

from collections.abc import Mapping

# Fewer people than this are recognised by those who know the office.
FEWEST_SHOWN = 5


def hidden_groups(people: Mapping[str, int]) -> frozenset[str]:
    """The names of the groups to hide, by how many people each holds.

    >>> sorted(hidden_groups({"a": 3, "b": 9, "c": 7}))
    ['a', 'c']
    >>> sorted(hidden_groups({"a": 3, "b": 4, "c": 7})), sorted(hidden_groups({"a": 5, "b": 9}))
    (['a', 'b'], [])
    """
    hidden = {name for name, count in people.items() if count < FEWEST_SHOWN}
    while hidden and len(hidden) < len(people) and _told_by_totals(hidden, people):
        smallest = min(count for name, count in people.items() if name not in hidden)
        hidden |= {name for name, count in people.items() if count == smallest}
    return frozenset(hidden)


def _told_by_totals(hidden: set[str], people: Mapping[str, int]) -> bool:
    sizes = [people[name] for name in hidden]
    return sum(sizes) < FEWEST_SHOWN or len(set(sizes)) == 1
