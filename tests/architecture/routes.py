"""Every address of the site, read off the resolver."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TypeVar
from urllib.parse import quote

from django.urls import URLPattern, URLResolver, get_resolver

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Route:
    """One address: its name with its namespaces, and its pattern as it stands in the code."""

    name: str
    pattern: str

    @property
    def label(self) -> str:
        """What the tables know it by: its name, or its pattern where it has none."""
        return self.name or self.pattern

    @property
    def is_for_software(self) -> bool:
        """Whether it belongs to the API, which knows no cookies, or is an open form: neither page nor form to be forged."""
        is_open_form = self.pattern.endswith(
            (".atom", "akn.xml", ".jsonld", "draw.json", "awards/changes.json")
        )
        return is_open_form or self.pattern.startswith(("api/v1/", "api/openapi.json"))

    def path(self, address: Mapping[str, object]) -> str:
        """The address with its values filled in, whether it has a name or not."""
        values = {name: quote(str(value)) for name, value in address.items()}
        filled = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found[1]], GROUP.sub(r"\1", self.pattern))
        return "/" + filled.replace("^", "").removesuffix("$")


GROUP = re.compile(r"\(\?P(<\w+>)(?:[^()]|\([^()]*\))*\)")
"""A named group of a regular expression."""


def entry(label: str, table: Mapping[str, V]) -> V | None:
    """What a table says of an address: under its own label, else under the family it belongs to."""
    if label in table:
        return table[label]
    return next((value for pattern, value in table.items() if fnmatchcase(label, pattern)), None)


def all_routes() -> list[Route]:
    """Every address, each once (a page of ours may stand before the same one of a library)."""
    return list(dict.fromkeys(_walk(get_resolver(), "", "")))


def _walk(resolver: URLResolver, before: str, namespace: str) -> Iterator[Route]:
    for item in resolver.url_patterns:
        pattern = before + str(item.pattern)
        if isinstance(item, URLResolver):
            inner = f"{namespace}{item.namespace}:" if item.namespace else namespace
            yield from _walk(item, pattern, inner)
        elif isinstance(item, URLPattern):
            yield Route(f"{namespace}{item.name}" if item.name else "", pattern)
