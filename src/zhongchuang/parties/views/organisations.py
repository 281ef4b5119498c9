"""Organisations, who acts for them, and who is asked to."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhongchuang.core import clock
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.page import (
    Cell,
    Code,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    FormGuard,
    Link,
    Row,
    page_of,
)
from zhongchuang.parties import selectors, services
from zhongchuang.parties.access import PartyAction, may_organisation
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.forms import InvitationForm, InviteForm, MemberForm, StandingForm
from zhongchuang.parties.models import Invitation, Membership, Organisation, Standing
from zhongchuang.parties.views.requests import own_account, seen_organisation, valid
from zhongchuang.parties.views.showing import facts_of, place_name, relation_table, state_of

LONGEST_SEARCH = 80


@require_safe
@login_required
def organisations(request: HttpRequest) -> HttpResponse:
    """The organisations the reader may see: staff all of them, else those one acts for."""
    actor = actor_of(request)
    search = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    found = selectors.organisations_like(selectors.visible_organisations(actor), search)
    page, shown = page_of(request, found)
    context = {
        "table": DataTable(
            _("单位"),
            (
                Column(_("名称")),
                Column(_("统一社会信用代码"), ColumnKind.CODE),
                Column(_("所在地")),
                Column(_("状态")),
                Column(_("成员"), ColumnKind.NUMBER),
            ),
            tuple(_organisation_row(one) for one in shown),
            page,
            EmptyState(
                _("没有单位"),
                _("您还不代表任何单位。可以登记自己的单位，或请单位的管理人邀请您加入。"),
                Link(_("登记单位"), reverse("parties:organisation_register")),
            ),
        ),
        "search": search,
        "sees_all": may_organisation(actor, PartyAction.VIEW),
        "waiting": selectors.waiting_organisations().count()
        if may_organisation(actor, PartyAction.VERIFY)
        else None,
        "breadcrumbs": (Link(_("首页"), "/"), Link(_("单位"), "")),
    }
    return render(request, "parties/organisation_list.html", context)


def _organisation_row(organisation: Organisation) -> Row:
    return Row(
        (
            Cell(organisation.name, url=reverse("parties:organisation", args=[organisation.pk])),
            Cell(organisation.uscc),
            Cell(place_name(organisation.place)),
            Cell(
                state_of(organisation),
                note=_("→ %(name)s") % {"name": organisation.merged_into.name}
                if organisation.merged_into
                else "",
            ),
            Cell(organisation.members),  # type: ignore[attr-defined]  # counted by organisations_like
        )
    )


@dataclass(frozen=True, slots=True)
class Member:
    """A member as the page shows them, with what may be done; each form has a guard of its own."""

    membership: Membership
    is_self: bool
    is_only_manager: bool  # may neither step down nor leave while there are others
    other_standing: Standing
    standing_guard: FormGuard
    remove_guard: FormGuard


@dataclass(frozen=True, slots=True)
class Open:
    """An invitation as the page shows it."""

    invitation: Invitation
    guard: FormGuard


@require_safe
@login_required
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation, its members, and the invitations that are open."""
    form = InviteForm(initial={"idempotency_key": new_idempotency_key()})
    return _organisation_page(request, seen_organisation(request, pk), form)


