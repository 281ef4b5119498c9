"""One tenant: where it stands, what may be done next, and everything that happened as a time line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhongchuang.core import clock
from zhongchuang.core.clock import business_date
from zhongchuang.core.money import format_wan
from zhongchuang.core.page import Code, Link, Shape, Status, SummaryList, SummaryRow, Tone
from zhongchuang.core.page.parts import Money, Value
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.forms.tenants import MILESTONES
from zhongchuang.parties.models import GraduationReview, ResidencyEvent, Space, Stage, Tenant
from zhongchuang.parties.selectors import residency as reads
from zhongchuang.parties.spaces.graduation import standard
from zhongchuang.parties.spaces.periods import declared_as_at
from zhongchuang.parties.spaces.residency import (
    FROM,
    EventKind,
    Milestone,
    Residency,
    Stay,
    known_events,
    residency_as_at,
)
from zhongchuang.parties.spaces.sheet import FACTS, Cells
from zhongchuang.parties.views.spaces.common import (
    EVENT_LABELS,
    english,
    records,
    stay_status,
    told,
    trail,
)
from zhongchuang.parties.views.spaces.keeping import space_trail

RECORDED = (
    EventKind.MILESTONE,
    EventKind.ADMITTED,
    EventKind.REFUSED,
    EventKind.MOVED,
    EventKind.LEFT,
    EventKind.APPLIED,
)
"""What is recorded through `tenant_record`, in the order it is offered; graduating has a page of its own."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event on the time line. What was replaced stays, struck and with what stands instead."""

    event: ResidencyEvent
    title: str
    lines: tuple[str, ...]
    recorded_on: dt.date
    is_standing: bool
    replaced_by: str
    correct_url: str


@require_safe
@login_required
def tenant(request: HttpRequest, pk: int, tenant: int) -> HttpResponse:
    """A tenant's story; its operator goes on with it, departments and the firm itself look."""
    actor = actor_of(request)
    found = reads.tenant_of(actor, pk, tenant)
    rows = reads.events_of(reads.of_tenant(found))
    happened = [reads.happened(row) for row in rows]
    declarations = reads.declarations_of(reads.of_tenant(found))
    state = residency_as_at(happened, clock.today())
    reviews = reads.reviews_of(found)
    may_record = records(actor, found.space)
    declared = declared_as_at(declarations, clock.today()).get(found.pk)
    context = {
        "space": found.space,
        "tenant": found,
        "name": str(found),
        "code": Code(found.organisation.uscc, _("统一社会信用代码")) if found.organisation else None,
        "firm": found.organisation.name if found.organisation and found.team else "",
        "state": stay_status(state.stay),
        "since": state.since,
        "justification": state.justification,
        "facts": facts_of(declared.values) if declared else None,
        "declared_on": declared.on if declared else None,
        "may_record": may_record,
        "next": _next(found, state) if may_record else [],
        "entries": _entries(found, rows, {one.number for one in known_events(happened)}, reviews, may_record),
        "reviews": [review_words(one) for one in reviews],
        "breadcrumbs": tenant_trail(found.space, found, may_record),
    }
    return render(request, "parties/spaces/tenant.html", context)


def tenant_trail(space: Space, found: Tenant, keeps: bool, *more: Link) -> tuple[Link, ...]:
    """Where the reader is; the firm itself comes from its account, not from the register."""
    own = Link(str(found), reverse("parties:tenant", args=[space.pk, found.pk]))
    if not keeps:
        return trail(Link(space.name, reverse("parties:space", args=[space.pk])), own, *more)
    register = Link(_("入驻名册"), reverse("parties:tenants", args=[space.pk]))
    return space_trail(space, register, own, *more)


def _next(found: Tenant, state: Residency) -> list[tuple[str, str, bool]]:
    """What may be recorded from where the tenant stands: words, address, whether it is the main thing."""
    main = {
        Stay.APPLIED: EventKind.ADMITTED,
        Stay.RESIDENT: EventKind.MILESTONE,
        Stay.GRADUATED: EventKind.MILESTONE,
    }.get(state.stay)
    words = {
        EventKind.APPLIED: _("再次申请"),
        EventKind.ADMITTED: _("准予入驻") if state.stay is Stay.APPLIED else _("再次入驻"),
        EventKind.REFUSED: _("不予入驻"),
        EventKind.MILESTONE: _("记里程碑"),
        EventKind.MOVED: _("沿链条转移"),
        EventKind.LEFT: _("记退出"),
    }
    at = [found.space_id, found.pk]
    offered = [
        (words[kind], reverse("parties:tenant_record", args=[*at, kind.value]), kind is main)
        for kind in RECORDED
        if state.stay in FROM[kind]
    ]
    if state.stay is Stay.RESIDENT:
        offered.insert(1, (_("申报数据"), reverse("parties:tenant_declare", args=at), False))
        offered.insert(2, (_("核对毕业"), reverse("parties:tenant_graduate", args=at), False))
    return offered


