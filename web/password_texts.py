"""Why a password may not be chosen, in words."""

from flask_babel import gettext

from matcher.workflows.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD, PasswordFault


def password_fault(why: PasswordFault) -> str:
    """What is wrong with a new password, and what to do."""
    texts = {
        PasswordFault.SHORT: gettext(
            "Passordet er for kort. Bruk minst %(num)s tegn.", num=SHORTEST_PASSWORD
        ),
        PasswordFault.LONG: gettext(
            "Passordet er for langt. Bruk høyst %(num)s tegn.", num=LONGEST_PASSWORD
        ),
        PasswordFault.NAME: gettext("Passordet er laget av brukernavnet. Velg et annet."),
        PasswordFault.COMMON: gettext(
            "Passordet er lett å gjette. Velg et annet, for eksempel noen tilfeldige ord."
        ),
    }
    return texts[why]
