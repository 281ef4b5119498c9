"""Lists in pages: which one is asked for, how many there are in all, and where the others are (RFC 8288)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, Protocol, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from ninja import Field, Schema

from zhongchuang.core.api.fields import EXACT, said

MOST_PAGES = 100_000
MOST_PER_PAGE = 100
T = TypeVar("T")


class PageQuery(Schema):
    """Which page of a list."""

    page: Annotated[int, Field(ge=1, le=MOST_PAGES), EXACT] = Field(
        1, description=said("第几页，从 1 起", "which page, from 1")
    )
    per_page: Annotated[int, Field(ge=1, le=MOST_PER_PAGE), EXACT] = Field(
        20, description=said("每页多少条，最多 100", "how many a page, at most 100")
    )


class Paged(Schema, Generic[T]):
    """One page of a list; a page beyond the last is empty. Each list makes a named schema of it."""

    total: int = Field(description=said("一共多少条", "how many there are in all"))
    page: int = Field(description=said("第几页", "which page this is"))
    per_page: int = Field(description=said("每页多少条", "how many a page"))
    items: list[T] = Field(description=said("这一页的内容", "what is on this page"))


class Rows(Protocol):
    """What can be counted and cut: a query set, or `InMemory`."""

    def count(self) -> int:
        """How many there are."""
        ...

    def __getitem__(self, part: slice, /) -> Any:
        """A part of it, in order."""
        ...


class InMemory(Generic[T]):
    """A list that is at hand already, cut like a query set."""

    def __init__(self, items: Sequence[T]) -> None:
        self._items = items

    def count(self) -> int:
        return len(self._items)

    def __getitem__(self, part: slice, /) -> Sequence[T]:
        return self._items[part]


def page_of(
    request: HttpRequest,
    response: HttpResponse,
    rows: Rows,
    query: PageQuery,
    show: Callable[[Any], Any],
) -> dict[str, Any]:
    """The page asked for, each row as `show` gives it; where the other pages are goes into `Link`."""
    total = rows.count()
    first = (query.page - 1) * query.per_page
    last = max(1, -(-total // query.per_page))
    _add_links(request, response, query.page, last)
    return {
        "total": total,
        "page": query.page,
        "per_page": query.per_page,
        "items": [show(row) for row in rows[first : first + query.per_page]],
    }


def _add_links(request: HttpRequest, response: HttpResponse, page: int, last: int) -> None:
    """`first`, `prev`, `next`, `last` as far as they are, with every other parameter kept."""
    found = {"first": 1, "prev": min(page - 1, last), "next": page + 1, "last": last}
    there = {name: n for name, n in found.items() if 1 <= n <= last}
    kept = [(name, value) for name, values in request.GET.lists() for value in values if name != "page"]
    response.headers["Link"] = ", ".join(
        f'<{request.path}?{urlencode([*kept, ("page", number)])}>; rel="{name}"'
        for name, number in there.items()
    )
