"""From features to a ranked, explained list: the day-one model, value, selection, reasons.

Everything here is a pure function of frames and arrays; no store, no files, no clock.
"""
