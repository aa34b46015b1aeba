"""What the mail with the question about the name says, in plain Norwegian and English (A2).

Short sentences with common words; nothing in them says why the person is in contact with us.
"""

from dataclasses import dataclass

# Between the two languages of a mail in both.
BETWEEN = "\n– – –\n\n"


@dataclass(frozen=True, slots=True)
class ConsentTexts:
    """One language's texts; ``below`` tells, where it is the second, that it comes."""

    subject: str
    hello: str
    body: str
    about: str
    workplace: str
    below: str = ""


TEXTS = {
    "nb": ConsentTexts(
        subject="Et spørsmål til deg",
        hello="Hei!",
        body=(
            "Kan {place} få vite navnet ditt?{about}\n\n"
            "Du bestemmer. Du kan si ja eller nei. Det er greit å si nei.\n"
            "Du kan også svare noe annet senere.\n\n"
            "Åpne lenken og svar. Siste dag å svare er {day}:\n{link}\n\n"
            "Hvis du ikke svarer, får de ikke vite navnet."
        ),
        about="\nDet gjelder: {title}.",
        workplace="et arbeidssted",
    ),
    "en": ConsentTexts(
        subject="A question for you",
        hello="Hello,",
        body=(
            "May {place} know your name?{about}\n\n"
            "You decide. You can say yes or no. It is fine to say no.\n"
            "You can also give another answer later.\n\n"
            "Open the link and answer. The last day to answer is {day}:\n{link}\n\n"
            "If you do not answer, they will not know your name."
        ),
        about="\nIt is about: {title}.",
        workplace="a workplace",
        below="(You can read this in English below.)",
    ),
}
