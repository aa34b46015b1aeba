"""What is said of each occupation in Norwegian: title, tasks, and how people wish for it."""

from matcher.simulation.trade_words_hands import HANDS
from matcher.simulation.trade_words_people import PEOPLE

# code: (title, tasks, wishes separated by "|")
WORDS: dict[str, tuple[str, str, str]] = {**PEOPLE, **HANDS}

# What people say who have no wish yet; nothing can be resolved from these.
NO_WISH = ("vet ikke", "vet ikke helt", "hva som helst", "har ikke tenkt på det", "usikker")
