"""How a mail ends: who writes, on which number they are reached, and for which office."""

from matcher.domain.advisers import Adviser

GREETING = {"nb": "Vennlig hilsen", "en": "Kind regards"}
_PHONE = {"nb": "Telefon {phone}", "en": "Phone {phone}"}


def signature(adviser: Adviser, lang: str, office: str | None = None) -> str:
    """The last lines of a mail; what is not known is left out.

    >>> print(signature(Adviser("kari", "Kari Prøvesen", "900 00 001"), "nb", "Testvik"))
    Vennlig hilsen
    Kari Prøvesen
    Testvik
    Telefon 900 00 001
    >>> print(signature(Adviser("kari"), "en"))
    Kind regards
    kari
    """
    phone = _PHONE[lang].format(phone=adviser.phone) if adviser.phone else None
    return "\n".join(line for line in (GREETING[lang], adviser.name, office, phone) if line)
