"""NAV's vacancy feed as its code has it: pages of items, and entries with an advertisement.

Reading is tolerant: what is not used is not looked at, and what cannot be used is named by its
field. Of an advertisement only what leads to the employer and the source is read: not the
description, and of contact persons only the names that are then taken out of the title.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeGuard

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

WITHDRAWN_TITLES = frozenset({"...", "…", "?"})
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")


class FeedUnreadable(ValueError):
    """An answer that is no page or no entry at all, such as JSON that was cut off."""


class BadEntry(ValueError):
    """An item or an entry that cannot be used; the text says which field, and what was expected."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a page: which vacancy changed, when, and whether it is withdrawn."""

    uuid: str
    changed_at: datetime
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class BadItem:
    """A line that cannot be used; ``uuid`` where at least that could be read."""

    uuid: str | None
    what: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page; ``next_id`` is None at the end of the feed."""

    id: str
    next_id: str | None
    items: tuple[Item | BadItem, ...]


class _Loose(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, alias_generator=to_camel)


class Location(_Loose):
    """Where the work is."""

    country: str | None = None
    city: str | None = None
    postal_code: str | None = None
    municipal: str | None = None


class Category(_Loose):
    """An occupation in one of several vocabularies; a higher ``score`` is surer."""

    category_type: str = ""
    code: str | None = None
    score: float | int | None = None


class FeedEmployer(_Loose):
    """Who advertises."""

    name: str | None = None
    orgnr: str | None = None


class Ad(_Loose):
    """What is read of an advertisement, in the feed's own words."""

    title: str
    published: str | None = None
    expires: str | None = None
    work_locations: list[Location] | None = None
    sourceurl: str | None = None
    application_url: str | None = None
    application_due: str | None = None
    category_list: list[Category] | None = None
    jobtitle: str | None = None
    link: str | None = None
    employer: FeedEmployer | None = None
    extent: str | None = None
    positioncount: str | int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A vacancy that stands; ``contacts`` are names that may not be kept."""

    uuid: str
    changed_at: datetime
    ad: Ad
    contacts: tuple[str, ...]


def read_page(body: bytes) -> Page:
    """A page of the feed. FeedUnreadable where it is none; bad lines are among its items."""
    document = _object(body)
    page_id, items = document.get("id"), document.get("items")
    if not _is_id(page_id) or not isinstance(items, list):
        raise FeedUnreadable("a page has an id and items")
    next_id = document.get("next_id") or _last_part(document.get("next_url"))
    if next_id is not None and not _is_id(next_id):
        raise FeedUnreadable("next_id is the id of a page")
    return Page(page_id, next_id, tuple(map(_item, items)))


def read_entry(body: bytes, uuid: str) -> Entry | None:
    """The vacancy ``uuid``, or None where it is withdrawn.

    FeedUnreadable where the answer is no entry, BadEntry where a field cannot be used. The
    internal form of an advertisement (``properties``, ``locationList``) is read too, with the
    envelope or without.

    >>> read_entry(b'{"uuid": "u1", "status": "INACTIVE", "sistEndret": "2026-03-02T08:00:00Z"}',
    ...            "u1") is None
    True
    """
    document = _object(body)
    bare = "ad_content" not in document and "json" not in document and "properties" in document
    content = document if bare else document.get("ad_content", document.get("json"))
    if _word(document.get("status"), "status") != "ACTIVE" or content is None:
        return None
    if document.get("uuid") != uuid:
        raise BadEntry("uuid: expected that of the item")
    if not isinstance(content, dict):
        raise BadEntry("ad_content: expected an object")
    if _is_withdrawn(content.get("title")):
        return None
    changed = document.get("sistEndret", document.get("updated"))
    ad = _checked(_as_published(content) if "properties" in content else content)
    return Entry(uuid, _moment(changed, "sistEndret"), ad, _contacts(content.get("contactList")))


def _object(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as problem:
        raise FeedUnreadable("the answer is not whole JSON") from problem
    if not isinstance(document, dict):
        raise FeedUnreadable("the answer is no JSON object")
    return document


def _item(line: object) -> Item | BadItem:
    if not isinstance(line, dict):
        return BadItem(None, "item: expected an object")
    entry = line.get("_feed_entry")
    of_entry: Mapping[str, Any] = entry if isinstance(entry, dict) else {}
    uuid = of_entry.get("uuid", line.get("id"))
    if not _is_id(uuid):
        return BadItem(None, "_feed_entry.uuid: expected an id")
    try:
        status = _word(of_entry.get("status"), "_feed_entry.status")
        titles = (of_entry.get("title"), line.get("title"))
        gone = status != "ACTIVE" or any(map(_is_withdrawn, titles))
        changed = of_entry.get("sistEndret", line.get("date_modified"))
        return Item(uuid, _moment(changed, "_feed_entry.sistEndret"), gone)
    except BadEntry as bad:
        return BadItem(uuid, str(bad))


def _is_id(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _last_part(address: object) -> str | None:
    """
    >>> _last_part("/api/v1/feed/0a1b?pageSize=10"), _last_part(None)
    ('0a1b', None)
    """
    if not isinstance(address, str) or not address:
        return None
    return address.partition("?")[0].rstrip("/").rpartition("/")[2]


def _word(value: object, field: str) -> str:
    if not isinstance(value, str):
        raise BadEntry(f"{field}: expected text")
    return value.strip().upper()


def _is_withdrawn(title: object) -> bool:
    return isinstance(title, str) and title.strip() in WITHDRAWN_TITLES


def _moment(value: object, field: str) -> datetime:
    """A moment in Coordinated Universal Time, as the store keeps it."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
        if found is not None:
            return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found
    except (ValueError, OverflowError):
        pass
    raise BadEntry(f"{field}: expected a moment such as 2026-03-31T12:00:00+02:00")


