"""What mails about a request say, in Norwegian and English; no word of the person in any."""

from enum import StrEnum


class Tells(StrEnum):
    """What a mail about a request tells; part of its subject key."""

    ASKED = "asked"
    REMINDED = "reminded"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    NAME = "name"


HELLO = {"nb": "Hei!", "en": "Hello,"}
TEXTS: dict[Tells, dict[str, tuple[str, str]]] = {
    Tells.ASKED: {
        "nb": (
            "Kan dere ta imot en person: {title}?",
            "Vi har en person som gjerne vil være hos dere: {title}{days}.\n\n"
            "Les hva personen vil og kan, og svar med ett klikk: ja, ring først, eller ikke nå.\n"
            "{link}\n\nVi holder plassen av til og med {by}.",
        ),
        "en": (
            "Could you take somebody in: {title}?",
            "There is a person who would like to come to you: {title}{days}.\n\n"
            "Read what the person wants and can do, and answer with one click: yes, talk first,"
            " or not now.\n{link}\n\nWe hold the place until {by}.",
        ),
    },
    Tells.REMINDED: {
        "nb": (
            "Påminnelse: {title}",
            "Vi spurte om dere kan ta imot en person: {title}{days}.\n\n"
            "Dere kan svare til og med {by}. Et nei er også et godt svar.\n{link}",
        ),
        "en": (
            "A reminder: {title}",
            "We asked whether you could take somebody in: {title}{days}.\n\n"
            "You can answer until {by}. A no is a good answer too.\n{link}",
        ),
    },
    Tells.EXPIRED: {
        "nb": (
            "Vi spør ikke mer nå: {title}",
            "Vi hørte ikke fra dere, og det er helt i orden. Forespørselen om {title} er lukket,"
            " og plassen hos dere er ledig igjen. Dere trenger ikke gjøre noe.",
        ),
        "en": (
            "We will not ask again now: {title}",
            "We did not hear from you, and that is quite all right. The request about {title} is"
            " closed, and your place is free again. There is nothing that you need to do.",
        ),
    },
    Tells.WITHDRAWN: {
        "nb": (
            "Dere trenger ikke svare: {title}",
            "Forespørselen om {title} gjelder ikke lenger. Dere trenger ikke gjøre noe."
            " Takk for at dere har tenkt på det.",
        ),
        "en": (
            "No answer is needed: {title}",
            "The request about {title} does not hold any more. There is nothing that you need to"
            " do. Thank you for thinking about it.",
        ),
    },
    Tells.CLOSED: {
        "nb": (
            "Dere trenger ikke svare: {title}",
            "Plassen {title} tar ikke imot noen nå, så forespørselen er trukket tilbake."
            " Dere trenger ikke gjøre noe.",
        ),
        "en": (
            "No answer is needed: {title}",
            "The place {title} takes nobody now, so the request was taken back. There is nothing"
            " that you need to do.",
        ),
    },
    Tells.NAME: {
        "nb": (
            "Nå ser dere navn og telefonnummer: {title}",
            "Personen har sagt ja til at dere får vite navnet. Logg inn, og åpne forespørselen om"
            " {title}: der står det.\n\nHar du ikke en konto hos oss ennå, så si fra til {adviser},"
            " så får du en invitasjon.",
        ),
        "en": (
            "You can see the name and number now: {title}",
            "The person has said yes to telling you the name. Sign in, and open the request about"
            " {title}: it stands there.\n\nIf you have no account with us yet, tell {adviser}, and"
            " you will be invited.",
        ),
    },
}  # fmt: skip
