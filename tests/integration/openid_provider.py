"""A provider of OpenID Connect on this machine, which a test can make lie."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

CLIENT_ID, CLIENT_SECRET = "jobbsmak", "known to both of us only"
Claims = dict[str, Any]


def _segment(value: Claims) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@dataclass
class Provider:
    """Signs in ``person`` without asking; ``sign`` makes the token, rightly unless replaced."""

    address: str = ""
    person: Claims = field(default_factory=lambda: {"sub": "8c6a", "preferred_username": "kari"})
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    more_claims: Claims = field(default_factory=dict)
    sign: Callable[["Provider", Claims], str] = lambda self, claims: self.signed(claims)
    down: bool = False
    document: Claims = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def signed(self, claims: Claims, key: RSAKey | None = None) -> str:
        """A token as it should be."""
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key or self.key)

    def unsigned(self, claims: Claims) -> str:
        """A token that says of itself that nobody signed it."""
        return f"{_segment({'alg': 'none'})}.{_segment(claims)}."

    def signed_with_public_key(self, claims: Claims) -> str:
        """A token whose shared secret is the provider's public key."""
        secret = OctKey.import_key(self.key.as_pem(private=False))
        return jwt.encode({"alg": "HS256", "kid": "one"}, claims, secret, algorithms=["HS256"])

    def authorize(self, address: str) -> str:
        """What the browser does at the provider's page; answers where it is sent back to."""
        query = dict(Request.from_values(address).args)
        self.asked.append(query)
        code = secrets.token_urlsafe(8)
        self.codes[code] = query
        back = {"code": code, "state": query["state"]}
        return f"{query['redirect_uri']}?{urlencode(back)}"

    @Request.application
    def __call__(self, request: Request) -> Response:
        if self.down:
            return Response("down", 503)
        answers = {
            "/.well-known/openid-configuration": self._document,
            "/keys": lambda _request: {"keys": [self.key.as_dict(private=False)]},
            "/token": self._token,
        }
        answer = answers[request.path](request)
        return Response(
            json.dumps(answer),
            400 if "error" in answer else 200,
            content_type="application/json",
        )

    def _document(self, _request: Request) -> Claims:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
            **self.document,
        }

    def _token(self, request: Request) -> Claims:
        asked = self.codes.pop(request.form["code"], None)
        who = request.authorization
        if asked is None or who is None or who.password != CLIENT_SECRET:
            return {"error": "invalid_grant"}
        digest = hashlib.sha256(request.form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.address, "aud": CLIENT_ID, "iat": now, "exp": now + 300,
            "nonce": asked["nonce"], **self.person, **self.more_claims,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        token = self.sign(self, claims)
        return {"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": token}


@contextmanager
def running_provider() -> Iterator[Provider]:
    """A provider on a free port."""
    provider = Provider()
    server = make_server("127.0.0.1", 0, provider, threaded=True)
    provider.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
