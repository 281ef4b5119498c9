"""What everybody may see: what vouchers are and which there are, who is on the list, what each offers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Facet,
    FacetOption,
    Facets,
    Link,
    Row,
    Shape,
    Status,
    SummaryList,
    SummaryRow,
    Tone,
    money_told,
)
from zhongchuang.core.page import page_of as paged
from zhongchuang.parties.selectors import places
from zhongchuang.policy.errors import NoPacks
from zhongchuang.policy.selectors.rulebook import current_rulebook
from zhongchuang.vouchers.selectors import listed as reads
from zhongchuang.vouchers.selectors import listed_provider, newest_schemes, scheme_of
from zhongchuang.vouchers.terms import Scheme
from zhongchuang.vouchers.terms.schema import Basis, Figure, Holder, Standing, Term
from zhongchuang.vouchers.views.order_parts import ratio_words
from zhongchuang.vouchers.views.requests import english
from zhongchuang.vouchers.views.showing import day, provider_name, provider_place, worded

if TYPE_CHECKING:
    from zhongchuang.policy.packs.schema import RuleBook

REGION = "found"
LONGEST_SEARCH = 60


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What a voucher is, and every scheme with its figures; one that is awaited says what for."""
    found = [scheme_of(one) for one in newest_schemes()]
    try:
        book = current_rulebook()
    except NoPacks:
        book = None
    names = place_names(term.place for one in found for term in one.terms)
    schemes = [_shown(one, names, book) for one in found]
    context = {
        "schemes": schemes,
        "breadcrumbs": (Link(_("首页"), "/"), Link(_("创新券"), "")),
    }
    return render(request, "vouchers/about.html", context)


def _shown(scheme: Scheme, names: Mapping[str, str], book: RuleBook | None) -> dict[str, object]:
    return {
        "scheme": scheme,
        "title": worded(scheme.title.wording),
        "status": standing_status(scheme),
        "awaiting": worded(scheme.awaiting.wording) if scheme.awaiting else "",
        "source": scheme.source,
        "basis": [_basis(one, book) for one in scheme.basis],
        "services": [worded(one.label.wording) for one in scheme.services],
        "terms": terms_table(scheme, names) if scheme.terms else None,
        "days": days_of(scheme),
    }


def place_names(codes: Iterable[str]) -> Mapping[str, str]:
    """Places by code, in the reader's language."""
    rows = places().filter(code__in=set(codes))
    return {one.code: one.name_en if english() else one.name for one in rows}


def standing_status(scheme: Scheme) -> Status:
    """Whether vouchers are issued under a scheme."""
    match scheme.standing:
        case Standing.IN_FORCE:
            return Status(_("施行中"), Shape.CHECK, Tone.ACCENT)
        case Standing.AWAITING:
            return Status(_("等待细则"), Shape.RING)
        case Standing.UNCONFIRMED:
            return Status(_("未核对，只作比较"), Shape.QUESTION)
        case Standing.DEMONSTRATION:
            return Status(_("演示，数是编的"), Shape.WARNING)


def _basis(found: Basis, book: RuleBook | None) -> dict[str, str]:
    """The words a scheme rests on, with the way to them where the text is held here."""
    document = book.document(found.document) if book is not None else None
    url = ""
    if document is not None and found.clause:
        url = reverse("policy:clause", args=[found.document, found.clause])
    name = document.number or document.title if document is not None else found.document
    return {"name": f"{name} {found.clause or ''}".strip(), "quote": found.quote or "", "url": url}


def holder_label(holder: Holder) -> str:
    """Who may hold a voucher."""
    return {
        Holder.ENTERPRISE: _("企业"),
        Holder.TEAM: _("团队"),
        Holder.SPACE: _("众创空间"),
    }[holder]


def terms_table(scheme: Scheme, names: Mapping[str, str]) -> DataTable:
    """What holds where, from when, for whom, each number with where it comes from."""
    return DataTable(
        _("抵扣的规定"),
        (
            Column(_("地区和期间")),
            Column(_("服务和对象")),
            Column(_("抵扣比例"), ColumnKind.NUMBER),
            Column(_("单笔限额"), ColumnKind.NUMBER),
            Column(_("每年限额"), ColumnKind.NUMBER),
        ),
        tuple(_term_row(scheme, one, names) for one in scheme.terms),
    )


def _term_row(scheme: Scheme, term: Term, names: Mapping[str, str]) -> Row:
    services = [one for one in scheme.services if one.id in term.services]
    until = _("至 %(day)s") % {"day": day(term.ends)} if term.ends else _("起")
    return Row(
        (
            Cell(names.get(term.place, term.place), note=f"{day(term.starts)} {until}"),
            Cell(
                "、".join(worded(one.label.wording) for one in services) or _("全部服务"),
                note="、".join(holder_label(one) for one in term.holders),
            ),
            Cell(ratio_words(term.ratio.ratio), note=ground_of(term.ratio)),
            Cell(_yuan(term.order_cap), note=ground_of(term.order_cap)),
            Cell(_yuan(term.year_cap), note=ground_of(term.year_cap)),
        )
    )


def _yuan(figure: Figure | None) -> str:
    return money_told(figure.fen) if figure else _("不限")


