"""What was found, added up: by organisation, several organisations side by side, by year, place, department, category."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhongchuang.clearance.disclosing.categories import category_words
from zhongchuang.clearance.selectors.award_groups import (
    DEEPEST,
    PER_PAGE,
    RecipientPage,
    recipients_found,
    shares_found,
)
from zhongchuang.clearance.selectors.award_search import MOST_COUNTED, count_awards
from zhongchuang.clearance.selectors.award_sums import RecipientSum, Share, recipients_of
from zhongchuang.clearance.views import public_parts as parts
from zhongchuang.core.money import FEN_PER_WAN
from zhongchuang.core.page import (
    Cell,
    Chart,
    ChartKind,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Link,
    Money,
    Row,
    Series,
    money_told,
    page_number,
    paginate,
)
from zhongchuang.core.public_pages import public_page

if TYPE_CHECKING:
    from zhongchuang.clearance.disclosing.wanted import Wanted

MOST_COMPARED = 6
LONGEST_CHART = 15
"""So many bars are drawn; of the rest number and sum are told."""


def too_many() -> EmptyState:
    """Why there is no sum, and what to do."""
    return EmptyState(
        _("找到的太多，不能逐条汇总"),
        _(
            "按词或金额范围找到的超过 %(n)s 条时不汇总：请再加一个条件，或者去掉检索词，只按年份、地区、部门、项目或类别汇总。"
        )
        % {"n": f"{MOST_COUNTED:,}"},
    )


@require_safe
@public_page
def recipients(request: HttpRequest) -> HttpResponse:
    """Organisations among the found, the largest first; up to six can be put side by side."""
    form = parts.search_of(request.GET)
    question = parts.question_in(request.GET)
    by_count = request.GET.get("by") == "count"
    context: dict[str, object] = {
        "form": form,
        "by_count": by_count,
        "by_amount_url": parts.address("award_recipients", [one for one in question if one[0] != "by"]),
        "by_count_url": parts.address("award_recipients", question, by="count"),
        "list_url": parts.address("awards", [one for one in question if one[0] != "by"]),
        "compare_url": reverse("clearance:award_compare"),
        "most_compared": MOST_COMPARED,
        "breadcrumbs": _trail(_("按单位汇总")),
    }
    if form.is_valid():
        page = min(page_number(request), DEEPEST)
        found = recipients_found(form.wanted, by_count=by_count, page=page)
        context |= {"too_many": too_many()} if found is None else _recipients(found, request, page, question)
    return render(request, "clearance/awards/recipients.html", context)


def _recipients(
    found: RecipientPage, request: HttpRequest, page: int, question: list[tuple[str, str]]
) -> dict[str, object]:
    narrowed = [one for one in question if one[0] not in ("by", "sort")]
    rows = [
        {
            "key": one.key,
            "name": one.name,
            "code": one.code,
            "count": one.count,
            "amount": one.amount,
            "years": _span(one.years),
            "url": parts.address("awards", narrowed, recipient=one.key),
        }
        for one in found.recipients
    ]
    return {
        "found": found,
        "rows": rows,
        "pagination": paginate(request.GET, min(found.total, DEEPEST * PER_PAGE), page),
        "cut": found.total > DEEPEST * PER_PAGE,
        "nothing": EmptyState(
            _("没有单位"), _("找到的支持里没有单位，或者都已撤销。个人不汇总：同名的未必是同一个人。")
        ),
    }


def _span(years: Mapping[int, tuple[int, int]]) -> str:
    if not years:
        return ""
    first, last = min(years), max(years)
    return str(first) if first == last else f"{first}–{last}"


@require_safe
@public_page
def compare(request: HttpRequest) -> HttpResponse:
    """Up to six organisations side by side: in all, and year by year."""
    asked = list(dict.fromkeys(key for key in request.GET.getlist("of") if 0 < len(key) <= 40))
    found = recipients_of(asked[:MOST_COMPARED])
    years = sorted({year for one in found for year in one.years})
    context = {
        "found": [
            {
                "one": one,
                "url": parts.address("awards", [], recipient=one.key),
                "without": parts.address(
                    "award_compare", [("of", other.key) for other in found if other.key != one.key]
                ),
            }
            for one in found
        ],
        "left_out": max(0, len(asked) - MOST_COMPARED),
        "table": _compared(found, years),
        "chart": _compared_chart(found, years) if years else None,
        "recipients_url": reverse("clearance:award_recipients"),
        "most_compared": MOST_COMPARED,
        "breadcrumbs": _trail(_("并排比较")),
    }
    return render(request, "clearance/awards/compare.html", context)


def _compared(found: Sequence[RecipientSum], years: Sequence[int]) -> DataTable:
    """A row a year, a column an organisation."""
    rows = [Row((Cell(str(year)), *(_of_year(one, year) for one in found))) for year in years]
    if years:
        rows.append(
            Row(
                (
                    Cell(_("合计")),
                    *(Cell(Money(one.amount), note=_("%(n)s 笔") % {"n": one.count}) for one in found),
                )
            )
        )
    return DataTable(
        _("各年获得的支持"),
        (Column(_("决定年份")), *(Column(one.name, ColumnKind.NUMBER) for one in found)),
        tuple(rows),
        empty=EmptyState(
            _("还没有选单位"),
            _("在“按单位汇总”里勾选要比较的单位，最多六家。"),
            Link(_("去选单位"), reverse("clearance:award_recipients")),
        ),
    )


def _of_year(one: RecipientSum, year: int) -> Cell:
    count, amount = one.years.get(year, (0, 0))
    return Cell(Money(amount), note=_("%(n)s 笔") % {"n": count}) if count else Cell("—")


def _compared_chart(found: Sequence[RecipientSum], years: Sequence[int]) -> Chart:
    return Chart(
        "award-compare",
        _("各年获得的支持"),
        ChartKind.COLUMN,
        tuple(map(str, years)),
        tuple(
            Series(one.name, tuple(_wan(one.years.get(year, (0, 0))[1]) for year in years)) for one in found
        ),
        _("万元"),
        _("本平台公开的有效支持"),
        _("决定年份"),
    )


@require_safe
@public_page
def totals(request: HttpRequest) -> HttpResponse:
    """How the found are shared: by year, by place, by department, by category; each a chart with its table."""
    form = parts.search_of(request.GET)
    question = parts.question_in(request.GET)
    context: dict[str, object] = {
        "form": form,
        "list_url": parts.address("awards", question),
        "breadcrumbs": _trail(_("合计与图表")),
    }
    if form.is_valid():
        total = count_awards(form.wanted)
        context |= {
            "total": total,
            "count_words": parts.count_in_words(total),
            "nothing": EmptyState(_("没有找到")),
        }
        if total.exact:
            context["charts"] = _charts(form.wanted) if total.count else []
        else:
            context["too_many"] = too_many()
    return render(request, "clearance/awards/totals.html", context)


def _charts(wanted: Wanted) -> list[Chart]:
    names = parts.place_names()
    said = (
        ("year", _("按决定年份"), ChartKind.COLUMN, _("决定年份")),
        ("place", _("按地区"), ChartKind.BAR, _("地区")),
        ("department", _("按决定部门"), ChartKind.BAR, _("决定部门")),
        ("category", _("按支持类别"), ChartKind.BAR, _("支持类别")),
    )
    charts = []
    for field, title, kind, label in said:
        shares = shares_found(wanted, field) or []
        if field == "year":
            shares = sorted(shares, key=lambda share: share.value)
        if field == "place":
            shares = [replace(share, label=names.get(share.value, share.label)) for share in shares]
        if field == "category":
            shares = [replace(share, label=category_words(share.value, get_language())) for share in shares]
        if shares:
            charts.append(_chart(field, title, kind, label, shares))
    return charts


def _chart(field: str, title: str, kind: ChartKind, label: str, shares: Sequence[Share]) -> Chart:
    """The largest of them. How many more there are, and how much they make, stands beside the source."""
    shown = shares if field == "year" else shares[:LONGEST_CHART]
    source = _("本平台公开的支持；已撤销的不计金额")
    if rest := shares[len(shown) :]:
        source += _("；只列金额最大的 %(n)s 个，其余 %(rest)s 个合计 %(amount)s") % {
            "n": len(shown),
            "rest": len(rest),
            "amount": money_told(sum(share.amount for share in rest), wan=True),
        }
    return Chart(
        f"award-by-{field}",
        title,
        kind,
        tuple(share.label or _("未写明") for share in shown),
        (Series(_("有效金额"), tuple(_wan(share.amount) for share in shown)),),
        _("万元"),
        source,
        label,
    )


def _wan(fen: int) -> float:
    """分 in 万元, to the hundredth: what a chart compares."""
    return round(fen / FEN_PER_WAN, 2)


def _trail(here: str) -> tuple[Link, ...]:
    return (Link(_("首页"), "/"), Link(_("支持公开"), reverse("clearance:awards")), Link(here, ""))
