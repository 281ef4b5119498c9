"""Search over everything that can be found, as the page does it."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import StringConstraints

from zhongchuang.core.api import Day, Paged, PageQuery, PlaceCode, operation, page_of, said
from zhongchuang.core.search import Hit, Piece, SearchPage, SearchQuery, search_kind
from zhongchuang.parties.access import TokenScope
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.api import Token
from zhongchuang.policy.api.fields import TextPair, Year
from zhongchuang.policy.packs.schema import Instrument
from zhongchuang.policy.selectors.search import search as found_by

router = Router(tags=["search"], auth=Token(TokenScope.READ))
Kind = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]


class WordsQuery(PageQuery):
    """What is looked for."""

    q: str = Field(
        min_length=1,
        max_length=80,
        description=said(
            "要找的词；几个词用空格分开，都要有", "words; several, parted by spaces, must all be found"
        ),
    )
    kind: list[Kind] = Field(
        [], max_length=10, description=said("document 文件、measure 措施、clause 条款", "kinds of things")
    )
    place: list[PlaceCode] = Field([], max_length=20, description=said("地区，可多个", "places"))
    year: list[Year] = Field([], max_length=20, description=said("成文年份，可多个", "years"))
    instrument: list[Instrument] = Field(
        [], max_length=20, description=said("支持方式，可多个", "instruments")
    )


class PieceSaid(Schema):
    """A run of text as written, and whether it is what was looked for."""

    text: str
    found: bool


class HitSaid(Schema):
    """One thing found."""

    kind: str = Field(description=said("种类", "what it is"), examples=["measure"])
    id: str = Field(description=said("标识；条款为 文件#条款号", "its id; of a clause document#number"))
    title: TextPair = Field(description=said("标题", "title"))
    snippet: list[PieceSaid] = Field(description=said("摘出的原文", "an excerpt"))
    context: str = Field(description=said("在哪里", "where it stands"))
    place: str
    day: Day | None
    standing: str = Field(description=said("in_force ended withdrawn", "whether it still holds"))
    url: str = Field(description=said("网页", "its page"))


class FacetCountSaid(Schema):
    """A value of a facet and how many things it would leave."""

    value: str
    count: int


class HitPage(Paged[HitSaid]):
    """What was found, the best first."""

    facets: dict[str, list[FacetCountSaid]] = Field(description=said("各类各有多少", "how many of each"))


class _Found:
    """The page that was found, cut already, counted exactly."""

    def __init__(self, page: SearchPage) -> None:
        self._page = page

    def count(self) -> int:
        return self._page.total

    def __getitem__(self, _part: slice, /) -> tuple[Hit, ...]:
        return self._page.hits


@router.get(
    "/search",
    **operation(
        "search",
        "检索",
        "Search",
        about=(
            "逐字查找文件、措施和条款，也认繁体字和拼音首字母；按相关程度排列，计数准确。",
            "Finds exact words in documents, measures and clauses, by traditional characters and pinyin initials too;"
            " ranked, and counted exactly.",
        ),
        response=HitPage,
        examples={"q": "创新券"},
    ),
)
def search(request: HttpRequest, response: HttpResponse, query: Query[WordsQuery]) -> dict[str, Any]:
    """A page of what is found."""
    page = found_by(
        SearchQuery(
            query.q,
            kind=tuple(query.kind),
            place=tuple(query.place),
            year=tuple(query.year),
            labels={"instrument": tuple(item.value for item in query.instrument)} if query.instrument else {},
            page=query.page,
            per_page=query.per_page,
        ),
        actor=actor_of(request),
    )
    facets = {
        name: [{"value": count.value, "count": count.count} for count in counts]
        for name, counts in page.facets.items()
    }
    return {**page_of(request, response, _Found(page), query, _show), "facets": facets}


def _show(hit: Hit) -> dict[str, Any]:
    kind = search_kind(hit.kind)
    return {
        "kind": hit.kind,
        "id": hit.key,
        "title": {"zh": hit.title, "en": hit.title_en or hit.title},
        "snippet": [_piece(piece) for piece in hit.snippet],
        "context": hit.context,
        "place": hit.place,
        "day": hit.day,
        "standing": hit.standing.name.lower(),
        "url": kind.url(hit.key) if kind else "",
    }


def _piece(piece: Piece) -> dict[str, Any]:
    return {"text": piece.text, "found": piece.found}
