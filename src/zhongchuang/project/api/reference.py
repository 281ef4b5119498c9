"""The document of the API as its page shows it: groups of operations, and the schemas they speak of. Pure over the document."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode

from zhongchuang.project.api.published import document
from zhongchuang.project.api.words import STATUSES

Json = Mapping[str, Any]
SEPARATOR = " · "


@dataclass(frozen=True, slots=True)
class TypeView:
    """A type in words of the document; `ref` names the schema it is made of, `many` says that there are several."""

    text: str
    ref: str = ""
    many: bool = False


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field of a schema, or a parameter."""

    name: str
    type: TypeView
    description: str
    required: bool
    choices: tuple[str, ...] = ()
    where: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class SchemaView:
    """A schema: an object with its fields, or a list of words."""

    name: str
    description: str
    fields: tuple[FieldView, ...]
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BodyExample:
    """A body that works."""

    summary: str
    text: str


@dataclass(frozen=True, slots=True)
class OperationView:
    """One address with one method."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    scope: str
    needs_token: bool
    cache: str
    parameters: tuple[FieldView, ...]
    body: TypeView | None
    bodies: tuple[BodyExample, ...]
    answer: TypeView | None
    media: str
    success: int
    statuses: tuple[int, ...]
    curl: str


@dataclass(frozen=True, slots=True)
class GroupView:
    """Operations about one thing."""

    id: str
    name: str
    operations: tuple[OperationView, ...]


@dataclass(frozen=True, slots=True)
class ReferenceView:
    """The whole page."""

    groups: tuple[GroupView, ...]
    schemas: tuple[SchemaView, ...]
    statuses: tuple[tuple[int, str], ...]


@lru_cache(maxsize=8)
def reference_view(language: str, origin: str) -> ReferenceView:
    """The page in `zh` or `en`, for readers who found the site at `origin`."""
    return _Reader(document(), language, origin).view()


def operation_of(name: str) -> tuple[str, str, Json] | None:
    """Method, address and declaration of an operation by its id."""
    for path, methods in document()["paths"].items():
        for method, declared in methods.items():
            if declared["operationId"] == name:
                return method, path, declared
    return None


def address_of(path: str, declared: Json, given: Mapping[str, list[str]]) -> str | None:
    """The address with the values of a form filled in, empty ones left out; None where one in the path is missing."""
    query: list[tuple[str, str]] = []
    for parameter in declared["parameters"]:
        values = [value for value in given.get(parameter["name"], []) if value]
        if parameter["in"] == "path":
            if not values:
                return None
            path = path.replace(f"{{{parameter['name']}}}", quote(values[0], safe=""))
        elif parameter["in"] == "query":
            query += [(parameter["name"], value) for value in values]
    return f"{path}?{urlencode(query)}" if query else path


class _Reader:
    """Reads the document in one language."""

    def __init__(self, source: Json, language: str, origin: str) -> None:
        self._source = source
        self._origin = origin
        self._language = language

    def view(self) -> ReferenceView:
        return ReferenceView(
            groups=tuple(self._groups()),
            schemas=tuple(
                self._schema(name, schema) for name, schema in self._source["components"]["schemas"].items()
            ),
            statuses=tuple(
                (status, en if self._language == "en" else zh) for status, (zh, en) in STATUSES.items()
            ),
        )

    def _groups(self) -> Iterator[GroupView]:
        for tag in self._source["tags"]:
            operations = tuple(
                self._operation(path, method, declared)
                for path, methods in self._source["paths"].items()
                for method, declared in methods.items()
                if tag["name"] in declared["tags"]
            )
            yield GroupView(tag["name"], tag[f"x-{self._language}"], operations)

    def _operation(self, path: str, method: str, declared: Json) -> OperationView:
        said = declared[f"x-{self._language}"]
        codes = sorted(int(status) for status in declared["responses"])
        success = declared["responses"][str(codes[0])]
        contents: Json = success.get("content", {})
        media = next(iter(contents), "")
        schema = contents[media].get("schema") if media else None
        body: Json = declared.get("requestBody", {}).get("content", {}).get("application/json", {})
        bodies = tuple(
            BodyExample(
                self._say(example["summary"]), json.dumps(example["value"], ensure_ascii=False, indent=2)
            )
            for example in body.get("examples", {}).values()
        )
        parameters = tuple(self._parameter(parameter) for parameter in declared["parameters"])
        return OperationView(
            id=declared["operationId"],
            method=method.upper(),
            path=path,
            summary=said["summary"],
            description=said["description"],
            scope=declared.get("x-scope", ""),
            needs_token={} not in declared.get("security", [{}]),
            cache=declared["x-cache-control"],
            parameters=parameters,
            body=self._type(body["schema"]) if body else None,
            bodies=bodies,
            answer=self._type(schema) if schema and media == "application/json" else None,
            media=media,
            success=codes[0],
            statuses=tuple(code for code in codes[1:] if code in STATUSES),
            curl=self._curl(method, path, declared, bodies),
        )

    def _curl(self, method: str, path: str, declared: Json, bodies: tuple[BodyExample, ...]) -> str:
        """The call as somebody at a terminal makes it."""
        given = {
            parameter["name"]: [str(value) for value in _listed(parameter["example"])]
            for parameter in declared["parameters"]
            if "example" in parameter
        }
        address = address_of(path, declared, given) or path
        parts = ["curl", *(["-X", method.upper()] if method not in ("get", "post") else [])]
        if {} not in declared.get("security", [{}]):
            parts.append("-H 'Authorization: Bearer zct_…'")
        if bodies:
            compact = json.dumps(json.loads(bodies[0].text), ensure_ascii=False)
            parts += ["-H 'Content-Type: application/json'", f"-d '{compact}'"]
        return " ".join([*parts, f"'{self._origin}{address}'"])

    def _parameter(self, parameter: Json) -> FieldView:
        schema = parameter["schema"]
        example = parameter.get("example", schema.get("default", ""))
        return FieldView(
            parameter["name"],
            self._type(schema),
            self._say(parameter["description"]),
            parameter["required"],
            tuple(str(value) for value in self._choices(schema)),
            parameter["in"],
            "" if example in ([], None) else str(_listed(example)[0]),
        )

    def _choices(self, schema: Json) -> list[Any]:
        return list(schema.get("enum") or schema.get("items", {}).get("enum") or [])

    def _schema(self, name: str, schema: Json) -> SchemaView:
        required = schema.get("required", [])
        return SchemaView(
            name,
            schema.get("description", ""),
            tuple(
                FieldView(
                    field,
                    self._type(declared),
                    self._say(declared.get("description", "")),
                    field in required,
                    tuple(str(value) for value in declared.get("enum", [])),
                )
                for field, declared in schema.get("properties", {}).items()
            ),
            tuple(str(value) for value in schema.get("enum", [])),
        )

    def _type(self, schema: Json) -> TypeView:
        if "$ref" in schema:
            return TypeView("", schema["$ref"].rsplit("/", 1)[-1])
        if "anyOf" in schema:
            kinds = [self._type(choice) for choice in schema["anyOf"]]
            text = " | ".join(kind.text for kind in kinds if kind.text)
            ref = next((kind.ref for kind in kinds if kind.ref), "")
            return TypeView(text, ref, any(kind.many for kind in kinds))
        kind = schema.get("type", "any")
        if kind == "array":
            inner = self._type(schema.get("items", {}))
            return TypeView(inner.text, inner.ref, many=True)
        if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
            inner = self._type(schema["additionalProperties"])
            return TypeView(f"object → {'array of ' if inner.many else ''}{inner.text}".strip(), inner.ref)
        text = " | ".join(kind) if isinstance(kind, list) else str(kind)
        return TypeView(f"{text} ({schema['format']})" if "format" in schema else text)

    def _say(self, both: str) -> str:
        """The half of a description in the reader's language."""
        zh, separator, en = both.partition(SEPARATOR)
        return en if separator and self._language == "en" else zh


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
