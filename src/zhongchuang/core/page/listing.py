"""Parts that show many things: the table that becomes cards on a phone, its pages, its order, its facets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias, TypeVar, overload
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from zhongchuang.core.page.parts import Link, Text, Value

PER_PAGE = 20  # what an officer's laptop shows without scrolling far
LONGEST_PAGE = 7
GAP = "…"

Query: TypeAlias = QueryDict | Mapping[str, str | Sequence[str]]


def _pairs(query: Query) -> Iterable[tuple[str, str]]:
    if isinstance(query, QueryDict):
        lists: Iterable[tuple[str, Sequence[str]]] = query.lists()
    else:
        lists = ((key, [value] if isinstance(value, str) else value) for key, value in query.items())
    return ((key, value) for key, values in lists for value in values)


def with_query(query: Query, **changes: str | int | None) -> str:
    """The query string (`?a=1&b=2`, or `?` when empty) with some parameters replaced; None takes one out."""
    kept = [(key, value) for key, value in _pairs(query) if key not in changes and value != ""]
    added = [(key, str(value)) for key, value in changes.items() if value is not None]
    return "?" + urlencode(kept + added)


class ColumnKind(StrEnum):
    """How the cells of a column are set: digits align right and are tabular, the rest begin at the left."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `sort_url` is set where the reader may order by it; `sorted` says how it is ordered now."""

    label: Text
    kind: ColumnKind = ColumnKind.TEXT
    sort_url: str = ""
    sorted: str = ""

    @property
    def aria_sort(self) -> str:
        """The order as ARIA names it, empty where the column is not the one ordered by."""
        return {"asc": "ascending", "desc": "descending"}.get(self.sorted, "")


def sorted_by(query: Query, column: Column, key: str, *, parameter: str = "sort") -> Column:
    """The column with the link that orders by it: ascending, then descending (`?sort=-date`), from page 1."""
    now = dict(_pairs(query)).get(parameter, "")
    order = {key: "asc", f"-{key}": "desc"}.get(now, "")
    url = with_query(query, **{parameter: f"-{key}" if order == "asc" else key, "page": None})
    return Column(column.label, column.kind, url, order)


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row; `url` makes it the row's link, `note` is a second, quieter line."""

    value: Value
    url: str = ""
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; its first cell names it and heads its card on a phone."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Pagination:
    """Where in the list the reader is. Pages left out are shown as …"""

    page: int
    pages: int
    total: int
    links: tuple[Link, ...]
    previous: str = ""
    next: str = ""


def page_number(request: HttpRequest) -> int:
    """The page of a list that is asked for; the first where the address says nothing sensible."""
    text = request.GET.get("page", "1")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST_PAGE else 1


def paginate(query: Query, total: int, page: int, *, per_page: int = PER_PAGE) -> Pagination:
    """The pages of a list of `total` things, with links that keep the rest of the query.

    A page outside the list is moved to its nearest end, so that an old link still shows something.
    """
    pages = max(1, -(-total // per_page))
    page = min(max(1, page), pages)
    shown = sorted({1, pages, *(n for n in range(page - 1, page + 2) if 1 <= n <= pages)})
    links: list[Link] = []
    for number, before in zip(shown, [0, *shown], strict=False):
        if number - before == 2:
            links.append(Link(str(number - 1), with_query(query, page=number - 1)))
        elif number - before > 2:
            links.append(Link(GAP, ""))
        links.append(Link(str(number), with_query(query, page=number), current=number == page))
    return Pagination(
        page,
        pages,
        total,
        tuple(links),
        with_query(query, page=page - 1) if page > 1 else "",
        with_query(query, page=page + 1) if page < pages else "",
    )


T = TypeVar("T")
M = TypeVar("M", bound=Model)


@overload
def page_of(
    request: HttpRequest, rows: QuerySet[M], *, per_page: int = ...
) -> tuple[Pagination, list[M]]: ...
@overload
def page_of(
    request: HttpRequest, rows: Sequence[T], *, per_page: int = ...
) -> tuple[Pagination, list[T]]: ...
def page_of(
    request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], *, per_page: int = PER_PAGE
) -> tuple[Pagination, list[Any]]:
    """The page of a list that the address asks for: where it lies in the list, and what stands on it."""
    total = rows.count() if isinstance(rows, QuerySet) else len(rows)
    pages = paginate(request.GET, total, page_number(request), per_page=per_page)
    return pages, list(rows[(pages.page - 1) * per_page : pages.page * per_page])


@dataclass(frozen=True, slots=True)
class EmptyState:
    """Nothing to show, why, and what to do next."""

    title: Text
    text: Text = ""
    action: Link | None = None


NOTHING = EmptyState(_("没有内容"))


@dataclass(frozen=True, slots=True)
class DataTable:
    """Rows under named columns. `caption` is for a screen reader, shown where `show_caption` is set."""

    caption: Text
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    pagination: Pagination | None = None
    empty: EmptyState = NOTHING
    show_caption: bool = False

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.cells) != len(self.columns):
                raise ValueError(f"a row has {len(row.cells)} cells under {len(self.columns)} columns")

    @property
    def cells(self) -> list[list[tuple[Column, Cell]]]:
        """Every row as (column, cell), so that a card can say what each value is."""
        return [list(zip(self.columns, row.cells, strict=True)) for row in self.rows]

    @property
    def sortable(self) -> list[Column]:
        """The columns a phone offers as an order, where there is no head row to press."""
        return [column for column in self.columns if column.sort_url]


@dataclass(frozen=True, slots=True)
class FacetOption:
    """One value to narrow by and how many things it leaves."""

    value: str
    label: Text
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """One question to narrow by (place, year, …); several values of it are joined by “or”."""

    name: str
    label: Text
    options: tuple[FacetOption, ...]


@dataclass(frozen=True, slots=True)
class Facets:
    """The form that narrows a list: a GET without JavaScript; with it, `#region` is swapped in place.

    `kept` are the other parameters of the query (the order, say) that narrowing must not lose.
    """

    action: str
    region: str
    facets: tuple[Facet, ...]
    search: str = ""
    search_label: Text = ""
    kept: tuple[tuple[str, str], ...] = ()

    @property
    def chosen(self) -> int:
        """How many values are chosen."""
        return sum(option.selected for facet in self.facets for option in facet.options)

    @property
    def cleared(self) -> str:
        """Where nothing is chosen any more; what is kept is kept."""
        return self.action + (f"?{urlencode(self.kept)}" if self.kept else "")
