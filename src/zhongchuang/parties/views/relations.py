"""Who stands behind an organisation: as at a day, as it was known on a day; declared, corrected, withdrawn, verified."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhongchuang.core import clock
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.page import FormGuard, Link, SummaryList, SummaryRow
from zhongchuang.parties import selectors, services
from zhongchuang.parties.access import PartyAction, may_organisation
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.forms.organisations import CorrectForm, HolderForm, VerifyRelationForm, WithdrawForm
from zhongchuang.parties.models import Organisation, Provenance, Relation, RelationKind
from zhongchuang.parties.views.requests import seen_organisation, valid
from zhongchuang.parties.views.showing import holder_name, provenance_of, relation_table, trail, what_of
from zhongchuang.parties.views.spaces.common import new_guard, refusals_on, sent_guard, version_of

BY_ORGANISATIONS = frozenset({RelationKind.CONTROLLER, RelationKind.SHAREHOLDER})
"""What an organisation may be to another."""


def _relates(request: HttpRequest, found: Organisation) -> bool:
    standing = selectors.standing_in(actor_of(request), found)
    return (
        may_organisation(actor_of(request), PartyAction.RELATE, standing) and found.state not in services.OVER
    )


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _to_relations(found: Organisation) -> Link:
    return Link(_("关系"), reverse("parties:relations", args=[found.pk]))


@require_safe
@login_required
def relations(request: HttpRequest, pk: int) -> HttpResponse:
    """What the relations were on a day, as they were known on a day."""
    found = seen_organisation(request, pk)
    on = _day(request.GET.get("on", "")) or clock.today()
    known = _day(request.GET.get("known", ""))
    context = {
        "organisation": found,
        "on": on,
        "known": known,
        "table": relation_table(
            found, selectors.relations_as_at(found, on, known), _("这一天没有登记的关系")
        ),
        "kinds": [(kind.value, kind.label) for kind in RelationKind],
        "relates": _relates(request, found),
        "breadcrumbs": trail(found, Link(_("关系"), "")),
    }
    return render(request, "parties/relations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Say who is something to the organisation."""
    found = seen_organisation(request, pk)
    if kind not in RelationKind.values:
        raise Http404
    what = RelationKind(kind)
    if not _relates(request, found):
        raise NotAllowed()
    sent = request.POST if request.method == "POST" else request.GET
    held = what in BY_ORGANISATIONS and sent.get("who") == "organisation"
    if request.method != "POST":
        form = HolderForm(kind=what, is_organisation=held, initial={"since": clock.today()})
        return _add_page(request, found, what, form, new_guard(found.row_version))
    guard, form = sent_guard(request), HolderForm(request.POST, kind=what, is_organisation=held)
    if form.is_valid():
        with refusals_on(form):
            services.relation_declare(
                actor=actor_of(request),
                organisation=found,
                kind=what,
                holder=form.holder(),
                terms=form.terms(),
                expected_version=version_of(guard),
                key=guard.idempotency_key,
            )
            messages.success(request, _("已登记：%(kind)s。") % {"kind": what.label})
            return redirect("parties:relations", pk=pk)
    return _add_page(request, found, what, form, guard)


def _add_page(
    request: HttpRequest, found: Organisation, kind: RelationKind, form: HolderForm, guard: FormGuard
) -> HttpResponse:
    context = {
        "organisation": found,
        "kind": kind,
        "form": form,
        "guard": guard,
        "replaces": kind is RelationKind.REPRESENTATIVE,
        "by_organisations": kind in BY_ORGANISATIONS,
        "breadcrumbs": trail(found, _to_relations(found), Link(_("登记%(kind)s") % {"kind": kind.label}, "")),
    }
    return render(request, "parties/relation_add.html", context, status=422 if form.errors else 200)


