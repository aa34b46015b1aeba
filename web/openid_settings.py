"""The organisation's own sign-in (OpenID Connect), as the environment sets it up; off by default.

JOBBSMAK_OIDC_ISSUER and JOBBSMAK_OIDC_CLIENT_ID switch it on; JOBBSMAK_OIDC_CLIENT_SECRET (or
..._FILE) is what the provider gave. JOBBSMAK_OIDC_NAME_CLAIM names the claim that holds the
sign-in name here, for linking an account the first time: it must be one that people cannot change
themselves. JOBBSMAK_OIDC_ROLE_CLAIM and JOBBSMAK_OIDC_ROLES (adviser=A,leader=B) make an account's
role depend on the organisation's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from matcher.domain.access import Role
from matcher.domain.errors import BadInput
from matcher.workflows.secret import secret_setting

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_ROLES = (Role.ADVISER, Role.LEADER, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class OpenId:
    """A provider, and what of it is trusted."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name_claim: str | None = None
    role_claim: str | None = None
    roles: Mapping[str, Role] = field(default_factory=dict)


def read_openid(environment: Mapping[str, str]) -> OpenId | None:
    """The provider that is set up, or None; BadInput where half of it is.

    >>> read_openid({}) is None
    True
    """
    issuer = environment.get("JOBBSMAK_OIDC_ISSUER")
    if not issuer:
        return None
    check_address(issuer, "JOBBSMAK_OIDC_ISSUER")
    client_id = environment.get("JOBBSMAK_OIDC_CLIENT_ID")
    secret = secret_setting("JOBBSMAK_OIDC_CLIENT_SECRET", environment)
    if not client_id or not secret:
        raise BadInput(
            "JOBBSMAK_OIDC_ISSUER needs JOBBSMAK_OIDC_CLIENT_ID and"
            " JOBBSMAK_OIDC_CLIENT_SECRET (or JOBBSMAK_OIDC_CLIENT_SECRET_FILE)."
        )
    claim = environment.get("JOBBSMAK_OIDC_ROLE_CLAIM") or None
    return OpenId(
        issuer, client_id, secret, environment.get("JOBBSMAK_OIDC_NAME_CLAIM") or None, claim,
        _roles(environment.get("JOBBSMAK_OIDC_ROLES", "")) if claim else {},
    )  # fmt: skip


def check_address(address: str, what: str) -> None:
    """BadInput where passwords or tokens would travel without https (this machine excepted)."""
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return
    raise BadInput(f"{what} must begin with https://.")


def _roles(text: str) -> dict[str, Role]:
    roles = {}
    for pair in filter(None, map(str.strip, text.split(","))):
        role, sign, theirs = pair.partition("=")
        if not sign or role not in _ROLES or not theirs:
            raise BadInput(
                "JOBBSMAK_OIDC_ROLES is a list such as adviser=KVP-A,leader=KVP-L;"
                f" {pair!r} is not part of one."
            )
        roles[theirs] = Role(role)
    if not roles:
        raise BadInput("JOBBSMAK_OIDC_ROLE_CLAIM needs JOBBSMAK_OIDC_ROLES, or nobody gets in.")
    return roles
