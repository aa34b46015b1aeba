"""OpenID Connect, authorization code flow: what is asked of the provider and how it is checked.

PKCE, state and nonce belong to one browser and one attempt. A token counts only when the provider
signed it, for us, now, and for this very attempt; the algorithms are ours to choose, not its.
"""

import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, cast

from flask import current_app

from matcher.domain.errors import BadInput
from matcher.workflows.identity_sign_in import Identity
from web.openid_settings import OpenId, check_address

ALGORITHMS = ["RS256", "PS256", "ES256"]
MINUTES = 10  # for signing in there; after that one begins anew
LEEWAY = 60  # seconds that two clocks may differ
_SECONDS = 10  # to wait for an answer
_SCOPE = "openid profile email"
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_EXTENSION = "openid_document"


class OpenIdProblem(Exception):
    """The provider cannot be reached, or what came from it is not to be trusted."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What this browser must come back with."""

    state: str
    nonce: str
    verifier: str
    began: float

    def as_dict(self) -> dict[str, Any]:
        """For the session's cookie."""
        return asdict(self)


def configured() -> bool:
    """Whether there is a provider."""
    return current_app.config["OPENID"] is not None


def begin(redirect_uri: str) -> tuple[str, Begun]:
    """The provider's page to go to, and what to compare its answer with."""
    begun = Begun(
        secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), time.time()
    )
    address, _ = _client(redirect_uri).create_authorization_url(
        _document()["authorization_endpoint"],
        state=begun.state,
        nonce=begun.nonce,
        code_verifier=begun.verifier,
    )
    return cast(str, address), begun


def finish(answer: Mapping[str, str], begun: Begun, redirect_uri: str) -> Identity:
    """Who the provider says this is; OpenIdProblem where anything at all is not as it should be."""
    settings = _settings()
    if time.time() - begun.began > 60 * MINUTES:
        raise OpenIdProblem("too late")
    if not secrets.compare_digest(answer.get("state", "").encode(), begun.state.encode()):
        raise OpenIdProblem("another state")
    if answer.get("iss", settings.issuer) != settings.issuer:
        raise OpenIdProblem("another issuer")
    if "error" in answer or not answer.get("code"):
        raise OpenIdProblem("refused by the provider")
    claims = _claims(_id_token(answer["code"], begun, redirect_uri), begun)
    return identity_of(claims, settings)


def identity_of(claims: Mapping[str, Any], settings: OpenId) -> Identity:
    """The identity in claims that were checked."""
    roles = None
    if settings.role_claim is not None:
        given = claims.get(settings.role_claim)
        theirs = given if isinstance(given, list) else [given]
        roles = frozenset(
            settings.roles[each]
            for each in theirs
            if isinstance(each, str) and each in settings.roles
        )
    called = claims.get("name")
    return Identity(
        settings.issuer, str(claims["sub"]), _name(claims, settings), roles,
        person_name=called if isinstance(called, str) else None,
    )  # fmt: skip


def _name(claims: Mapping[str, Any], settings: OpenId) -> str | None:
    claim = settings.name_claim
    if claim is None or (claim == "email" and claims.get("email_verified") is not True):
        return None
    name = claims.get(claim)
    return name if isinstance(name, str) else None


def _id_token(code: str, begun: Begun, redirect_uri: str) -> str:
    from authlib.common.errors import AuthlibBaseError
    from requests import RequestException

    try:
        token = _client(redirect_uri).fetch_token(
            _document()["token_endpoint"],
            grant_type="authorization_code",
            code=code,
            code_verifier=begun.verifier,
            timeout=_SECONDS,
        )
    except (AuthlibBaseError, RequestException, ValueError) as problem:
        raise OpenIdProblem("no token") from problem
    if not isinstance(token.get("id_token"), str):
        raise OpenIdProblem("no token")
    return cast(str, token["id_token"])


def _claims(token: str, begun: Begun) -> Mapping[str, Any]:
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    settings = _settings()
    try:
        keys = KeySet.import_key_set(_json(_document()["jwks_uri"]))
        read = jwt.decode(token, keys, algorithms=ALGORITHMS)
        jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": settings.issuer},
            aud={"essential": True, "value": settings.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": begun.nonce},
        ).validate(read.claims)
    except (JoseError, ValueError, TypeError, KeyError) as problem:
        raise OpenIdProblem(f"token not accepted: {type(problem).__name__}") from problem
    if read.claims.get("azp", settings.client_id) != settings.client_id:
        raise OpenIdProblem("token for another program")
    return read.claims


def _client(redirect_uri: str) -> Any:
    from authlib.integrations.requests_client import OAuth2Session

    settings = _settings()
    return OAuth2Session(
        settings.client_id,
        settings.client_secret,
        scope=_SCOPE,
        redirect_uri=redirect_uri,
        code_challenge_method="S256",
    )


def _settings() -> OpenId:
    return cast(OpenId, current_app.config["OPENID"])


def _document() -> Mapping[str, str]:
    """The provider's own description, read again when it is ten minutes old."""
    kept = current_app.extensions.get(_EXTENSION)
    if kept is not None and time.monotonic() - kept[0] < 60 * MINUTES:
        return cast(Mapping[str, str], kept[1])
    issuer = _settings().issuer
    found = _json(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != issuer or not all(isinstance(found.get(e), str) for e in _ENDPOINTS):
        raise OpenIdProblem("the provider's description is another's")
    try:
        for endpoint in _ENDPOINTS:
            check_address(found[endpoint], endpoint)
    except BadInput as problem:
        raise OpenIdProblem(str(problem)) from problem
    current_app.extensions[_EXTENSION] = (time.monotonic(), found)
    return cast(Mapping[str, str], found)


def _json(address: str) -> Any:
    import requests

    try:
        answer = requests.get(address, timeout=_SECONDS)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError) as problem:
        raise OpenIdProblem("the provider does not answer") from problem
    if not isinstance(found, dict):
        raise OpenIdProblem("the provider does not answer")
    return found
