"""From an advertisement of the feed to the lead that is kept of it."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from matcher.domain.vacancies import VacancyLead
from matcher.exchange.feed_schema import Ad, BadEntry, Entry, FeedEmployer, Location
from matcher.exchange.plain_text import plain_text, web_address, without_contacts
from matcher.places.lookup import normal_postal_code

# Where the public shows a vacancy; for one that names no address of its own.
PUBLIC_PAGE = "https://arbeidsplassen.nav.no/stillinger/stilling/"
MOST_OCCUPATIONS = 3
MOST_POSITIONS = 9_999

_STYRK = re.compile(r"([0-9]{4})(?:\.[0-9]+)?")
_ISO_DAY = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_NORWEGIAN_DAY = re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")
# A day ends at midnight in Norway, one or two hours before it does in UTC.
_NORWAY_AHEAD = timedelta(hours=2)

Resolve = Callable[[str], str | None]


def lead_of(entry: Entry, resolve: Resolve) -> VacancyLead:
    """The lead of ``entry``; ``resolve`` reads a title as an occupation's code where it can.

    BadEntry where a date or the title cannot be used.
    """
    ad = entry.ad
    title = without_contacts(plain_text(ad.title), entry.contacts)
    if not title:
        raise BadEntry("title: expected text")
    codes = occupations_of(ad)
    guessed = None if codes else _guessed(ad, title, resolve)
    work = (ad.work_locations or [Location()])[0]
    employer = ad.employer or FeedEmployer()
    published = _day(ad.published, "published")
    return VacancyLead(
        uuid=entry.uuid,
        title=title,
        occupations=codes or ((guessed,) if guessed else ()),
        occupation_via="category" if codes else "title" if guessed else None,
        employer=_text(employer.name),
        org_number=org_number(employer.orgnr),
        postal_code=normal_postal_code(work.postal_code) if work.postal_code else None,
        place=_place(work.city or work.municipal),
        extent=_text((ad.extent or "").replace("_", " ")),
        positions=_positions(ad.positioncount),
        published=published,
        until=last_day(_day(ad.expires, "expires"), ad.application_due, published),
        changed_at=entry.changed_at,
        source_url=_source(ad) or f"{PUBLIC_PAGE}{entry.uuid}",
    )


def occupations_of(ad: Ad) -> tuple[str, ...]:
    """Four-digit STYRK-08 codes of the categories, the surest first, then as listed.

    >>> from matcher.exchange.feed_schema import Category
    >>> listed = [Category(categoryType="STYRK08NAV", code="2342.07"),
    ...           Category(categoryType="ESCO", code="http://x"),
    ...           Category(categoryType="STYRK08", code="5131", score=1.0)]
    >>> occupations_of(Ad(title="", categoryList=listed))
    ('5131', '2342')
    """
    styrk = [each for each in ad.category_list or () if each.category_type.startswith("STYRK08")]
    surest = sorted(styrk, key=lambda each: -(each.score or 0))
    read = (_STYRK.fullmatch((each.code or "").strip()) for each in surest)
    return tuple(dict.fromkeys(code[1] for code in read if code))[:MOST_OCCUPATIONS]


def last_day(expires: date | None, due: str | None, published: date | None) -> date | None:
    """The last day on which it stands: it expires, or the application is due, whichever is first.

    What is due is free text; without a date in it, or with one before it was published, it says
    nothing.

    >>> last_day(date(2026, 3, 31), "Snarest", None), last_day(date(2026, 3, 31), "20.3.2026", None)
    (datetime.date(2026, 3, 31), datetime.date(2026, 3, 20))
    """
    known = [expires] if expires else []
    found = _day_in(due or "")
    if found is not None and (published is None or found >= published):
        known.append(found)
    return min(known, default=None)


def org_number(text: str | None) -> str | None:
    """The nine digits of an organisation number, or None.

    >>> org_number("974 201 828"), org_number("NO 974201828 MVA"), org_number("12")
    ('974201828', '974201828', None)
    """
    digits = "".join(each for each in text or "" if each.isascii() and each.isdigit())
    return digits if len(digits) == 9 else None


def _guessed(ad: Ad, title: str, resolve: Resolve) -> str | None:
    return (resolve(plain_text(ad.jobtitle)) if ad.jobtitle else None) or resolve(title)


def _text(value: str | None) -> str | None:
    return plain_text(value, 120) or None if value else None


def _place(value: str | None) -> str | None:
    """
    >>> _place("NORDRE FOLLO"), _place("Ås")
    ('Nordre Follo', 'Ås')
    """
    text = _text(value)
    return text.title() if text and text.isupper() else text


def _positions(value: str | int | None) -> int | None:
    text = str(value if value is not None else "").strip()
    count = int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0
    return min(count, MOST_POSITIONS) or None


def _source(ad: Ad) -> str | None:
    addresses = (web_address(text or "") for text in (ad.sourceurl, ad.link, ad.application_url))
    return next((address for address in addresses if address), None)


def _day(value: str | None, field: str) -> date | None:
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo is None else _in_norway(moment)).date()
    except (ValueError, OverflowError):
        raise BadEntry(f"{field}: expected a date such as 2026-03-31T00:00:00") from None


def _in_norway(moment: datetime) -> datetime:
    offset = moment.utcoffset() or timedelta()
    return moment if offset else moment + _NORWAY_AHEAD


def _day_in(text: str) -> date | None:
    iso, norwegian = _ISO_DAY.search(text), _NORWEGIAN_DAY.search(text)
    found = iso.groups() if iso else norwegian.groups()[::-1] if norwegian else None
    try:
        return date(*map(int, found)) if found else None
    except ValueError:
        return None
