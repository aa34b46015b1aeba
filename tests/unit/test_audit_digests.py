"""What the audit chain covers, by digests reckoned by hand."""

import hashlib
import hmac
from datetime import datetime

from matcher.store.audit import GENESIS, chained, moment_text, person_digest

ROW = {
    "id": 1,
    "happened_at": "2026-03-02 09:00:00.000000",
    "actor": "kari",
    "role": "adviser",
    "office_id": "N1",
    "action": "read",
    "allowed": 1,
    "page": "participant.show /participants/<participant_id>",
    "person": "ab",
}
CANONICAL = (
    '[1,"2026-03-02 09:00:00.000000","kari","adviser","N1","read",1,'
    '"participant.show /participants/<participant_id>","ab"]'
)


def test_a_rows_digest_is_that_of_the_row_before_and_its_own_text():
    by_hand = hashlib.sha256(("0" * 64 + CANONICAL).encode()).hexdigest()
    assert chained(GENESIS, ROW) == by_hand
    second = ROW | {"id": 2, "office_id": None, "actor": "Åse"}
    text = CANONICAL.replace("[1,", "[2,").replace('"N1"', "null").replace("kari", "Åse")
    assert chained(by_hand, second) == hashlib.sha256((by_hand + text).encode()).hexdigest()


def test_an_empty_text_and_an_unknown_one_have_different_digests():
    assert chained(GENESIS, ROW | {"person": ""}) != chained(GENESIS, ROW | {"person": None})


def test_a_person_is_a_digest_under_the_persons_own_key():
    assert person_digest("00ff", "P1") == hmac.new(b"\x00\xff", b"P1", "sha256").hexdigest()


def test_a_moment_always_has_its_microseconds():
    assert moment_text(datetime(2026, 3, 2, 9, 0, 0, 5)) == "2026-03-02 09:00:00.000005"
