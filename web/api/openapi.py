"""The OpenAPI 3.1 document of the API, made of the very operations that answer it."""

from functools import cache
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

import matcher
from matcher.domain.api import EMPLOYERS, Scope
from web.api.operations import Kind, Operation
from web.api.problems import MEDIA_TYPE, ROOT
from web.api.reading import JSON, KEY_PATTERN
from web.api.table import OPERATIONS

_REF = "#/components/schemas/{model}"
_ABOUT = """\
Openings, mentors, free places, requests and answers for the systems of employers and offices;
suggestions and reports for those of offices alone.

Send `Authorization: Bearer TOKEN` with every call; a token is made by the office
(`jobbsmak token add`). Every error is a problem document (RFC 9457); `errors` says what is wrong
where: 422 is what this document does not allow, 409 what it allows and the rules, the day, or
what somebody did meanwhile do not. A POST with an `Idempotency-Key` is done once within 24 hours,
however often it is sent. A PATCH with `If-Match` overwrites nothing unseen. Lists lead on by
`next`. Of each token so many calls a minute are answered; the `RateLimit` headers tell how many
are left."""
_ALWAYS = (400, 401, 403, 413, 415, 422, 429, 503)


@cache
def document() -> dict[str, Any]:
    """The whole document."""
    schemas = _schemas()
    paths: dict[str, dict[str, Any]] = {}
    for each in OPERATIONS:
        paths.setdefault(f"{ROOT}{each.path}", {})[each.method.lower()] = _operation(each)
    tags = list(dict.fromkeys(each.tag for each in OPERATIONS))
    return {
        "openapi": "3.1.0",
        "info": {"title": "Jobbsmak", "version": matcher.__version__, "description": _ABOUT},
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in tags],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas | {"Problem": _PROBLEM},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "headers": _HEADERS,
            "responses": {
                "Problem": {
                    "description": "What is wrong, and where",
                    "content": {MEDIA_TYPE: {"schema": _ref("Problem")}},
                }
            },
        },
    }


def parameters_of(kind: type[BaseModel]) -> list[dict[str, Any]]:
    """The parameters after the question mark, as the document has them."""
    schema = kind.model_json_schema(ref_template=_REF)
    needed = schema.get("required", ())
    return [
        {"name": name, "in": "query", "required": name in needed, "schema": _without_null(each)}
        for name, each in schema.get("properties", {}).items()
    ]


def _operation(each: Operation) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": each.name,
        "summary": each.summary,
        "description": " ".join(part for part in (each.more, _whose(each)) if part),
        "tags": [each.tag],
        "parameters": [*_path(each), *parameters_of(each.query), *_sent_beside(each)],
        "responses": {str(int(each.status)): _told(each)} | _problems(each),
    }
    if each.takes is not None:
        content = {JSON: {"schema": _ref(each.takes.__name__)}}
        made["requestBody"] = {"required": True, "content": content}
    return made


def _whose(each: Operation) -> str:
    scope = "Any token may." if each.scope is None else f"Scope: `{each.scope}`."
    return f"{scope} An office's token only." if each.kind is Kind.OFFICE else scope


def _path(each: Operation) -> list[dict[str, Any]]:
    schema = {"type": "string", "minLength": 1, "maxLength": 80}
    return [
        {"name": name, "in": "path", "required": True, "schema": schema} for name in each.path_names
    ]


def _sent_beside(each: Operation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if each.once:
        schema = {"type": "string", "pattern": KEY_PATTERN}
        found.append({"name": "Idempotency-Key", "in": "header", "schema": schema})
    return found


def _told(each: Operation) -> dict[str, Any]:
    names = ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"]
    return {
        "description": HTTPStatus(each.status).phrase,
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names},
        "content": {JSON: {"schema": _ref(each.tells.__name__)}},
    }


def _problems(each: Operation) -> dict[str, Any]:
    found = {*_ALWAYS}
    if each.path_names or each.query.model_fields or each.takes is not None:
        found.add(404)
    if each.method != "GET" or each.query.model_fields:
        found.add(409)
    if each.versioned:
        found.add(412)
    return {str(status): {"$ref": "#/components/responses/Problem"} for status in sorted(found)}


def _schemas() -> dict[str, Any]:
    every: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        *((each.takes, "validation") for each in OPERATIONS if each.takes is not None),
        *((each.tells, "serialization") for each in OPERATIONS),
    ]
    _, made = models_json_schema([*dict.fromkeys(every)], ref_template=_REF)
    found: dict[str, Any] = made["$defs"]
    for each in OPERATIONS:
        if each.versioned and each.takes is not None:  # what is left out stays as it is
            for field in found[each.takes.__name__]["properties"].values():
                field.pop("default", None)
    return dict(sorted(found.items()))


def _ref(name: str) -> dict[str, str]:
    return {"$ref": _REF.format(model=name)}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter is there or it is not; it is never null."""
    kinds = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    rest = {name: value for name, value in schema.items() if name not in ("anyOf", "title")}
    rest = {name: value for name, value in rest.items() if (name, value) != ("default", None)}
    return rest | (kinds[0] if len(kinds) == 1 else {"anyOf": kinds} if kinds else {})


def scopes_for_employers() -> tuple[Scope, ...]:
    """The scopes that an employer's token may have, in their order."""
    return tuple(scope for scope in Scope if scope in EMPLOYERS)


_HEADERS = {
    "RateLimit-Limit": {"schema": {"type": "integer"}, "description": "calls a minute"},
    "RateLimit-Remaining": {"schema": {"type": "integer"}, "description": "calls that are left"},
    "RateLimit-Reset": {
        "schema": {"type": "integer"},
        "description": "seconds until there are more",
    },
}
_PROBLEM = {
    "type": "object",
    "description": "A problem (RFC 9457). In `errors`, `pointer` leads to a field of the body.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string"},
                    "parameter": {"type": "string"},
                    "header": {"type": "string"},
                    "detail": {"type": "string"},
                },
                "required": ["detail"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["type", "title", "status", "detail"],
    "additionalProperties": False,
}
