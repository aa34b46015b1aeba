"""Who is looking: every workflow that touches a person takes a ``Viewer``."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an account may do. ``OPERATOR`` is the person at the command line of the server."""

    ADVISER = "adviser"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Viewer:
    """The account on whose behalf something is read or changed."""

    name: str
    role: Role
    office_id: str | None = None

    def sees_office(self, office_id: str) -> bool:
        """Whether participants of ``office_id`` are visible.

        >>> Viewer("kari", Role.ADVISER, "N1").sees_office("N2")
        False
        """
        if self.role is Role.OPERATOR:
            return True
        return self.role is not Role.ADMINISTRATOR and self.office_id == office_id


OPERATOR = Viewer("command line", Role.OPERATOR)
