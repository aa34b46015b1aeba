"""Where a person or an opening is, and how many minutes the way between them takes.

``lookup`` and ``travel`` are imported directly; nothing here knows the store or the network.
"""
