"""The hard rules (design.md 6.1): each answers met, not met or unknown, with a sentence.

``pair`` judges one participant and one opening, plainly; ``screening`` judges all at once, in
arrays, and is tested against ``pair``. Nothing here reads a clock, a store or a file.
"""
