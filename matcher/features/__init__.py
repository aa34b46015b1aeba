"""Participant, opening and pair features, as they were known on a day; nothing from the future.

``history`` turns past placements into shrunk rates, ``encoder`` makes the named columns,
``pipeline`` standardises them. What a feature is worth stands in ``ranking``.
"""
