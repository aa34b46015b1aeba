"""Signing in through the organisation (OpenID Connect), against a provider that may lie."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey

from matcher.domain.access import Role
from matcher.store.engine import reading, writing
from matcher.store.readers import Account
from matcher.store.trust_tables import identities
from matcher.store.writers import add_account
from matcher.workflows.change_user import close_user, link_user, unlink_user
from tests.integration.openid_provider import CLIENT_ID, CLIENT_SECRET, Provider, running_provider
from web import create_app
from web.openid_settings import read_openid

TODAY = date(2025, 9, 1)
NOW = datetime(2025, 9, 1, 12, tzinfo=UTC)
NOT_DONE = "Innloggingen med jobbkontoen ble ikke fullført"
NO_ACCOUNT = "ikke koblet til en bruker her"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running_provider() as made:
        yield made


@pytest.fixture
def environment(provider: Provider, tmp_path) -> dict[str, str]:
    secret = tmp_path / "client-secret"
    secret.write_text(CLIENT_SECRET + "\n")
    secret.chmod(0o600)
    return {
        "JOBBSMAK_OIDC_ISSUER": provider.address,
        "JOBBSMAK_OIDC_CLIENT_ID": CLIENT_ID,
        "JOBBSMAK_OIDC_CLIENT_SECRET_FILE": str(secret),
        "JOBBSMAK_OIDC_NAME_CLAIM": "preferred_username",
    }


@pytest.fixture
def people(store: sa.Engine) -> sa.Engine:
    with writing(store) as connection:
        for name, role, office in (
            ("kari", Role.ADVISER, "N1"),
            ("liv", Role.LEADER, "N1"),
            ("rot", Role.ADMINISTRATOR, None),
        ):
            add_account(connection, Account(name, role, "no password", TODAY, office))
    return store


@pytest.fixture
def app(people: sa.Engine, environment: dict[str, str]) -> Iterator[Flask]:
    made = create_app(
        {
            "DATABASE_URL": str(people.url),
            "SECRET_KEY": "only for this test, and long enough",
            "TODAY": TODAY,
            "SECURE_COOKIES": False,
            "OPENID": read_openid(environment),
        }
    )
    yield made
    made.extensions["program"].engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def come_back(client: FlaskClient, provider: Provider, next_page: str = "") -> str:
    """Go to the provider; answers the address that it sends the browser back to."""
    answer = client.get(f"/sign-in/organisation?next={next_page}")
    assert answer.status_code == 303 and answer.location.startswith(provider.address)
    return provider.authorize(answer.location)


def sign_in(client: FlaskClient, provider: Provider, **more: str):
    return client.get(come_back(client, provider, **more))


def signed_in(client: FlaskClient) -> bool:
    return client.get("/password").status_code == 200


def refused(client: FlaskClient, provider: Provider, status: int = 400, said: str = NOT_DONE):
    answer = sign_in(client, provider)
    assert answer.status_code == status
    assert said in answer.get_data(as_text=True)
    assert not signed_in(client)


def links(engine: sa.Engine) -> list[tuple[str, str]]:
    with reading(engine) as connection:
        rows = connection.execute(sa.select(identities.c.subject, identities.c.account))
        return [tuple(row) for row in rows]


def test_who_has_an_account_gets_in_and_back_to_where_they_were(client, provider, people):
    assert "Logg inn med jobbkontoen" in client.get("/sign-in").get_data(as_text=True)
    answer = sign_in(client, provider, next_page="/participants")
    assert (answer.status_code, answer.location) == (303, "/participants")
    assert signed_in(client)
    assert links(people) == [("8c6a", "kari")]


def test_what_is_asked_of_the_provider_holds_state_nonce_and_a_challenge(client, provider):
    sign_in(client, provider), sign_in(client, provider)
    for asked in provider.asked:
        assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
    for name in ("state", "nonce", "code_challenge"):
        first, second = (asked[name] for asked in provider.asked)
        assert first != second and len(first) >= 32


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another program"},
        {"aud": None},
        {"aud": ["jobbsmak", "another"], "azp": "another"},
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"iat": int(time.time()) + 3600},
        {"nbf": int(time.time()) + 3600},
        {"sub": None},
    ],
    # The clock is in some of the values: a name must be the same in every test process.
    ids=lambda lie: " ".join(
        name if isinstance(value, int) else f"{name}={value}"[:24] for name, value in lie.items()
    ),
)
def test_a_token_that_is_not_for_us_now_and_for_this_attempt_is_refused(lie, client, provider):
    provider.more_claims = lie
    refused(client, provider)


ANOTHER_KEY = RSAKey.generate_key(2048, {"kid": "one"})


@pytest.mark.parametrize(
    "sign",
    [
        lambda provider, claims: provider.unsigned(claims),
        lambda provider, claims: provider.signed(claims, ANOTHER_KEY),
        lambda provider, claims: provider.signed_with_public_key(claims),
        lambda provider, claims: provider.signed(claims)[:-8] + "AAAAAAAA",
        lambda provider, claims: "not a token",
        lambda provider, claims: "",
    ],
    ids=["unsigned", "wrong key", "public key as secret", "damaged", "no token", "empty"],
)
def test_a_token_that_the_provider_did_not_sign_is_refused(sign, client, provider):
    provider.sign = sign
    refused(client, provider)


def test_an_answer_is_taken_once(client, provider):
    address = come_back(client, provider)
    cookie = client.get_cookie("jobbsmak").value
    assert client.get(address).status_code == 303
    again = client.get(address)
    assert again.status_code == 400
    client.set_cookie("jobbsmak", cookie)  # and with the cookie from before, the code is used up
    assert client.get(address).status_code == 400


def test_an_answer_to_another_browser_is_refused(app, client, provider):
    address = come_back(app.test_client(), provider)
    assert client.get(address).status_code == 400
    come_back(client, provider)
    assert client.get(address).status_code == 400  # begun here too, with another state
    assert not signed_in(client)


def test_an_answer_that_comes_too_late_is_refused(client, provider, monkeypatch):
    address = come_back(client, provider)
    late = time.time() + 601
    monkeypatch.setattr("web.organisation.time.time", lambda: late)
    assert client.get(address).status_code == 400


@pytest.mark.parametrize("more", ["&iss=https://elsewhere.example", "&error=access_denied"])
def test_a_refusal_or_another_providers_answer_signs_nobody_in(more, client, provider):
    assert client.get(come_back(client, provider) + more).status_code == 400
    assert not signed_in(client)


def test_a_provider_that_is_down_or_is_another_one_is_said_plainly(client, provider):
    provider.down = True
    answer = client.get("/sign-in/organisation")
    assert answer.status_code == 502 and NOT_DONE in answer.get_data(as_text=True)
    provider.down, provider.document = False, {"issuer": "https://elsewhere.example"}
    assert client.get("/sign-in/organisation").status_code == 502
    provider.document = {"token_endpoint": "http://elsewhere.example/token"}
    assert client.get("/sign-in/organisation").status_code == 502


def test_a_provider_that_goes_down_on_the_way_signs_nobody_in(client, provider):
    address = come_back(client, provider)
    provider.down = True
    assert client.get(address).status_code == 400


def test_who_has_no_account_is_told_so_and_gets_none(client, provider, people):
    provider.person = {"sub": "77", "preferred_username": "stranger"}
    refused(client, provider, 403, NO_ACCOUNT)
    assert links(people) == []


def test_a_name_that_is_linked_to_somebody_else_is_not_taken_over(app, client, provider):
    sign_in(client, provider)
    provider.person = {"sub": "another person", "preferred_username": "kari"}
    refused(app.test_client(), provider, 403, NO_ACCOUNT)


def test_a_person_stays_linked_when_their_name_there_changes(app, client, provider):
    sign_in(client, provider)
    provider.person = {"sub": "8c6a", "preferred_username": "liv"}
    other = app.test_client()
    sign_in(other, provider)
    assert "Logget inn som kari" in other.get("/password").get_data(as_text=True)


def test_an_administrator_is_linked_by_command_only(client, provider, people):
    provider.person = {"sub": "1", "preferred_username": "rot"}
    refused(client, provider, 403, NO_ACCOUNT)
    link_user(people, "rot", provider.address, "1")
    assert sign_in(client, provider).status_code == 303
    unlink_user(people, "rot", now=datetime.now(UTC))
    assert not signed_in(client)


def test_a_closed_account_stays_closed(client, provider, people):
    sign_in(client, provider)
    close_user(people, "kari", by="rot", today=TODAY, now=datetime.now(UTC))
    assert not signed_in(client)
    refused(client, provider, 403, NO_ACCOUNT)


class TestWithoutAClaimForNames:
    @pytest.fixture
    def environment(self, environment: dict[str, str]) -> dict[str, str]:
        return {k: v for k, v in environment.items() if k != "JOBBSMAK_OIDC_NAME_CLAIM"}

    def test_only_a_linked_account_gets_in(self, client, provider, people):
        refused(client, provider, 403, NO_ACCOUNT)
        link_user(people, "kari", provider.address, "8c6a")
        assert sign_in(client, provider).status_code == 303


class TestByEmail:
    @pytest.fixture
    def environment(self, environment: dict[str, str]) -> dict[str, str]:
        return environment | {"JOBBSMAK_OIDC_NAME_CLAIM": "email"}

    def test_only_an_address_that_the_provider_has_verified_counts(self, client, provider, people):
        with writing(people) as connection:
            name = "kari@example.org"
            add_account(connection, Account(name, Role.ADVISER, "none", TODAY, "N1"))
        provider.person = {"sub": "5", "email": name}
        refused(client, provider, 403, NO_ACCOUNT)
        provider.person = {"sub": "5", "email": name, "email_verified": True}
        assert sign_in(client, provider).status_code == 303


class TestWithRoles:
    @pytest.fixture
    def environment(self, environment: dict[str, str]) -> dict[str, str]:
        return environment | {
            "JOBBSMAK_OIDC_ROLE_CLAIM": "groups",
            "JOBBSMAK_OIDC_ROLES": "adviser=KVP-A, leader=KVP-L",
        }

    @pytest.mark.parametrize("groups", [["KVP-A", "other"], "KVP-A"])
    def test_the_role_of_the_account_must_be_one_that_the_organisation_gives(
        self, groups, client, provider
    ):
        provider.more_claims = {"groups": groups}
        assert sign_in(client, provider).status_code == 303

    @pytest.mark.parametrize("groups", [None, [], ["KVP-L"], "administrator", 7, [{}]])
    def test_without_it_nobody_gets_in_and_nobody_rises(self, groups, client, provider, people):
        provider.more_claims = {"groups": groups}
        refused(client, provider, 403, "gir ikke lenger tilgang")
        assert links(people) == []
