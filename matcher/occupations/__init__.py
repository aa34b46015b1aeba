"""Occupations: the project's catalogue, free text to STYRK-08 codes, and how near two codes are.

Importing this package is cheap: numpy and scikit-learn are loaded where they are first used.
"""

from matcher.occupations.catalogue import (
    DIMENSIONS,
    Catalogue,
    Occupation,
    catalogue,
    read_catalogue,
)
from matcher.occupations.nearness import nearness, nearness_matrix

__all__ = [
    "DIMENSIONS",
    "Catalogue",
    "Occupation",
    "catalogue",
    "nearness",
    "nearness_matrix",
    "read_catalogue",
]
