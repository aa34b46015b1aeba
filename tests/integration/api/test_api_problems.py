"""Whatever goes wrong, the API answers with a problem document that leaks nothing."""

from tests.integration.api.asking import POST

PROBLEMS = (
    ("GET", "/nothing", {}, 404),
    ("PUT", "/openings", {}, 405),
    ("OPTIONS", "/openings", {}, 405),
    ("POST", "/openings", {"data": "title=x", "content_type": "text/plain"}, 415),
    ("POST", "/openings", {"data": {"title": "x"}}, 415),
    ("POST", "/openings", {"data": "{", "content_type": "application/json"}, 400),
    ("POST", "/openings", {"data": "[1]", "content_type": "application/json"}, 422),
    ("POST", "/openings", {"data": b"\xff", "content_type": "application/json"}, 400),
    ("POST", "/openings", {"json": {"title": "x", "tasks": "y" * 70_000}}, 413),
    ("POST", "/openings", {"json": {"title": "x", "slots": "1"}}, 422),
    ("POST", "/openings", {"json": POST, "headers": {"Idempotency-Key": "a b"}}, 422),
    ("GET", "/openings?limit=0", {}, 422),
    ("GET", "/openings?limit=1&limit=2", {}, 422),
    ("GET", "/openings?unknown=1", {}, 422),
    ("GET", "/openings/%00", {}, 400),
    ("GET", "/openings/NO", {}, 404),
    ("GET", "/openings/", {}, 404),
)


def test_every_error_is_a_problem_document(employer):
    for method, path, more, status in PROBLEMS:
        answer = employer(method, path, **more)
        assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
        assert {"type", "title", "status", "detail"} <= set(answer.json)
        assert answer.json["status"] == status
        assert (status == 405) == ("Allow" in answer.headers)


def test_a_field_that_is_not_known_is_pointed_at(employer):
    wrong = employer("POST", "/openings", json={"title": "x", "a/b": 1}).json["errors"]
    assert wrong == [{"pointer": "#/a~1b", "detail": "this is not known here; leave it out"}]


def test_json_is_taken_by_the_api_alone(app):
    assert app.test_client().post("/sign-in", json={}).status_code == 415


def test_a_fault_of_ours_tells_nothing(app, employer, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret of the inside")

    monkeypatch.setattr("matcher.workflows.api_lists.openings_page", broken)
    answer = employer("GET", "/openings")
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert "secret" not in answer.text


def test_an_address_with_an_empty_part_is_a_problem_and_not_a_page(app):
    for path in ("/api/v1/openings//x", "/api/v1/suggestions/%2Fx"):
        answer = app.test_client().get(path)
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
