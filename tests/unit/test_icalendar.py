"""The calendar text, read back by a small strict reader that shares nothing with the writer."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.exchange.icalendar import WholeDay, calendar_text

WRITTEN = date(2026, 3, 1)
TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=200)


def properties(text):
    """Every line as (name, value), unfolded; an error for what RFC 5545 does not allow."""
    raw = text.encode()
    assert raw.endswith(b"\r\n")
    lines = raw[:-2].split(b"\r\n")
    assert all(len(line) <= 75 and b"\r" not in line and b"\n" not in line for line in lines)
    for line in lines:
        line.decode()  # no letter is cut in two
    whole = re.sub(rb"\r\n[ \t]", b"", raw[:-2]).decode()
    found = [
        re.fullmatch(r"([A-Z-]+(?:;[A-Z]+=[A-Z]+)?):(.*)", line) for line in whole.split("\r\n")
    ]
    assert all(found)
    return [match.groups() for match in found]


def plain(value):
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)


def events(text):
    """The properties of each event, in order."""
    listed, inside = [], None
    for name, value in properties(text):
        if (name, value) == ("BEGIN", "VEVENT"):
            inside = {}
        elif (name, value) == ("END", "VEVENT"):
            listed.append(inside)
            inside = None
        elif inside is not None:
            assert name not in inside
            inside[name] = value
    return listed


def test_a_calendar_says_what_it_is():
    found = properties(calendar_text([], "Oppfølging", WRITTEN))
    assert found[0] == ("BEGIN", "VCALENDAR")
    assert found[-1] == ("END", "VCALENDAR")
    assert ("VERSION", "2.0") in found
    assert any(name == "PRODID" for name, _ in found)


@given(TEXTS, TEXTS, st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_whatever_is_written_is_read_back(uid, summary, day):
    (found,) = events(calendar_text([WholeDay(uid, day, summary)], summary, WRITTEN))
    assert (plain(found["UID"]), plain(found["SUMMARY"])) == (uid, summary)
    assert found["DTSTART;VALUE=DATE"] == day.strftime("%Y%m%d")
    assert found["DTEND;VALUE=DATE"] == (day + timedelta(days=1)).strftime("%Y%m%d")


def test_a_new_line_in_a_text_ends_no_property():
    (found,) = events(calendar_text([WholeDay("1", WRITTEN, "a\r\nEND:VEVENT")], "x", WRITTEN))
    assert plain(found["SUMMARY"]) == "a\nEND:VEVENT"


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 25)])
def test_a_day_on_which_the_clock_changes_is_a_day_without_a_clock(day):
    text = calendar_text([WholeDay("1", day, "x")], "x", WRITTEN)
    (found,) = events(text)
    assert found["DTSTART;VALUE=DATE"] == f"{day:%Y%m%d}"
    assert found["DTEND;VALUE=DATE"] == f"{day + timedelta(days=1):%Y%m%d}"
    assert "TZID" not in text


def test_an_address_stands_as_it_is():
    address = "https://example.org/placements/PL-1"
    (found,) = events(calendar_text([WholeDay("1", WRITTEN, "x", address)], "x", WRITTEN))
    assert found["URL"] == address
