"""What everybody may see of makerspaces: the list, and the page of each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhongchuang.core import clock
from zhongchuang.core.page import (
    Cell,
    Code,
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
    page_number,
    paginate,
    sorted_by,
)
from zhongchuang.parties.access import PartyAction, SpaceAction, may_organisation, may_space
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.models import Recognition, RecognitionLevel, Space, SpaceKind, Stage
from zhongchuang.parties.selectors import spaces as reads
from zhongchuang.parties.selectors.residency import capacities_of
from zhongchuang.parties.spaces.periods import capacity_as_at
from zhongchuang.parties.spaces.residency import Stay
from zhongchuang.parties.views.spaces.common import english, place_name, recognised_status, trail

PER_PAGE = 20
LONGEST_SEARCH = 60
REGION = "found"
ORDERS = {"name", "-name", "residents", "-residents", "opened", "-opened"}


@require_safe
def spaces(request: HttpRequest) -> HttpResponse:
    """The makerspaces, narrowed by place, kind, field and what they are recognised as."""
    wanted = wanted_of(request.GET)
    found = reads.with_recognitions(reads.spaces_like(wanted))
    order = request.GET.get("sort", "")
    if order in ORDERS:
        found = found.order_by(order.replace("opened", "opened_on"), "name", "pk")
    page = paginate(request.GET, reads.spaces_count(wanted), page_number(request), per_page=PER_PAGE)
    shown = found[(page.page - 1) * PER_PAGE : page.page * PER_PAGE]
    context = {
        "region": REGION,
        "facets": _facets(request, wanted),
        "table": DataTable(
            _("众创空间"),
            (
                sorted_by(request.GET, Column(_("名称")), "name"),
                Column(_("地区")),
                Column(_("类型")),
                Column(_("认定")),
                sorted_by(request.GET, Column(_("在孵"), ColumnKind.NUMBER), "residents"),
                sorted_by(request.GET, Column(_("开始运营"), ColumnKind.DATE), "opened"),
            ),
            tuple(_row(one) for one in shown),
            page,
            EmptyState(
                _("没有符合这些条件的众创空间"),
                _("去掉一两个筛选条件，或者换一个词再找。"),
                Link(_("清除全部条件"), request.path),
            ),
        ),
        "total": page.total,
        "may_register": may_space(actor_of(request), SpaceAction.REGISTER),
    }
    return render(request, "parties/spaces/list.html", context)


def wanted_of(query: QueryDict) -> reads.SpacesWanted:
    """What the query asks for; what is no value of its facet is left out."""

    def among(name: str, known: Iterable[str]) -> tuple[str, ...]:
        return tuple(value for value in dict.fromkeys(query.getlist(name)) if value in set(known))

    places = (code for code in query.getlist("place") if code.isascii() and code.isdecimal())
    return reads.SpacesWanted(
        place=tuple(dict.fromkeys(places))[:50],
        kind=among("kind", SpaceKind.values),
        stage=among("stage", Stage.values),
        field=tuple(name[:30] for name in query.getlist("field"))[:20],
        recognised=among("recognised", [*RecognitionLevel.values, reads.NOT_RECOGNISED]),
        words=query.get("q", "").strip()[:LONGEST_SEARCH],
    )


def _row(one: Space) -> Row:
    return Row(
        (
            Cell(one.name, url=reverse("parties:space", args=[one.pk])),
            Cell(place_name(one.place)),
            Cell(one.get_kind_display(), note=_("专业化") if one.specialised else ""),
            Cell(recognised_status(one.standing)),  # type: ignore[attr-defined]  # with_recognitions
            Cell(one.residents),  # type: ignore[attr-defined]  # spaces_like
            Cell(one.opened_on),
        )
    )


def _facets(request: HttpRequest, wanted: reads.SpacesWanted) -> Facets:
    named: dict[str, dict[str, Any]] = {
        "kind": dict(SpaceKind.choices),
        "stage": dict(Stage.choices),
        "recognised": {**dict(RecognitionLevel.choices), reads.NOT_RECOGNISED: _("没有认定")},
    }
    titles = {
        "place": _("地区"),
        "recognised": _("认定"),
        "kind": _("类型"),
        "field": _("产业领域"),
        "stage": _("孵化链条"),
    }
    found = reads.space_choices(wanted).found

    def options(name: str) -> tuple[FacetOption, ...]:
        order = list(named.get(name, ()))
        values = sorted(found[name], key=lambda one: order.index(one.value) if order else 0)
        return tuple(
            FacetOption(
                one.value,
                named[name][one.value] if order else (one.label_en if english() else one.label),
                one.count,
                one.value in getattr(wanted, name),
            )
            for one in values
        )

    return Facets(
        action=request.path,
        region=REGION,
        facets=tuple(Facet(name, titles[name], options(name)) for name in titles if found[name]),
        search=wanted.words,
        search_label=_("名称或地址"),
        kept=tuple((name, request.GET[name]) for name in ("sort",) if request.GET.get(name)),
    )


@require_safe
def space(request: HttpRequest, pk: int) -> HttpResponse:
    """A makerspace: what it is, what room it has, who runs it, what it is recognised as."""
    actor, found = actor_of(request), reads.space_of(pk)
    works = reads.works_at(actor, found)
    today = clock.today()
    recognitions = reads.recognitions_of(found)
    context = {
        "space": found,
        "place": place_name(found.place),
        "fields": [one.name for one in found.fields.all()],
        "facts": _facts(found),
        "recognitions": [(_recognition_status(one), one) for one in recognitions],
        "holders": [(one.get_role_display(), one) for one in reads.holders_of(found)],
        "keeps": may_space(actor, SpaceAction.SEE_TENANTS, works),
        "edits": may_space(actor, SpaceAction.EDIT, works),
        "replaces": may_organisation(actor, PartyAction.EDIT),
        "recognises": may_space(actor, SpaceAction.RECOGNISE),
        "today": today,
        "breadcrumbs": trail(Link(_("众创空间"), reverse("parties:spaces")), Link(found.name, "")),
    }
    return render(request, "parties/spaces/space.html", context)


def _facts(found: Space) -> SummaryList:
    room = capacity_as_at(capacities_of(found), clock.today())
    counts = reads.stay_counts([found.pk])[found.pk]
    rows = [
        SummaryRow(_("编号"), Code(found.public_id).value),
        SummaryRow(_("类型"), found.get_kind_display(), note=_("专业化") if found.specialised else ""),
        SummaryRow(_("建设主体"), found.get_built_by_display()),
        SummaryRow(_("孵化链条"), found.get_stage_display()),
        SummaryRow(_("地址"), f"{place_name(found.place)} {found.address}"),
        SummaryRow(_("开始运营"), found.opened_on),
    ]
    if found.closed_on:
        rows.append(SummaryRow(_("停止运营"), found.closed_on))
    if room is not None:
        area = _("%(all)s 平方米，其中在孵和公共 %(tenants)s 平方米") % {
            "all": f"{room.area_m2:,}",
            "tenants": f"{room.tenant_area_m2:,}",
        }
        rows += [SummaryRow(_("面积"), area), SummaryRow(_("工位"), room.workstations)]
    rows += [
        SummaryRow(_("在孵企业和团队"), counts[Stay.RESIDENT]),
        SummaryRow(_("已毕业"), counts[Stay.GRADUATED]),
    ]
    return SummaryList(tuple(rows))


def _recognition_status(one: Recognition) -> Status:
    today = clock.today()
    if one.revoked_on is not None and one.revoked_on <= today:
        return Status(_("已撤销"), Shape.CROSS, Tone.DANGER)
    if one.until is not None and one.until < today:
        return Status(_("已到期"), Shape.RING)
    return Status(_("有效"), Shape.CHECK)
