"""The id of a first-day sheet in an address: made of the placement's, and telling nothing of it."""

import hashlib

_LENGTH = 20


def sheet_id(placement_id: str) -> str:
    """The same for the same placement. Who may see the sheet is asked apart.

    An imported placement's own id may be made of a person's, and stands in no address.

    >>> sheet_id("L1") == sheet_id("L1"), len(sheet_id("L1")), sheet_id("L2") == sheet_id("L1")
    (True, 20, False)
    """
    return hashlib.sha256(f"first day {placement_id}".encode()).hexdigest()[:_LENGTH]
