"""The public list of awards, and one award, for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhongchuang.clearance.disclosing.categories import category_words
from zhongchuang.clearance.disclosing.entries import recipient_key
from zhongchuang.clearance.disclosing.wanted import Wanted, written_cursor
from zhongchuang.clearance.models import AwardState
from zhongchuang.clearance.selectors.award_basis import AwardBasis, bases_of
from zhongchuang.clearance.selectors.award_search import find_awards
from zhongchuang.clearance.selectors.awards import (
    changes_of,
    name_is_down,
    public_award,
    public_name,
    public_title,
)
from zhongchuang.clearance.selectors.checks import exception_of
from zhongchuang.clearance.views import public_parts as parts
from zhongchuang.clearance.views.exceptions import address_of
from zhongchuang.clearance.views.public_words import change_rows
from zhongchuang.core.clock import business_date
from zhongchuang.core.page import (
    ClauseQuote,
    Code,
    DataTable,
    EmptyState,
    Link,
    Money,
    SummaryList,
    SummaryRow,
)
from zhongchuang.core.public_pages import public_page

if TYPE_CHECKING:
    from zhongchuang.clearance.models import Award
    from zhongchuang.clearance.selectors.award_search import FoundPage

EXAMPLES = ("孵化器 AND 沈阳 NOT 补贴", "“科技创新券”", "(光电 OR 生物) 设备")
OTHERS = 5
"""So many other awards of the same organisation stand below one."""


@require_safe
@public_page
def awards(request: HttpRequest) -> HttpResponse:
    """What was found, with its totals; where the search cannot be read, why, and nothing typed is lost."""
    form = parts.search_of(request.GET)
    question = parts.question_in(request.GET)
    context: dict[str, object] = {
        "form": form,
        "examples": [Link(words, parts.address("awards", [("q", words)])) for words in EXAMPLES],
        "asked": bool([name for name, _value in question if name != "sort"]),
        "recipients_url": parts.address("award_recipients", question),
        "totals_url": parts.address("award_totals", question),
        "exports": _exports(question),
        "feed_url": parts.address("award_feed", question),
        "breadcrumbs": (Link(_("首页"), "/"), Link(_("支持公开"), "")),
    }
    if form.is_valid():
        found = find_awards(form.wanted, parts.cursor_of(request.GET, form.wanted.order))
        context |= _found(found, question)
    return render(request, "clearance/awards/list.html", context)


def _found(found: FoundPage, question: list[tuple[str, str]]) -> dict[str, object]:
    names = parts.place_names() if found.awards else {}
    turn = {
        name: parts.address("awards", question, **{name: written_cursor(cursor)})
        for name, cursor in (("before", found.before), ("after", found.after))
        if cursor is not None
    }
    return {
        "total": found.total,
        "count_words": parts.count_in_words(found.total),
        "table": DataTable(
            _("找到的支持"), parts.columns(), parts.rows_of(found.awards, names), empty=_nothing(question)
        ),
        "turn": turn,
        "first_url": parts.address("awards", question) if "before" in turn else "",
    }


def _nothing(question: list[tuple[str, str]]) -> EmptyState:
    if question:
        return EmptyState(
            _("没有找到"),
            _("换一个词，或者少选几个条件。名称写法不同的，可以试试名称里的一部分。"),
            Link(_("看全部"), reverse("clearance:awards")),
        )
    return EmptyState(_("还没有公开的支持"), _("决定作出并经公开属性审查后，一分钟内在这里出现。"))


def _exports(question: list[tuple[str, str]]) -> list[Link]:
    return [
        Link("CSV", parts.address("award_csv", question)),
        Link("Excel", parts.address("award_xlsx", question)),
        Link("JSON", parts.address("award_json", question)),
        Link("360Giving", parts.address("award_360giving", question)),
        Link("Atom", parts.address("award_feed", question)),
    ]


@require_safe
@public_page
def award(request: HttpRequest, number: str) -> HttpResponse:
    """One award: the words it rests on, what was paid, what was corrected. Raises NotFound."""
    found = public_award(number)
    basis = bases_of([found])[found.pk]
    key = recipient_key(code=found.recipient_code, name=found.recipient_name, personal=found.personal)
    others = find_awards(Wanted(recipient=key), per_page=OTHERS + 1).awards if key else ()
    names = parts.place_names()
    shown = [one for one in others if one.pk != found.pk][:OTHERS]
    context = {
        "award": found,
        "name": public_name(found),
        "title": public_title(found),
        "name_down": name_is_down(found),
        "state": parts.state_of(found),
        "facts": SummaryList(tuple(_facts(found, names.get(found.place, found.place)))),
        "revoked": found.state == AwardState.REVOKED,
        "quote": _quote(basis),
        "basis": basis,
        "changes": change_rows(changes_of(found)[::-1], found),
        "others": DataTable(_("同一单位的其他支持"), parts.columns(), parts.rows_of(shown, names))
        if shown
        else None,
        "recipient_url": parts.address("awards", [], recipient=key) if key else "",
        "compare_url": parts.address("award_compare", [], of=key) if key else "",
        "permalink": Code(settings.SITE_URL + parts.award_url(found), _("本页网址"), group=0),
        "correction_url": reverse("clearance:award_correction", args=[found.number]),
        "breadcrumbs": (
            Link(_("首页"), "/"),
            Link(_("支持公开"), reverse("clearance:awards")),
            Link(found.number, ""),
        ),
    }
    return render(request, "clearance/awards/award.html", context)


def _facts(found: Award, place: str) -> list[SummaryRow]:
    """Who, how much, for what, by whom, when; and where it stands now."""
    rows = [
        SummaryRow(_("状态"), parts.state_of(found)),
        SummaryRow(
            _("获得支持的单位或个人"),
            public_name(found),
            note=_("演示数据，单位是虚构的") if found.synthetic else "",
        ),
    ]
    if found.recipient_code and not found.personal:
        rows.append(SummaryRow(_("统一社会信用代码"), found.recipient_code))
    rows += [
        SummaryRow(_("支持金额"), Money(found.amount), note="" if found.amount else _("认定类，不给钱")),
        SummaryRow(_("已支付"), Money(found.paid)),
        SummaryRow(_("支持事项"), public_title(found)),
        SummaryRow(_("支持项目"), found.programme_title or found.programme),
        SummaryRow(_("支持类别"), category_words(found.category, get_language())),
        SummaryRow(_("决定部门"), found.department_name),
        SummaryRow(_("地区"), place),
        SummaryRow(_("决定日期"), found.decided_on),
        SummaryRow(_("公开日期"), business_date(found.published_at) if found.published_at else ""),
        SummaryRow(_("来源"), found.get_source_display()),
    ]
    if found.overridden:
        rows.append(_exception(found))
    if found.state == AwardState.REVOKED:
        rows += [SummaryRow(_("撤销日期"), found.revoked_on), SummaryRow(_("撤销理由"), found.revoked_reason)]
    return [row for row in rows if row.value not in ("", None)]


def _exception(found: Award) -> SummaryRow:
    """Why it was granted although the check did not pass; where the reason is kept elsewhere, that it was."""
    behind = exception_of(found.ref)
    return SummaryRow(
        _("例外批准"),
        behind.reason if behind else _("是"),
        _("查重没有通过，两个人说明理由后批准；对哪一条规则、为什么，都已公开。"),
        Link(_("看这项例外"), address_of(behind) if behind else reverse("clearance:exceptions")),
    )


def _quote(basis: AwardBasis) -> ClauseQuote | None:
    """The words of the clause as issued; None where only its name is known."""
    if not basis.text:
        return None
    return ClauseQuote(
        basis.text,
        f"《{basis.title}》",
        basis.number,
        basis.ref,
        reverse("policy:clause", args=[basis.slug, basis.ref]),
    )
