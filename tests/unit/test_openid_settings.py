"""How the environment sets up the organisation's own sign-in: whole, or refused."""

import pytest

from matcher.domain.errors import BadInput
from web.openid_settings import read_openid

CLIENT_SECRET = "known to both of us only"


@pytest.fixture
def environment(tmp_path) -> dict[str, str]:
    secret = tmp_path / "client-secret"
    secret.write_text(CLIENT_SECRET + "\n")
    secret.chmod(0o600)
    return {
        "JOBBSMAK_OIDC_ISSUER": "https://login.example.org",
        "JOBBSMAK_OIDC_CLIENT_ID": "jobbsmak",
        "JOBBSMAK_OIDC_CLIENT_SECRET_FILE": str(secret),
    }


def test_a_whole_set_up_is_read(environment):
    found = read_openid(environment)
    assert (found.issuer, found.client_secret) == ("https://login.example.org", CLIENT_SECRET)
    assert found.name_claim is found.role_claim is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"JOBBSMAK_OIDC_ISSUER": "http://login.example.org"}, "https://"),
        ({"JOBBSMAK_OIDC_CLIENT_ID": ""}, "needs JOBBSMAK_OIDC_CLIENT_ID"),
        ({"JOBBSMAK_OIDC_CLIENT_SECRET_FILE": ""}, "needs JOBBSMAK_OIDC_CLIENT_ID"),
        ({"JOBBSMAK_OIDC_CLIENT_SECRET": "x"}, "not both"),
        ({"JOBBSMAK_OIDC_ROLE_CLAIM": "groups"}, "needs JOBBSMAK_OIDC_ROLES"),
        (
            {"JOBBSMAK_OIDC_ROLE_CLAIM": "groups", "JOBBSMAK_OIDC_ROLES": "boss=X"},
            "is not part of one",
        ),
    ],
)
def test_half_a_set_up_is_refused_at_the_start(change, said, environment):
    with pytest.raises(BadInput, match=said):
        read_openid(environment | change)


def test_the_secret_is_never_shown(environment):
    assert CLIENT_SECRET not in repr(read_openid(environment))
