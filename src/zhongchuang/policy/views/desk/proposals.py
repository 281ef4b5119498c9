"""Duties and targets found in the text: taken over as proposed or changed, or declined; and those somebody adds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from zhongchuang.core.errors import InvalidInput, NotAllowed
from zhongchuang.core.page import EmptyState, FormGuard, Link, Shape, Status, Tone
from zhongchuang.parties.accounts import actor_of
from zhongchuang.policy.drafting.content import EntryKind
from zhongchuang.policy.drafting.proposing import Proposal
from zhongchuang.policy.forms.desk.promises import PROMISES, OwnPromiseForm, PromiseForm
from zhongchuang.policy.packs.schema import ClauseClass
from zhongchuang.policy.services.desk import entry_remove, entry_save, proposal_accept, proposal_decline
from zhongchuang.policy.views.desk.common import desk_page, guard_of, guarded, put_errors, to, told
from zhongchuang.policy.views.desk.frame import Opened, Stage, opened, trail, work_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

UNDECIDED = ""
STATUSES = {
    UNDECIDED: Status(gettext_lazy("待定"), Shape.RING, Tone.ACCENT),
    "accepted": Status(gettext_lazy("已采用"), Shape.CHECK),
    "declined": Status(gettext_lazy("不用"), Shape.CROSS),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposal as the page shows it, with the form in which it can be changed before it is taken over."""

    number: int
    key: str
    ref: str
    url: str
    kind: StrOrPromise
    quote: str
    facts: str
    status: Status
    open: bool
    form: PromiseForm
    guard: FormGuard
    quick_guard: FormGuard


@dataclass(frozen=True, slots=True)
class Kept:
    """A duty or target of the draft."""

    kind: StrOrPromise
    kind_value: str
    name: str
    title: str
    ref: str
    quote: str
    facts: str
    guard: FormGuard | None


@dataclass(frozen=True, slots=True)
class Failed:
    """What could not be taken, to be shown in its place with what was typed."""

    proposal: str = ""
    form: PromiseForm | None = None
    own: OwnPromiseForm | None = None


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def proposals(request: HttpRequest, key: str) -> HttpResponse:
    """What was found in the text, what was taken over, what is missing."""
    desk = opened(request, key)
    if request.method != "POST":
        return _page(request, desk, Failed())
    if not desk.may_edit:
        raise NotAllowed()
    match request.POST.get("do"):
        case "decline":
            return _decline(request, desk)
        case "remove":
            return _remove(request, desk)
        case "add":
            return _add(request, desk)
        case _:
            return _accept(request, desk)


def _page(request: HttpRequest, desk: Opened, failed: Failed, *, status: int = 200) -> HttpResponse:
    offers = [_offer(desk, number, one, failed) for number, one in enumerate(desk.bench.proposals)]
    own = failed.own
    context = {
        "work": work_of(desk, Stage.PROPOSALS),
        "proposals": sorted(offers, key=lambda offer: list(STATUSES.values()).index(offer.status)),
        "entries": list(_kept(desk)),
        "unheard": _unheard(desk),
        "own_forms": [
            (
                kind,
                PROMISES[kind],
                own if own is not None and own.kind is kind else OwnPromiseForm(kind, _refs(desk)),
                guard_of(desk.draft),
            )
            for kind in PROMISES
        ]
        if desk.may_edit
        else [],
        "nothing": EmptyState(
            _("没有找到职责或目标"), _("原文没有写明责任单位，也没有要达到的数。需要时可以自己写。")
        ),
        "breadcrumbs": trail(desk, Link(_("职责与目标"), "")),
    }
    return render(request, "policy/desk/proposals.html", context, status=status)


def _offer(desk: Opened, number: int, one: Proposal, failed: Failed) -> Offer:
    decided = desk.bench.decision(one) or UNDECIDED
    form = failed.form if failed.form is not None and failed.proposal == one.key else None
    position = next((n for n, clause in enumerate(desk.bench.clauses) if clause.ref == one.ref), 0)
    return Offer(
        number=number,
        key=one.key,
        ref=one.ref,
        url=f"{to('work', desk.draft.key)}#c{position}",
        kind=PROMISES[one.kind],
        quote=one.quote,
        facts=_facts(one.units, one.value, one.unit, one.deadline),
        status=STATUSES[decided],
        open=decided != "accepted",
        form=form or PromiseForm(one.kind, one.entry, prefix=f"p{number}_"),
        guard=guard_of(desk.draft),
        quick_guard=guard_of(desk.draft),
    )


