"""The names of the features, in the order of the columns; what each is, with its unit.

Nothing here may be, or stand in for, what design.md 6.4 forbids: name, sex, age, country of
birth, languages spoken at home, diagnosis, functional limits, care duties, benefit, audit group.
"""

from matcher.domain.outcomes import Stage

PARTICIPANT = {
    "past_no_shows": "own no-shows, halved for each year that has passed",
    "past_completions": "own completed placements, halved for each year that has passed",
    "experience_years": "natural log of 1 + years of work in all",
    "spoken_level": "spoken Norwegian, 0 (A0) to 7 (native)",
}
OPENING = {
    "employer_shows_up": "employer's shrunk history, log-odds above the common rate",
    "employer_completes": "employer's shrunk history, log-odds above the common rate",
    "employer_fits": "employer's shrunk history, log-odds above the common rate",
    "employer_leads_to_work": "employer's shrunk history, log-odds above the common rate",
    "mentor_completes": "mean over the opening's mentors of their shrunk history, log-odds",
    "mentor_fits": "mean over the opening's mentors of their shrunk history, log-odds",
    "occupation_completes": "occupation's shrunk history, log-odds above the common rate",
    "occupation_fits": "occupation's shrunk history, log-odds above the common rate",
    "occupation_leads_to_work": "occupation's shrunk history, log-odds above the common rate",
    "private_sector": "1 for a private employer, else 0",
    "employer_load": "share of the employer's capacity that is taken today",
    "employer_recent_no_shows": "no-shows the employer suffered, halved every 90 days",
    "shift_parts": "parts of the week outside the day that the opening needs, 0 to 3",
    "demands": "number of physical demands",
    "hours_per_week": "the opening's hours per week",
    "language_use": "Norwegian used in the day: 0 none, 0.5 some, 1 constant",
}
PAIR = {
    "wish_match": "nearest wish, 0 to 1, weighted by rank and origin",
    "wish_own": "nearest wish that is the person's own, 0 to 1, weighted by rank",
    "tasted_liking": "how far tastes moved the liking of this work, in standard deviations",
    "experience_match": "nearest experience, 0 to 1, weighted by months and recency",
    "experience_disliked": "nearest experience that was not liked, 0 to 1",
    "spoken_margin": "levels of spoken Norwegian above the need, 0 to 4",
    "written_margin": "levels of written Norwegian above the need, 0 to 4",
    "language_missed": "need for language practice (0 at B2) times Norwegian not used there",
    "hours_spare": "share of the person's hours that the opening leaves free",
    "travel_minutes": "estimated minutes of travel, one way",
    "travel_strain": "travel as a share of what the person can manage",
    "purpose_taste": "1 where a taste is proposed",
    "purpose_language": "1 where language training is proposed",
    "purpose_job_here": "1 where a job there is the purpose",
    "track_fit": "1 where the track's first purpose is proposed, 0.5 for its second",
    "wait_weeks": "weeks until the first free day",
    "programme_left": "share of the planned length that fits before the programme ends",
    "credential_used": "1 where the opening needs a credential that the person holds",
    "completed_here": "own completed placements at this employer, at most 2",
}
FEATURES = (*PARTICIPANT, *OPENING, *PAIR)

# Whose history each stage looks at, and in which column. A learned model puts the fitted, shrunken
# intercept of the same employer, mentor or occupation there instead: one or the other, never both.
HISTORY: dict[str, dict[Stage, str]] = {
    "employer": {stage: f"employer_{stage}" for stage in Stage},
    "mentor": {stage: f"mentor_{stage}" for stage in (Stage.COMPLETES, Stage.FITS)},
    "occupation": {stage: f"occupation_{stage}" for stage in Stage if stage is not Stage.SHOWS_UP},
}