def _checked(content: Mapping[str, Any]) -> Ad:
    try:
        return Ad.model_validate(content)
    except ValidationError as refused:
        first = refused.errors()[0]
        where = ".".join("[]" if isinstance(part, int) else str(part) for part in first["loc"])
        raise BadEntry(f"{where}: {_expected(first['type'])}") from None


def _expected(kind: str) -> str:
    """What pydantic missed, in plain words."""
    words = {"missing": "expected a value", "list_type": "expected a list"}
    if kind in words:
        return words[kind]
    return "expected text" if "string" in kind else "expected another type"


def _contacts(listed: object) -> tuple[str, ...]:
    people = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    names = (each.get("name") for each in people)
    # One word alone, such as "Kari", may as well be a place or a shop.
    return tuple(name.strip() for name in names if isinstance(name, str) and " " in name.strip())


def _as_published(content: Mapping[str, Any]) -> dict[str, Any]:
    """The internal form in the words of the published one."""
    properties = content.get("properties")
    if not isinstance(properties, dict):
        raise BadEntry("properties: expected an object")
    employer = content.get("employer")
    of_employer: Mapping[str, Any] = employer if isinstance(employer, dict) else {}
    name = content.get("businessName") or of_employer.get("name") or properties.get("employer")
    named = {"jobtitle": "jobtitle", "applicationDue": "applicationdue", "extent": "extent",
             "applicationUrl": "applicationurl", "sourceurl": "sourceurl",
             "positioncount": "positioncount"}  # fmt: skip
    return {
        **{key: content.get(key) for key in ("title", "published", "expires", "link")},
        **{key: properties.get(own) for key, own in named.items()},
        "workLocations": content.get("locationList") or [],
        "employer": {"name": name, "orgnr": of_employer.get("orgnr")},
        "categoryList": _scored(content.get("categoryList"), _classified(properties)),
    }


def _classified(properties: Mapping[str, Any]) -> object:
    """The occupation that the advertisement itself was classified as."""
    code = properties.get("classification_styrk08_code")
    if code is not None:
        return code
    try:
        title = json.loads(properties.get("ontologyJobtitle") or "{}")
    except (TypeError, ValueError, RecursionError):
        return None
    return title.get("styrk08") if isinstance(title, dict) else None


def _scored(categories: object, code: object) -> object:
    if not isinstance(categories, list | None):
        return categories
    own = [{"categoryType": "STYRK08", "code": code, "score": 1.0}] if code else []
    return [*own, *(categories or [])]
