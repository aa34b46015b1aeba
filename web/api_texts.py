"""The words of the page that shows the API; the document itself is in English alone."""

from flask_babel import lazy_gettext as _

TAGS = {
    "Token": _("Nøkkelen"),
    "Openings": _("Plasser"),
    "Mentors": _("Mentorer"),
    "Capacity": _("Ledig plass"),
    "Requests": _("Forespørsler og svar"),
    "Suggestions": _("Forslag"),
    "Outcomes": _("Rapporter"),
}
SUMMARIES = {
    "readToken": _("Les hva nøkkelen får gjøre"),
    "listOpenings": _("Vis plassene"),
    "postOpening": _("Legg ut en plass"),
    "getOpening": _("Les én plass"),
    "changeOpening": _("Endre en plass"),
    "pauseOpening": _("Sett en plass på pause"),
    "openOpening": _("Åpne en plass igjen"),
    "closeOpening": _("Lukk en plass"),
    "listMentors": _("Vis mentorene"),
    "addMentor": _("Legg til en mentor"),
    "getMentor": _("Les om én mentor"),
    "changeMentor": _("Endre en mentor, og hvor mange hen kan følge opp"),
    "pauseMentor": _("Sett en mentor på pause"),
    "resumeMentor": _("En mentor tar imot igjen"),
    "addAbsence": _("En mentor er borte"),
    "listCapacity": _("Ledige plasser dag for dag"),
    "listRequests": _("Vis forespørslene"),
    "sendRequest": _("Spør en arbeidsgiver"),
    "getRequest": _("Les én forespørsel"),
    "answerRequest": _("Svar på en forespørsel"),
    "withdrawRequest": _("Trekk tilbake en forespørsel"),
    "listSuggestions": _("Foreslå plasser"),
    "listOutcomes": _("Vis rapportene"),
    "reportOutcome": _("Rapporter om en plassering"),
}
