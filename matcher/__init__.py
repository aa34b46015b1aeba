"""Jobbsmak: finds the practice placement, employer and mentor that fit a participant."""

__version__ = "0.1.0"