def _relation(found: Organisation, relation_pk: int) -> Relation:
    known = Relation.objects.select_related("organisation", "person", "holder__merged_into")
    relation = get_object_or_404(known, pk=relation_pk)
    if found.pk not in {relation.organisation_id, relation.organisation.merged_into_id}:
        raise Http404
    return relation


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def relation(request: HttpRequest, pk: int, relation_pk: int) -> HttpResponse:
    """One relation: what it says, what it said before, and what may be done about it."""
    found = seen_organisation(request, pk)
    shown = _relation(found, relation_pk)
    if request.method != "POST":
        return _relation_page(request, found, shown)
    if not _relates(request, found):
        raise NotAllowed()
    guard, form = sent_guard(request), CorrectForm(request.POST, kind=RelationKind(shown.kind))
    if form.is_valid():
        with refusals_on(form):
            services.relation_correct(
                actor=actor_of(request),
                organisation=found,
                relation_pk=relation_pk,
                terms=form.terms(),
                reason=form.cleaned_data["reason"],
                expected_version=version_of(guard),
                key=guard.idempotency_key,
            )
            messages.success(request, _("已更正；原来的记录保留在历史里。"))
            return redirect("parties:relations", pk=pk)
    return _relation_page(request, found, shown, form, guard)


def _relation_page(
    request: HttpRequest,
    found: Organisation,
    shown: Relation,
    form: forms.Form | None = None,
    guard: FormGuard | None = None,
) -> HttpResponse:
    people = selectors.masked_people([shown.person] if shown.person else [])
    stands = shown.corrected_at is None
    relates = stands and _relates(request, found)
    own = selectors.standing_in(actor_of(request), found) is not None
    initial = {
        "since": shown.valid_from,
        "until": shown.valid_until,
        "share": what_of(shown).removesuffix("%") if shown.share is not None else None,
        "post": shown.post,
        "source": shown.source,
    }
    context = {
        "organisation": found,
        "relation": shown,
        "who": holder_name(shown, people),
        "facts": _facts(shown, holder_name(shown, people), people),
        "stands": stands,
        "relates": relates,
        "may_verify": relates
        and not own
        and shown.provenance != Provenance.VERIFIED
        and may_organisation(actor_of(request), PartyAction.VERIFY),
        "form": form or CorrectForm(kind=RelationKind(shown.kind), initial=initial),
        "guard": guard or new_guard(found.row_version),
        "withdraw": WithdrawForm(auto_id="withdraw_%s"),
        "withdraw_guard": new_guard(found.row_version),
        "verify": VerifyRelationForm(auto_id="verify_%s"),
        "verify_guard": new_guard(found.row_version),
        "breadcrumbs": trail(found, _to_relations(found), Link(shown.get_kind_display(), "")),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "parties/relation.html", context, status=status)


def _facts(shown: Relation, who: str, people: dict[int, selectors.MaskedPerson]) -> SummaryList:
    person = people.get(shown.person_id) if shown.person_id is not None else None
    rows = [
        SummaryRow(_("谁"), who, note=person.number if person else ""),
        SummaryRow(_("自"), shown.valid_from),
        SummaryRow(_("至"), shown.valid_until or _("至今")),
        SummaryRow(_("来源"), provenance_of(shown), note=shown.source),
        SummaryRow(_("记录时间"), clock.business_date(shown.recorded_at)),
    ]
    if what_of(shown):
        rows.insert(1, SummaryRow(_("比例或职务"), what_of(shown)))
    if shown.corrected_at is not None:
        replaced = _("更正于 %(day)s") if shown.corrected_by_id else _("撤回于 %(day)s")
        day = clock.business_date(shown.corrected_at).isoformat()
        rows.append(SummaryRow(_("已失效"), replaced % {"day": day}, note=shown.correction))
    return SummaryList(tuple(rows))


@require_POST
@login_required
def withdraw(request: HttpRequest, pk: int, relation_pk: int) -> HttpResponse:
    """It never was so."""
    found, given = seen_organisation(request, pk), valid(WithdrawForm(request.POST))
    _relation(found, relation_pk)
    services.relation_withdraw(
        actor=actor_of(request),
        organisation=found,
        relation_pk=relation_pk,
        reason=given["reason"],
        expected_version=given["row_version"],
        key=given["idempotency_key"],
    )
    messages.success(request, _("已撤回；当时的记录保留在历史里。"))
    return redirect("parties:relations", pk=pk)


@require_POST
@login_required
def verify(request: HttpRequest, pk: int, relation_pk: int) -> HttpResponse:
    """An officer found it in a register or on paper."""
    found, given = seen_organisation(request, pk), valid(VerifyRelationForm(request.POST))
    _relation(found, relation_pk)
    services.relation_verify(
        actor=actor_of(request),
        organisation=found,
        relation_pk=relation_pk,
        source=given["source"],
        expected_version=given["row_version"],
        key=given["idempotency_key"],
    )
    messages.success(request, _("已记为核实。"))
    return redirect("parties:relations", pk=pk)