def ground_of(figure: Figure | None) -> str:
    """Where a number comes from: the words, or who set it."""
    if figure is None:
        return ""
    if figure.quote:
        return f"“{figure.quote}”"
    return worded(figure.set_by.wording) if figure.set_by else _("没有对照原文")


def days_of(scheme: Scheme) -> SummaryList | None:
    """The lengths of time of a scheme; None where it names none."""
    if scheme.days is None:
        return None
    found = scheme.days
    return SummaryList(
        (
            SummaryRow(
                _("券的有效期"),
                _("%(n)s 个月") % {"n": found.valid_months.days},
                ground_of(found.valid_months),
            ),
            SummaryRow(
                _("交付期限"), _("下单后 %(n)s 天") % {"n": found.deliver.days}, ground_of(found.deliver)
            ),
            SummaryRow(
                _("到期前下的单"), _("最多再走 %(n)s 天") % {"n": found.grace.days}, ground_of(found.grace)
            ),
            SummaryRow(
                _("确认期限"),
                _("交付后 %(n)s 天不答复，转经办核查") % {"n": found.confirm.days},
                ground_of(found.confirm),
            ),
        )
    )


@require_safe
def providers(request: HttpRequest) -> HttpResponse:
    """Who is on the list, by kind of service and place."""
    wanted, labels = wanted_of(request.GET), service_labels()
    page, shown = paged(request, reads.listed_like(wanted))
    offered = reads.services_by_provider(shown)
    context = {
        "region": REGION,
        "facets": Facets(
            action=request.path,
            region=REGION,
            facets=_facets(wanted, labels),
            search=wanted.words,
            search_label=_("机构或服务名称"),
        ),
        "total": page.total,
        "table": DataTable(
            _("服务机构"),
            (Column(_("机构")), Column(_("地区")), Column(_("服务")), Column(_("有效期至"), ColumnKind.DATE)),
            tuple(
                Row(
                    (
                        Cell(provider_name(one), url=reverse("vouchers:provider", args=[one.pk])),
                        Cell(provider_place(one)),
                        Cell("；".join(each.title for each in offered.get(one.pk, ()))),
                        Cell(one.admitted_until),
                    )
                )
                for one in shown
            ),
            page,
            EmptyState(
                _("没有符合条件的机构"),
                _("去掉一两个条件，或者换一个词再找。"),
                Link(_("清除全部条件"), request.path),
            ),
        ),
        "breadcrumbs": (Link(_("创新券"), reverse("vouchers:about")), Link(_("服务机构"), "")),
    }
    return render(request, "vouchers/providers.html", context)


def wanted_of(query: QueryDict) -> reads.Wanted:
    """What the query asks for; what is no value of its question is left out."""
    places = (code for code in query.getlist("place") if code.isascii() and code.isdecimal())
    return reads.Wanted(
        services=tuple(dict.fromkeys(kind[:60] for kind in query.getlist("service")))[:20],
        places=tuple(dict.fromkeys(places))[:50],
        words=query.get("q", "").strip()[:LONGEST_SEARCH],
    )


def service_labels() -> dict[str, str]:
    """What each kind of service is called, over all schemes."""
    return {
        one.id: worded(one.label.wording)
        for version in newest_schemes()
        for one in scheme_of(version).services
    }


def _facets(wanted: reads.Wanted, labels: dict[str, str]) -> tuple[Facet, ...]:
    kinds = tuple(
        FacetOption(kind, labels.get(kind, kind), count, kind in wanted.services)
        for kind, count in sorted(reads.kinds_of_listed(wanted).items())
    )
    places = tuple(
        FacetOption(
            one.value, one.label_en if english() else one.label, one.count, one.value in wanted.places
        )
        for one in reads.places_of_listed(wanted)
    )
    found = (Facet("service", _("服务种类"), kinds), Facet("place", _("地区"), places))
    return tuple(one for one in found if one.options)


@require_safe
def provider(request: HttpRequest, pk: int) -> HttpResponse:
    """A provider: what it does, for how much, how to reach it."""
    found = listed_provider(pk)
    labels = service_labels()
    offered = reads.services_by_provider([found]).get(found.pk, ())
    context = {
        "provider": found,
        "name": provider_name(found),
        "status": Status(_("在库"), Shape.CHECK, Tone.ACCENT),
        "facts": SummaryList(
            (
                SummaryRow(_("地区"), provider_place(found)),
                SummaryRow(_("联系方式"), found.contact),
                SummaryRow(_("入库日期"), found.admitted_on),
                SummaryRow(_("有效期至"), found.admitted_until or _("长期")),
                SummaryRow(_("入库部门"), found.department.name),
            )
        ),
        "table": DataTable(
            _("提供的服务"),
            (Column(_("服务")), Column(_("种类")), Column(_("收费标准"))),
            tuple(
                Row(
                    (
                        Cell(one.title, note=one.description),
                        Cell(labels.get(one.service, one.service)),
                        Cell(one.price_text),
                    )
                )
                for one in offered
            ),
            empty=EmptyState(_("现在没有提供服务")),
        ),
        "breadcrumbs": (
            Link(_("创新券"), reverse("vouchers:about")),
            Link(_("服务机构"), reverse("vouchers:providers")),
            Link(provider_name(found), ""),
        ),
    }
    return render(request, "vouchers/provider.html", context)
