"""An adviser as employers and participants see one: what they are called, and which number."""

from dataclasses import dataclass

from matcher.domain.phones import dialled


@dataclass(frozen=True, slots=True)
class Adviser:
    """Somebody of an office; ``account`` is the sign-in name, the others None where not known."""

    account: str
    person_name: str | None = None
    phone: str | None = None

    @property
    def name(self) -> str:
        """The name where it is known, else the sign-in name; nothing is guessed.

        >>> Adviser("kari", "Kari Prøvesen").name, Adviser("kari").name
        ('Kari Prøvesen', 'kari')
        """
        return self.person_name or self.account

    @property
    def dials(self) -> str:
        """The number as a telephone dials it; empty where none is known."""
        return dialled(self.phone) if self.phone else ""