def _organisation_page(request: HttpRequest, found: Organisation, form: InviteForm) -> HttpResponse:
    actor = actor_of(request)
    standing = selectors.standing_in(actor, found)
    manages = (
        may_organisation(actor, PartyAction.MANAGE_MEMBERS, standing) and found.state not in services.OVER
    )
    relations = selectors.relations_as_at(found, clock.today())
    checks = selectors.verifications_of(found)[:1]
    members = list(selectors.members_of(found))
    managers = [one.pk for one in members if one.standing == Standing.MANAGER]
    only = managers[0] if len(managers) == 1 and len(members) > 1 else None
    breadcrumbs = (
        Link(_("首页"), "/"),
        Link(_("单位"), reverse("parties:organisations")),
        Link(found.name, ""),
    )
    context = {
        "organisation": found,
        "uscc": Code(found.uscc, _("统一社会信用代码")),
        "place": place_name(found.place),
        "state": state_of(found),
        "facts": facts_of(found, next(iter(checks), None)),
        "check": next(iter(checks), None),
        "relations": relation_table(found, relations, _("现在没有登记的关系")),
        "describes": may_organisation(actor, PartyAction.DESCRIBE, standing)
        and found.state not in services.OVER,
        "verifies": may_organisation(actor, PartyAction.VERIFY)
        and standing is None
        and found.state not in services.OVER,
        "merges": may_organisation(actor, PartyAction.MERGE),
        "members": [_member(actor.user_id, found, one, one.pk == only) for one in members],
        "invitations": [
            Open(one, FormGuard(new_idempotency_key(), one.row_version))
            for one in selectors.open_invitations(found)
        ]
        if manages
        else [],
        "manages": manages,
        "form": form,
        "guard": FormGuard(new_idempotency_key()),
        "breadcrumbs": breadcrumbs,
    }
    return render(request, "parties/organisation.html", context, status=422 if form.errors else 200)


def _member(
    user_id: str | None, organisation: Organisation, membership: Membership, is_only_manager: bool
) -> Member:
    return Member(
        membership,
        str(membership.account_id) == user_id,
        is_only_manager,
        Standing.MEMBER if membership.standing == Standing.MANAGER else Standing.MANAGER,
        FormGuard(new_idempotency_key(), organisation.row_version),
        FormGuard(new_idempotency_key(), organisation.row_version),
    )


@require_POST
@login_required
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask somebody into the organisation."""
    found, form = seen_organisation(request, pk), InviteForm(request.POST)
    if "email" in form.errors:
        return _organisation_page(request, found, form)
    given = valid(form)
    services.invitation_make(
        actor=actor_of(request),
        organisation=found,
        email=given["email"],
        standing=Standing(given["standing"]),
        link=request.build_absolute_uri(reverse("parties:invitation", args=["SECRET"])),
        language=get_language() or "zh-hans",
        key=given["idempotency_key"],
    )
    messages.success(request, _("邀请已发到 %(email)s，七天内有效。") % {"email": given["email"]})
    return redirect("parties:organisation", pk=pk)


@require_POST
@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    found, given = seen_organisation(request, pk), valid(InvitationForm(request.POST))
    services.invitation_withdraw(
        actor=actor_of(request),
        invitation=get_object_or_404(Invitation, organisation=found, pk=given["invitation"]),
        expected_version=given["row_version"],
        key=given["idempotency_key"],
    )
    messages.success(request, _("邀请已撤回，链接作废。"))
    return redirect("parties:organisation", pk=pk)


@require_POST
@login_required
def standing(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a member a manager, or a manager a member."""
    found, given = seen_organisation(request, pk), valid(StandingForm(request.POST))
    services.member_set_standing(
        actor=actor_of(request),
        organisation=found,
        membership_pk=given["membership"],
        standing=Standing(given["standing"]),
        expected_version=given["row_version"],
        key=given["idempotency_key"],
    )
    messages.success(
        request, _("身份已改为“%(standing)s”。") % {"standing": Standing(given["standing"]).label}
    )
    return redirect("parties:organisation", pk=pk)


@require_POST
@login_required
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """End a membership: another's, or one's own."""
    given = valid(MemberForm(request.POST))
    found = _organisation_of(request, pk, given["membership"])
    services.member_remove(
        actor=actor_of(request),
        organisation=found,
        membership_pk=given["membership"],
        expected_version=given["row_version"],
        key=given["idempotency_key"],
    )
    messages.success(request, _("已不再代表“%(name)s”。") % {"name": found.name})
    return redirect("parties:organisations")


def _organisation_of(request: HttpRequest, pk: int, membership: int) -> Organisation:
    """The organisation, also for somebody whose own membership ended a moment ago by the same form."""
    own = Membership.objects.filter(pk=membership, account_id=own_account(request).pk, organisation_id=pk)
    if own.exists():
        return get_object_or_404(Organisation, pk=pk)
    return seen_organisation(request, pk)