def _facts(units: Any, value: Any, unit: Any, deadline: Any) -> str:
    parts = []
    if units:
        parts.append(_("单位：%(units)s") % {"units": "、".join(units)})
    if value not in (None, ""):
        parts.append(f"{value} {unit or ''}".strip())
    if deadline:
        parts.append(_("到 %(day)s") % {"day": str(deadline)})
    return " · ".join(parts)


def _kept(desk: Opened) -> Iterator[Kept]:
    for kind, label in PROMISES.items():
        for row in desk.bench.content.of(kind):
            title = row.get("title") or {}
            yield Kept(
                kind=label,
                kind_value=kind.value,
                name=str(row.get("id", "")),
                title=title.get("zh", "") if isinstance(title, Mapping) else str(title),
                ref=str(row.get("clause", "")),
                quote=str(row.get("quote", "")),
                facts=_facts(row.get("units"), row.get("value"), row.get("unit"), row.get("deadline")),
                guard=guard_of(desk.draft) if desk.may_edit else None,
            )


def _refs(desk: Opened) -> list[str]:
    return list(dict.fromkeys(clause.ref for clause in desk.bench.clauses))


def _unheard(desk: Opened) -> str:
    """Clauses classed as duty or target for which nothing stands yet."""
    content, missing = desk.bench.content, []
    for one, kind in ((ClauseClass.DUTY, EntryKind.DUTY), (ClauseClass.TARGET, EntryKind.TARGET)):
        there = {str(row.get("clause")) for row in content.of(kind)}
        wanted = [ref for ref in _refs(desk) if one in content.classes.get(ref, ())]
        missing += [f"{ref}（{PROMISES[kind]}）" for ref in wanted if ref not in there]
    if not missing:
        return ""
    return _("归了类、还没有写下内容的条款：%(clauses)s") % {"clauses": "、".join(missing)}


def _accept(request: HttpRequest, desk: Opened) -> HttpResponse:
    one = _proposal(request, desk)
    number = next(n for n, row in enumerate(desk.bench.proposals) if row.key == one.key)
    # A form sent without fields takes the proposal as it is.
    entry: Mapping[str, Any] | None = None
    form = PromiseForm(one.kind, one.entry, request.POST, prefix=f"p{number}_")
    if "quote" in request.POST:
        if not form.is_valid():
            return _page(request, desk, Failed(one.key, form), status=422)
        entry = form.entry()
    try:
        proposal_accept(
            actor=actor_of(request), draft=desk.draft, proposal=one.key, entry=entry, **guarded(request)
        )
    except InvalidInput as error:
        form.is_valid()
        return _page(request, desk, Failed(one.key, form), status=put_errors(form, error))
    messages.success(request, _("已采用；条款同时归为相应的类。"))
    return redirect(to("proposals", desk.draft.key))


def _proposal(request: HttpRequest, desk: Opened) -> Proposal:
    name = request.POST.get("proposal", "")
    found = next((row for row in desk.bench.proposals if row.key == name), None)
    if found is None:
        raise InvalidInput("没有这条建议。", "There is no such proposal.", code="policy.no_proposal")
    return found


def _decline(request: HttpRequest, desk: Opened) -> HttpResponse:
    one = _proposal(request, desk)
    proposal_decline(actor=actor_of(request), draft=desk.draft, proposal=one.key, **guarded(request))
    return redirect(to("proposals", desk.draft.key))


def _kind(request: HttpRequest) -> EntryKind:
    found = next((kind for kind in PROMISES if kind.value == request.POST.get("kind")), None)
    if found is None:
        raise InvalidInput("没有这一类内容。", "There is no such kind of entry.", code="policy.no_kind")
    return found


def _remove(request: HttpRequest, desk: Opened) -> HttpResponse:
    name = request.POST.get("name", "")
    try:
        entry_remove(
            actor=actor_of(request), draft=desk.draft, kind=_kind(request), name=name, **guarded(request)
        )
    except InvalidInput as error:
        if not error.fields:
            raise
        messages.error(request, told(error))
    return redirect(to("proposals", desk.draft.key))


def _add(request: HttpRequest, desk: Opened) -> HttpResponse:
    kind = _kind(request)
    form = OwnPromiseForm(kind, _refs(desk), request.POST)
    if not form.is_valid():
        return _page(request, desk, Failed(own=form), status=422)
    try:
        entry_save(
            actor=actor_of(request), draft=desk.draft, kind=kind, entry=form.entry(), **guarded(request)
        )
    except InvalidInput as error:
        return _page(request, desk, Failed(own=form), status=put_errors(form, error))
    messages.success(request, _("已写下。"))
    return redirect(to("proposals", desk.draft.key))
