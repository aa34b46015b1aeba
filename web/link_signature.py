"""The signed links of this server."""

from flask import current_app, has_request_context, request

from matcher.domain.mails import LinkKind
from matcher.workflows.links import Links


def links() -> Links:
    """Links that lead to the address under which this server was asked."""
    base = request.url_root if has_request_context() else ""
    return Links(current_app.config["SECRET_KEY"], base)


def address_of(link_id: str, kind: LinkKind = LinkKind.REPORT) -> str:
    """The whole address to send."""
    return links().address_of(link_id, kind)


def token_of(link_id: str, kind: LinkKind = LinkKind.REPORT) -> str:
    """What stands in the address: the id and our signature."""
    return links().token_of(link_id, kind)


def link_id_of(token: str, kind: LinkKind = LinkKind.REPORT) -> str | None:
    """The id in a token that we signed for this kind of link; None for every other text."""
    return links().link_id_of(token, kind)
