"""What is disclosed, as other software reads it: the search of the page, one award, recipients, totals by a field."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Field, Path, Query, Router, Schema
from pydantic import StringConstraints

from zhongchuang.clearance.disclosing import sheets
from zhongchuang.clearance.disclosing.asking import LONGEST
from zhongchuang.clearance.disclosing.wanted import Cursor, Order, Wanted, read_cursor, written_cursor
from zhongchuang.clearance.models import AwardSource
from zhongchuang.clearance.selectors.award_groups import DEEPEST, recipients_found, shares_found
from zhongchuang.clearance.selectors.award_search import MOST_COUNTED, find_awards
from zhongchuang.clearance.selectors.award_sheets import sheet_page
from zhongchuang.clearance.selectors.award_sums import RecipientSum, Share, Total
from zhongchuang.clearance.selectors.awards import public_award
from zhongchuang.core.api import EXACT, Cache, Day, PlaceCode, operation, said
from zhongchuang.core.errors import InvalidInput, Refused, Wording
from zhongchuang.core.money import FEN_PER_YUAN
from zhongchuang.parties.access import TokenScope
from zhongchuang.parties.api import Token
from zhongchuang.parties.selectors import places

router = Router(tags=["awards"], auth=Token(TokenScope.READ))
Text = Annotated[str, StringConstraints(max_length=200)]
Number = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9-]{1,40}$"),
    Path(description=said("公开编号", "public number")),
]
MOST = 10**9 - 1
"""元: whole numbers of a query have nine digits."""
Yuan = int | float


class AwardFilters(Schema):
    """What is looked for; everything may be left out."""

    q: str = Field(
        "",
        max_length=LONGEST,
        description=said(
            "检索词；空格是“都要有”，AND OR NOT，引号，括号", "words; AND OR NOT, quotes, brackets"
        ),
    )
    year: Annotated[int, Field(ge=1949, le=2999), EXACT] | None = Field(
        None, description=said("决定年份", "year of the decision")
    )
    department: Text = Field("", description=said("决定部门的名称", "name of the department"))
    place: PlaceCode | None = Field(None, description=said("地区，含下级", "place, with everything in it"))
    programme: Text = Field("", description=said("支持项目的标识", "id of the programme"))
    category: Text = Field("", description=said("支持类别", "category"))
    source: AwardSource | None = Field(None, description=said("来源", "where it was made"))
    state: Literal["public", "revoked"] | None = Field(
        None, description=said("有效或已撤销", "standing or revoked")
    )
    recipient: Annotated[str, StringConstraints(max_length=40)] = Field(
        "",
        description=said(
            "单位的标识（recipients 里的 key）", "key of an organisation, as `recipients` gives it"
        ),
    )
    least: Annotated[int, Field(ge=0, le=MOST), EXACT] | None = Field(
        None, description=said("金额不少于，整元", "at least, in whole yuan")
    )
    most: Annotated[int, Field(ge=0, le=MOST), EXACT] | None = Field(
        None, description=said("金额不多于，整元", "at most, in whole yuan")
    )

    def wanted(self, order: Order = Order.NEWEST) -> Wanted:
        """The question as the page asks it."""
        return Wanted(
            words=self.q.strip(),
            year=self.year,
            department=self.department,
            place=self.place or "",
            programme=self.programme,
            category=self.category,
            source=self.source.value if self.source else "",
            state=self.state or "",
            recipient=self.recipient,
            least=None if self.least is None else self.least * FEN_PER_YUAN,
            most=None if self.most is None else self.most * FEN_PER_YUAN,
            order=order,
        )


class AwardQuery(AwardFilters):
    """A page of what is looked for."""

    sort: Order = Field(Order.NEWEST, description=said("排序", "order"))
    after: Annotated[str, StringConstraints(max_length=40)] = Field(
        "", description=said("从哪里接着读（上一页的 next）", "where to go on: `next` of the page before")
    )
    per_page: Annotated[int, Field(ge=1, le=100), EXACT] = Field(
        20, description=said("每页多少条，最多 100", "how many a page, at most 100")
    )


class AwardSaid(Schema):
    """One award. Amounts in yuan."""

    number: str = Field(description=said("公开编号", "public number"))
    recipient: str = Field(description=said("获得支持的单位或个人", "who got it"))
    recipient_code: str | None = Field(
        description=said("统一社会信用代码；个人没有", "code; a person has none")
    )
    title: str = Field(description=said("支持事项", "for what"))
    programme: str = Field(description=said("支持项目", "programme"))
    category: str
    amount: Yuan = Field(description=said("支持金额（元）", "in yuan"))
    paid: Yuan = Field(description=said("已支付（元）", "paid, in yuan"))
    department: str = Field(description=said("决定部门", "who decided"))
    place: str
    place_name: str
    basis: str = Field(description=said("依据", "what it rests on"))
    clause: str | None = Field(description=said("条款：文件标识#条款号", "document#clause"))
    decided_on: Day
    published_on: Day | None
    state: str = Field(description=said("public 有效，revoked 已撤销", "standing or revoked"))
    revoked_on: Day | None
    source: str
    overridden: bool = Field(description=said("例外批准", "cleared by two officers against a rule"))
    synthetic: bool = Field(description=said("演示数据", "made-up data"))
    url: str = Field(description=said("网页", "its page"))


class TotalSaid(Schema):
    """How many and how much."""

    count: int = Field(
        description=said("多少条；不精确时是“超过”这么多", "how many; where not exact, more than this")
    )
    exact: bool
    amount: Yuan | None = Field(
        description=said("有效金额（元）；不精确时没有", "what stands, in yuan; null where not exact")
    )


class AwardPage(Schema):
    """A page of awards."""

    total: TotalSaid
    items: list[AwardSaid]
    next: str | None = Field(
        description=said("下一页的 after；没有了是 null", "`after` of the next page, or null")
    )


class YearSaid(Schema):
    """A year of an organisation."""

    year: int
    count: int
    amount: Yuan


class RecipientSaid(Schema):
    """An organisation and what of its awards stands."""

    key: str
    name: str
    code: str | None
    count: int
    amount: Yuan
    years: list[YearSaid]


class RecipientsPage(Schema):
    """Organisations, the largest first."""

    total: int
    page: int
    items: list[RecipientSaid]


class ShareSaid(Schema):
    """A value of a field."""

    value: str
    label: str
    count: int
    amount: Yuan


class RecipientQuery(AwardFilters):
    """Which page of organisations."""

    by: Literal["amount", "count"] = Field("amount", description=said("按金额或笔数", "by amount or number"))
    page: Annotated[int, Field(ge=1, le=DEEPEST), EXACT] = Field(1, description=said("第几页", "which page"))


class TotalsQuery(AwardFilters):
    """By what the found are added up."""

    by: Literal["year", "place", "department", "programme", "category", "source", "state"] = Field(
        "year", description=said("按什么分", "by what")
    )


@router.get(
    "/awards",
    **operation(
        "awards",
        "支持公开：检索",
        "Search disclosed awards",
        about=(
            "与网页 /awards/ 同一个检索，答案相同。按键翻页：把 next 放进 after；翻页时新公开的不会使已读的重复或遗漏。",
            "The same search as the page /awards/. Pages by keys: put `next` into `after`; what is disclosed meanwhile"
            " neither repeats nor skips what was read.",
        ),
        response=AwardPage,
        cache=Cache.SHORT,
        examples={"q": "孵化器 NOT 补贴", "year": 2026},
    ),
)
def awards(request: HttpRequest, response: HttpResponse, query: Query[AwardQuery]) -> dict[str, Any]:
    """A page of what is found."""
    cursor = _cursor(query)
    found = find_awards(query.wanted(query.sort), cursor, per_page=query.per_page)
    names = dict(places().values_list("code", "name")) if found.awards else {}
    following = written_cursor(found.after) if found.after else None
    if following:
        kept = [(key, value) for key, values in request.GET.lists() for value in values if key != "after"]
        response.headers["Link"] = f'<{request.path}?{urlencode([*kept, ("after", following)])}>; rel="next"'
    return {
        "total": _total(found.total),
        "items": [sheets.as_data(row) for row in sheet_page(found.awards, names, site=settings.SITE_URL)],
        "next": following,
    }


def _cursor(query: AwardQuery) -> Cursor | None:
    """Raises InvalidInput for one that no page gave."""
    if not query.after:
        return None
    cursor = read_cursor(query.after, query.sort)
    if cursor is None:
        raise InvalidInput(
            "after 不是上一页给出的 next。",
            "`after` is not the `next` of a page before.",
            fields={"after": Wording("应为上一页的 next", "must be the `next` of a page")},
            code="api.invalid",
        )
    return cursor


@router.get(
    "/awards/recipients",
    **operation(
        "award_recipients",
        "支持公开：按单位汇总",
        "Disclosed awards by organisation",
        about=(
            f"只算有效的；个人不汇总。按词或金额范围找到的超过 {MOST_COUNTED:,} 条时不汇总（409）。",
            "What stands only; natural persons are not grouped. Where words or a range of amounts find more than"
            f" {MOST_COUNTED:,}, there is no sum (409).",
        ),
        response=RecipientsPage,
        errors=(409,),
        examples={"year": 2026},
    ),
)
def recipients(request: HttpRequest, query: Query[RecipientQuery]) -> dict[str, Any]:  # noqa: ARG001 - ninja gives it by this name
    """Organisations among the found. Raises TooMuchFound."""
    found = recipients_found(query.wanted(), by_count=query.by == "count", page=query.page)
    if found is None:
        raise TooMuchFound()
    return {"total": found.total, "page": query.page, "items": [_recipient(one) for one in found.recipients]}


@router.get(
    "/awards/totals",
    **operation(
        "award_totals",
        "支持公开：分项合计",
        "Disclosed awards added up",
        about=(
            "按年份、地区、部门、项目、类别、来源或状态。金额只算有效的。",
            "By year, place, department, programme, category, source or state. Amounts of what stands only.",
        ),
        response=list[ShareSaid],
        errors=(409,),
        examples={"by": "place"},
    ),
)
def totals(request: HttpRequest, query: Query[TotalsQuery]) -> list[dict[str, Any]]:  # noqa: ARG001 - ninja gives it by this name
    """How the found are shared. Raises TooMuchFound."""
    found = shares_found(query.wanted(), query.by)
    if found is None:
        raise TooMuchFound()
    return [_share(one) for one in found]


@router.get(
    "/awards/{number}",
    **operation(
        "award",
        "一条支持",
        "One disclosed award",
        response=AwardSaid,
        errors=(404,),
        examples={"number": "GK-2026-000001"},
    ),
)
def award(request: HttpRequest, number: Number) -> dict[str, Any]:  # noqa: ARG001 - ninja gives it by this name
    """One award. Raises NotFound."""
    found = public_award(number)
    names = dict(places().filter(code=found.place).values_list("code", "name"))
    [row] = sheet_page([found], names, site=settings.SITE_URL)
    return sheets.as_data(row)


class TooMuchFound(Refused):
    """Too much was found to be added up one by one; half a sum would be a wrong one."""

    default_code = "clearance.too_much_found"
    default_next = Wording(
        "请再加一个条件，或者去掉检索词和金额范围。", "Ask for less, or leave out words and amounts."
    )

    def __init__(self) -> None:
        super().__init__(
            f"找到的超过 {MOST_COUNTED:,} 条，不逐条汇总。",
            f"More than {MOST_COUNTED:,} were found; they are not added up.",
        )


def _total(total: Total) -> dict[str, Any]:
    amount = None if total.amount is None else sheets.yuan(total.amount)
    return {"count": total.count, "exact": total.exact, "amount": amount}


def _recipient(one: RecipientSum) -> dict[str, Any]:
    return {
        "key": one.key,
        "name": one.name,
        "code": one.code or None,
        "count": one.count,
        "amount": sheets.yuan(one.amount),
        "years": [
            {"year": year, "count": count, "amount": sheets.yuan(amount)}
            for year, (count, amount) in one.years.items()
        ],
    }


def _share(one: Share) -> dict[str, Any]:
    return {"value": one.value, "label": one.label, "count": one.count, "amount": sheets.yuan(one.amount)}
