"""The advisers and leaders of the simulated offices, as the accounts that a demo makes."""

import math

from matcher.domain.access import Role, Viewer

PARTICIPANTS_PER_ADVISER = 20

# Short sign-in names; the first of each office's group is its leader.
_LEADERS = ("astrid", "birk", "cornelia", "didrik", "eira", "falk")
_ADVISERS = (
    "ida",
    "jonas",
    "maja",
    "emil",
    "sara",
    "noah",
    "tuva",
    "ella",
    "leo",
    "thea",
    "jakob",
    "frida",
    "oda",
    "sander",
    "mia",
    "iver",
    "selma",
    "kasper",
    "vilja",
    "tobias",
    "ronja",
    "amund",
    "liv",
    "vetle",
)


def office_id(office: int) -> str:
    """The id of office number ``office``, counted from 0.

    >>> office_id(0)
    'N1'
    """
    return f"N{office + 1}"


def demo_staff(participants: int, offices: int = 3) -> tuple[Viewer, ...]:
    """One leader and enough advisers for each office; every adviser has about 20 participants.

    >>> [viewer.name for viewer in demo_staff(200) if viewer.office_id == "N1"]
    ['astrid', 'ida', 'jonas', 'maja', 'emil']
    """
    each = advisers_per_office(participants, offices)
    staff = []
    for office in range(offices):
        staff.append(Viewer(_name(_LEADERS, office), Role.LEADER, office_id(office)))
        numbers = range(office * each, (office + 1) * each)
        staff += [Viewer(_name(_ADVISERS, n), Role.ADVISER, office_id(office)) for n in numbers]
    return tuple(staff)


def made_up_contact(number: int, name: str) -> dict[str, str]:
    """What number ``number`` of the staff is called, and a number to ring; nobody takes it for
    somebody's.

    >>> made_up_contact(1, "ida")
    {'person_name': 'Ida Prøvesen', 'phone': '900 00 001'}
    """
    return {"person_name": f"{name.title()} Prøvesen", "phone": f"900 00 {number:03d}"}


def advisers_per_office(participants: int, offices: int) -> int:
    """Advisers that an office needs for its part of ``participants``."""
    return max(1, math.ceil(participants / offices / PARTICIPANTS_PER_ADVISER))


def _name(names: tuple[str, ...], number: int) -> str:
    again, which = divmod(number, len(names))
    return names[which] if again == 0 else f"{names[which]}{again + 1}"


def adviser_of_place(place: int, participants: int, offices: int) -> str:
    """The sign-in name of the adviser who has place number ``place`` in the programme.

    >>> [adviser_of_place(place, 200, 3) for place in (0, 1, 3)]
    ['ida', 'sara', 'jonas']
    """
    number, office = divmod(place, offices)
    each = advisers_per_office(participants, offices)
    return _name(_ADVISERS, office * each + number % each)