def _entries(
    found: Tenant,
    rows: Sequence[ResidencyEvent],
    standing: set[int],
    reviews: Sequence[GraduationReview],
    may_record: bool,
) -> list[Entry]:
    """Everything that was recorded: the newest day first, of one day the newest record."""
    instead = {row.corrects_id: row for row in rows if row.corrects_id}
    by_review = {review.pk: review for review in reviews}
    entries = []
    for row in sorted(rows, key=lambda row: (row.on, row.recorded_at, row.pk), reverse=True):
        kind = EventKind(row.kind)
        replaced = instead.get(row.pk)
        words = ""
        if replaced is not None:
            void = replaced.kind == EventKind.VOID
            day = date_format(replaced.on, "DATE_FORMAT")
            words = _("已撤销：没有发生") if void else _("已更正为%(day)s") % {"day": day}
        entries.append(
            Entry(
                row,
                str(EVENT_LABELS[kind]),
                tuple(_lines(kind, row.payload, by_review)),
                business_date(row.recorded_at),
                row.pk in standing,
                words,
                reverse("parties:tenant_correct", args=[found.space_id, found.pk, row.pk])
                if may_record and row.pk in standing
                else "",
            )
        )
    return entries


def _lines(kind: EventKind, payload: Mapping[str, Any], reviews: Mapping[int, GraduationReview]) -> list[str]:
    """What there is to say of an event."""
    lines: list[str] = []
    if kind is EventKind.MILESTONE:
        reached = Milestone(payload.get("milestone", Milestone.OTHER))
        lines.append(str(MILESTONES[reached]))
        if payload.get("amount_fen"):
            lines.append(format_wan(int(payload["amount_fen"]), language="en" if english() else "zh-hans"))
        if payload.get("uscc"):
            lines.append(f"{payload.get('name', '')} {payload['uscc']}".strip())
    if kind is EventKind.MOVED and payload.get("stage") in Stage.values:
        where = payload.get("where") or ""
        stage = Stage(payload["stage"]).label
        lines.append(
            _("到%(stage)s，离开本空间 %(where)s") % {"stage": stage, "where": where}
            if payload.get("leaves")
            else _("到%(stage)s，仍在本空间") % {"stage": stage}
        )
    if kind is EventKind.GRADUATED and (review := reviews.get(int(payload.get("review") or 0))):
        against = standard(review.standard)
        lines.append(_("按“%(title)s”") % {"title": told(against.title) if against else review.standard})
    if payload.get("justification"):
        lines.append(_("同时在另一空间：%(why)s") % {"why": payload["justification"]})
    if payload.get("import"):
        lines.append(_("由名册导入"))
    lines += [str(payload[name]) for name in ("why", "note") if payload.get(name)]
    return lines


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A tenant held against a standard, in words."""

    on: dt.date
    title: str
    basis: str
    outcome: Status
    results: tuple[tuple[str, Status, str], ...]


def review_words(review: GraduationReview) -> Reviewed:
    """The results of one review, criterion by criterion."""
    against = standard(review.standard)
    words = {one.id: told(one.words) for one in against.criteria} if against else {}
    said = {
        True: Status(_("达到"), Shape.CHECK),
        False: Status(_("没有达到"), Shape.CROSS),
        None: Status(_("没有核对"), Shape.QUESTION),
    }
    outcome = (
        Status(_("达到标准，毕业"), Shape.CHECK)
        if review.passed
        else Status(_("没有达到标准"), Shape.CROSS, Tone.DANGER)
    )
    return Reviewed(
        review.on,
        told(against.title) if against else review.standard,
        told(against.basis) if against else "",
        outcome,
        tuple(
            (words.get(one["criterion"], one["criterion"]), said[one["met"]], one["evidence"])
            for one in review.results
        ),
    )


def facts_of(values: Mapping[str, Any]) -> SummaryList:
    """A tenant's figures, those that were given."""

    def shown(key: str, cells: Cells, value: Any) -> Value:
        column = next(one for one in FACTS if one.key == key)
        match cells:
            case Cells.MONEY:
                return Money(int(value))
            case Cells.DATE:
                return dt.date.fromisoformat(str(value))
            case Cells.CHOICE:
                return told(column.choices[value])
            case Cells.YES_NO:
                return _("是") if value else _("否")
            case _:
                given: Value = value
                return given

    return SummaryList(
        tuple(
            SummaryRow(told(column.label), shown(column.key, column.cells, values[column.key]))
            for column in FACTS
            if values.get(column.key) is not None
        )
    )
