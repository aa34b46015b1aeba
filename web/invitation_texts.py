"""What is said of employers' people and their links, in words."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from matcher.workflows.passwords import PasswordFault
from matcher.workflows.workplace.accept_invitation import LONGEST_PERSON, Closed
from matcher.workflows.workplace.invitations import EmailFault
from web.password_texts import password_fault

_EMAIL = {
    EmailFault.MISSING: _("Skriv e-postadressen til den du vil invitere."),
    EmailFault.WRONG: _("Skriv hele e-postadressen, som navn@firma.no."),
    EmailFault.HERE: _("Denne adressen har en konto her allerede."),
    EmailFault.CLOSED: _("Kontoen med denne adressen er stengt. Åpne den igjen i listen."),
    EmailFault.ELSEWHERE: _("Adressen har en konto et annet sted. Bruk en annen adresse."),
}
# Heading, and what to do now.
CLOSED_INVITATION = {
    Closed.BROKEN: (
        _("Lenken virker ikke"),
        _(
            "Kanskje ble ikke hele lenken med. Prøv å åpne den fra meldingen igjen, eller be om"
            " en ny."
        ),
    ),
    Closed.EXPIRED: (
        _("Invitasjonen er gått ut"),
        _("Den gjaldt i 14 dager. Be den som inviterte deg, om en ny."),
    ),
    Closed.WITHDRAWN: (
        _("Invitasjonen er trukket tilbake"),
        _("Kanskje har du fått en nyere. Ellers kan du be den som inviterte deg, om en ny."),
    ),
    Closed.USED: (
        _("Invitasjonen er brukt"),
        _("Kontoen er laget. Logg inn med e-postadressen din, eller få en lenke på e-post."),
    ),
}
CLOSED_LINK = {
    Closed.BROKEN: (
        _("Lenken virker ikke"),
        _("Kanskje ble ikke hele lenken med. Åpne den fra e-posten igjen, eller få en ny."),
    ),
    Closed.EXPIRED: (_("Lenken er gått ut"), _("Den gjaldt i 30 minutter. Få en ny.")),
    Closed.WITHDRAWN: (
        _("Kontoen er stengt"),
        _("Ring den dere har kontakt med, hvis du skal kunne logge inn."),
    ),
    Closed.USED: (_("Lenken er brukt"), _("Den virker bare én gang. Få en ny.")),
}


def email_fault(code: str) -> str:
    """Why nobody can be invited at an address."""
    return str(_EMAIL[EmailFault(code)])


def account_fault(field: str, code: str) -> str:
    """What is wrong with a field of the form that makes an account."""
    if field == "password":
        return password_fault(PasswordFault(code))
    if code == "long":
        return gettext("Bruk høyst %(num)s tegn.", num=LONGEST_PERSON)
    return gettext("Skriv hva du heter.")
