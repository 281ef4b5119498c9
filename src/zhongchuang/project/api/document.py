"""The OpenAPI 3.1 document: what ninja reads off the code, and beside it every status, header, scope and example."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.schema import NinjaGenerateJsonSchema

from zhongchuang.core.api.problems import MEDIA_TYPE, Problem
from zhongchuang.parties.api import Token
from zhongchuang.project.api.words import STATUSES, TAGS

if TYPE_CHECKING:
    from ninja import NinjaAPI
    from ninja.operation import Operation

Json = dict[str, Any]
READS = (304, 406, 412, 422, 429, 500, 503)
WRITES = (406, 413, 415, 422, 429, 500, 503)
"""What every operation may answer, whatever it is about."""
SCHEME = "token"
WHOLE = {"type": "integer", "minimum": 0}
TEXT = {"type": "string"}
HEADERS: Mapping[str, Json] = {
    "X-Request-ID": {
        "description": "请求编号 · id of the request",
        "required": True,
        "schema": TEXT,
    },
    "RateLimit-Limit": {
        "description": "一个时间窗的次数 · requests in a window",
        "required": True,
        "schema": WHOLE,
    },
    "RateLimit-Remaining": {"description": "还剩多少次 · requests left", "required": True, "schema": WHOLE},
    "RateLimit-Reset": {
        "description": "几秒后重新计数 · seconds until it begins anew",
        "required": True,
        "schema": WHOLE,
    },
    "ETag": {
        "description": "内容的强标识，可用于 If-None-Match · strong tag of the content",
        "required": True,
        "schema": TEXT,
    },
    "Link": {
        "description": "其他页：first、prev、next、last（RFC 8288）· the other pages",
        "required": False,
        "schema": TEXT,
    },
    "Retry-After": {"description": "几秒后再试 · seconds to wait", "required": True, "schema": WHOLE},
    "WWW-Authenticate": {
        "description": "需要什么凭据 · what token is needed",
        "required": True,
        "schema": TEXT,
    },
    "Location": {"description": "所建内容的网址 · where it is", "required": True, "schema": TEXT},
}
COUNTED = ("X-Request-ID", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")


class ApiDocument(OpenAPISchema):
    """The document of the API."""

    def __init__(self, api: NinjaAPI, path_prefix: str) -> None:
        super().__init__(api, path_prefix)
        components = self["components"]
        components["schemas"]["Problem"] = self._problem()
        components["schemas"] = dict(sorted(components["schemas"].items()))
        components["responses"] = {str(status): self._failure(status) for status in STATUSES}
        components["headers"] = {name: dict(header) for name, header in HEADERS.items()}
        components["securitySchemes"] = {
            SCHEME: {"type": "http", "scheme": "bearer", "description": Token.openapi_description}
        }
        self["jsonSchemaDialect"] = "https://json-schema.org/draft/2020-12/schema"
        self["tags"] = [
            {"name": name, "description": f"{zh} · {en}", "x-zh": zh, "x-en": en}
            for name, (zh, en) in TAGS.items()
        ]
        self["info"]["license"] = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
        self["servers"] = [{"url": "/", "description": "本站 · this site"}]

    def operation_details(self, operation: Operation) -> Json:
        """What ninja knows of an operation, and all the rest."""
        extra: Json = dict(operation.openapi_extra or {})
        errors, examples = extra.pop("x-errors", []), extra.pop("x-examples", {})
        operation.openapi_extra, kept = extra, operation.openapi_extra
        details: Json = super().operation_details(operation)
        operation.openapi_extra = kept
        token = next((found for found in operation.auth_callbacks if isinstance(found, Token)), None)
        reads = operation.methods == ["GET"]
        statuses = {*(READS if reads else WRITES), *errors}
        if token is not None:
            statuses |= {401, 403}
            scoped = {SCHEME: [token.scope.value]}
            details["security"] = [scoped] if token.required else [{}, scoped]
            details["x-scope"] = token.scope.value
        self._success(details, extra, reads=reads)
        for status in sorted(statuses):
            details["responses"][str(status)] = {"$ref": f"#/components/responses/{status}"}
        details["responses"] = {
            str(status): found for status, found in sorted(details["responses"].items(), key=str)
        }
        details["parameters"] = [_parameter(p, examples) for p in details["parameters"]]
        if "body" in examples:
            details["requestBody"]["content"]["application/json"]["examples"] = {
                name: {"summary": summary, "value": value}
                for name, (summary, value) in examples["body"].items()
            }
        return details

    def _success(self, details: Json, extra: Json, *, reads: bool) -> None:
        """The answer that is wanted: its type and headers."""
        for status, response in details["responses"].items():
            names = [*COUNTED, *(["ETag"] if reads else []), *(["Location"] if str(status) == "201" else [])]
            names += ["Link"] if any(p["name"] == "per_page" for p in details["parameters"]) else []
            response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
            if media := extra.get("x-media"):
                binary = {} if not media.startswith("text/") else {"type": "string"}
                response["content"] = {media: {"schema": binary}}

    def _problem(self) -> Json:
        schema = Problem.model_json_schema(
            ref_template=REF_TEMPLATE, schema_generator=NinjaGenerateJsonSchema, mode="serialization"
        )
        self["components"]["schemas"].update(schema.pop("$defs"))
        return dict(schema)

    @staticmethod
    def _failure(status: int) -> Json:
        zh, en = STATUSES[status]
        names = ["X-Request-ID"]
        if status == 304:
            names += ["ETag"]
        if status == 429:
            names += ["Retry-After", *COUNTED[1:]]
        if status == 401:
            names += ["WWW-Authenticate"]
        response: Json = {
            "description": f"{zh} · {en}",
            "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names},
        }
        if status >= 400:
            response["content"] = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        return response


def _parameter(parameter: Json, examples: Mapping[str, Any]) -> Json:
    """A parameter of the address: never null (it is left out), with its example, its description once."""
    schema = dict(parameter["schema"])
    description = schema.pop("description", None)
    schema.pop("title", None)
    if "anyOf" in schema:
        real = [choice for choice in schema.pop("anyOf") if choice != {"type": "null"}]
        schema |= real[0] if len(real) == 1 else {"anyOf": real}
    if schema.get("default", 0) is None:
        del schema["default"]
    found: Json = {
        "name": parameter["name"],
        "in": parameter["in"],
        "required": parameter["required"],
        "description": description or parameter.get("description", ""),
        "schema": schema,
    }
    if parameter["name"] in examples:
        found["example"] = examples[parameter["name"]]
    return found
