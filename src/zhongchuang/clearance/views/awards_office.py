"""The office's list of awards: what waits for its 公开属性审查, reviewed one by one or many at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhongchuang.clearance.access import DisclosureAction, DisclosureReach
from zhongchuang.clearance.disclosing.scanning import Secret, scan
from zhongchuang.clearance.models import Award, AwardState
from zhongchuang.clearance.selectors import awards_office as reads
from zhongchuang.clearance.services.disclosing import LET_PUBLIC, ReviewedOne, disclosure_review_many
from zhongchuang.clearance.views.awards_parts import award_status, guard_for, incomplete, key_of, own_page
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.core.page import Link, Money, Status, page_number, paginate
from zhongchuang.parties.accounts import actor_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WORKED, LISTED = 100, 20
"""Rows of the list one works through at once, and of one that is only read."""
ALL = "all"
TABS: tuple[tuple[str, StrOrPromise], ...] = (
    (AwardState.WAITING, gettext_lazy("待审查")),
    (AwardState.PUBLIC, gettext_lazy("已公开")),
    (AwardState.WITHHELD, gettext_lazy("不予公开")),
    (AwardState.REVOKED, gettext_lazy("已撤销")),
    (ALL, gettext_lazy("全部")),
)


@dataclass(frozen=True)
class Line:
    """An award as the list shows it. `secrets`: numbers of persons that stand in it, for which it cannot be public."""

    award: Award
    url: str
    money: Money
    status: Status
    value: str
    secrets: tuple[StrOrPromise, ...]
    works: bool


@require_safe
@own_page
def awards(request: HttpRequest) -> HttpResponseBase:
    """The awards of the reader's departments in one state; those that wait are ticked and reviewed together."""
    return _page(request, actor_of(request))


def _page(
    request: HttpRequest, actor: Actor, *, done: list[ReviewedOne] | None = None, status: int = 200
) -> HttpResponse:
    reach = reads.office_reach(actor)
    state = request.GET.get("state", AwardState.WAITING.value)
    if state not in dict(TABS):
        raise NotFound()
    waiting = state == AwardState.WAITING
    words, chosen = request.GET.get("q", ""), request.GET.get("department", "")
    department = int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 18 else None
    found = reads.office_awards(
        reach, state="" if state == ALL else state, words=words, department=department
    )
    per_page = WORKED if waiting else LISTED
    page = paginate(request.GET, found.count(), page_number(request), per_page=per_page)
    shown = list(found[(page.page - 1) * per_page : page.page * per_page])
    lines = [_line(reach, one) for one in shown]
    context = {
        "state": state,
        "tabs": _tabs(reach, state),
        "lines": lines,
        "works": waiting and any(line.works for line in lines),
        "everything": request.GET.get("tick") == "all",
        "guard": guard_for(),
        "words": words,
        "departments": reads.departments_with_awards(reach),
        "department": department,
        "page": page,
        "ahead_url": _ahead_address(),
        "failed": _failed(done or []),
        "breadcrumbs": (Link(_("首页"), "/"), Link(_("公开审查"), "")),
    }
    return render(request, "clearance/disclosure/awards.html", context, status=status)


def _ahead_address() -> str:
    """Where cases are reviewed before they are decided, where the project has such a page (`ZHONGCHUANG_AHEAD_PAGE`)."""
    name = str(getattr(settings, "ZHONGCHUANG_AHEAD_PAGE", ""))
    return reverse(name) if name else ""


def _line(reach: DisclosureReach, award: Award) -> Line:
    found = scan(f"{award.title} {award.recipient_name}")
    return Line(
        award,
        reverse("clearance:office_award", args=[award.number]),
        Money(award.amount, unit=False),
        award_status(award.state),
        f"{award.number}@{award.row_version}",
        tuple(Secret(kind).label for kind in dict.fromkeys(one.kind for one in found)),
        reach.may(DisclosureAction.REVIEW, award.department_id),
    )


@dataclass(frozen=True)
class Tab:
    """A state to look at, and how many awards are in it."""

    label: StrOrPromise
    url: str
    count: int
    current: bool


def _tabs(reach: DisclosureReach, current: str) -> list[Tab]:
    counts = reads.counts_by_state(reach)
    address = reverse("clearance:office_awards")
    return [
        Tab(
            label,
            f"{address}?state={name}",
            sum(counts.values()) if name == ALL else counts.get(name, 0),
            name == current,
        )
        for name, label in TABS
    ]


def _failed(done: list[ReviewedOne]) -> list[tuple[str, str]]:
    return [(one.number, one.problem.told_in(get_language())) for one in done if one.problem is not None]


@require_POST
@own_page
def review_many(request: HttpRequest) -> HttpResponseBase:
    """Make the awards ticked public, each for itself; what could not be is told with its reason."""
    actor, key = actor_of(request), key_of(request)
    reach = reads.office_reach(actor)
    if not (reach.works_on_all or reach.works_on):
        raise NotAllowed()
    ticked = _ticked(request)
    if not ticked:
        messages.warning(request, _("还没有勾选，什么也没有办。"))
        return redirect("clearance:office_awards")
    done = disclosure_review_many(actor=actor, numbers=ticked, verdict=LET_PUBLIC, key=key)
    good = sum(one.problem is None for one in done)
    if good:
        told = ngettext("%(n)s 项已审查并公开。", "%(n)s 项已审查并公开。", good) % {"n": good}
        messages.success(request, told)
    return (
        redirect("clearance:office_awards")
        if good == len(done)
        else _page(request, actor, done=done, status=409)
    )


def _ticked(request: HttpRequest) -> list[tuple[str, int | None]]:
    found: list[tuple[str, int | None]] = []
    for text in request.POST.getlist("award")[:WORKED]:
        number, _sep, version = text.partition("@")
        if not (version.isascii() and version.isdecimal() and len(text) < 60):
            raise incomplete()
        found.append((number, int(version)))
    return found
