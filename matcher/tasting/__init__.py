"""Job tastes: what is believed of a person's liking of each occupation, and what to try next.

Liking is measured in standard deviations of liking over occupations: 0 is as well as most work,
1 is clearly better. Pure functions of arrays; no store, no clock, no files.
"""
