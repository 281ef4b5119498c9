"""Accounts and their roles, as administrators and auditors see them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhongchuang.core.actors import Actor
from zhongchuang.core.clock import business_date
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Facet,
    FacetOption,
    Facets,
    FormGuard,
    Link,
    Row,
    SummaryList,
    SummaryRow,
    page_number,
    paginate,
)
from zhongchuang.parties import selectors, services
from zhongchuang.parties.access import PartyAction, Role, may_account
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.forms import GuardedForm, RoleForm
from zhongchuang.parties.models import Account
from zhongchuang.parties.views.requests import valid
from zhongchuang.parties.views.showing import represented, status_of

PER_PAGE = 20
LONGEST_SEARCH = 80


@require_safe
@login_required
def accounts(request: HttpRequest) -> HttpResponse:
    """The accounts the reader may see: all of them for administrators and auditors, else one's own."""
    actor = actor_of(request)
    search = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    chosen = {Role(value) for value in request.GET.getlist("role") if value in list(Role)}
    visible = selectors.visible_accounts(actor)
    found = selectors.accounts_like(visible, search=search, roles=chosen)
    page = paginate(request.GET, found.count(), page_number(request), per_page=PER_PAGE)
    shown = found.prefetch_related("grants")[(page.page - 1) * PER_PAGE : page.page * PER_PAGE]
    table = DataTable(
        _("账户"),
        (
            Column(_("姓名或称呼")),
            Column(_("电子邮件"), ColumnKind.CODE),
            Column(_("角色")),
            Column(_("状态")),
        ),
        tuple(_account_row(row) for row in shown),
        page,
        EmptyState(
            _("没有符合条件的账户"),
            _("换一个词，或清除筛选条件再看。"),
            Link(_("查看全部账户"), request.path),
        ),
    )
    context = {
        "table": table,
        "total": page.total,
        "facets": Facets(
            request.path,
            "accounts",
            (Facet("role", _("角色"), _role_options(visible, search, chosen)),),
            search,
            _("姓名、称呼或邮箱"),
        ),
        "sees_all": may_account(actor, PartyAction.VIEW),
        "breadcrumbs": (Link(_("首页"), "/"), Link(_("账户与角色"), "")),
    }
    return render(request, "parties/accounts.html", context)


def _account_row(account: Account) -> Row:
    held = {Role(grant.role) for grant in account.grants.all() if grant.revoked_at is None}
    names = [str(role.label) for role in Role if role in held]
    return Row(
        (
            Cell(account.name, url=reverse("parties:account", args=[account.pk])),
            Cell(account.email),
            Cell(_("、").join(names)),
            Cell(status_of(account)),
        )
    )


def _role_options(visible: Any, search: str, chosen: set[Role]) -> tuple[FacetOption, ...]:
    counts = selectors.holders_by_role(selectors.accounts_like(visible, search=search, roles=()))
    return tuple(
        FacetOption(role.value, role.label, count, role in chosen)
        for role, count in counts.items()
        if count or role in chosen
    )


def _visible_account(request: HttpRequest, pk: int) -> Account:
    return get_object_or_404(selectors.visible_accounts(actor_of(request)), pk=pk)


@require_safe
@login_required
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account and its roles."""
    actor, found = actor_of(request), _visible_account(request, pk)
    roles = selectors.roles_of(found)
    context = {
        "account": found,
        "summary": SummaryList(
            (
                SummaryRow(_("电子邮件"), found.email),
                SummaryRow(_("状态"), status_of(found)),
                SummaryRow(_("注册日期"), business_date(found.created_at)),
            )
        ),
        "organisations": represented(found),
        "roles": [
            # each form a key of its own, so that two of them are two requests
            (role, FormGuard(new_idempotency_key(), found.row_version))
            for role in Role
            if role in roles
        ],
        "others": [role for role in Role if role not in roles],
        "may_grant": may_account(actor, PartyAction.GRANT_ROLE, found),
        "may_lock": may_account(actor, PartyAction.LOCK, found),
        "blocked_until": _blocked_until(actor, found),
        "reopen_guard": FormGuard(new_idempotency_key(), found.row_version),
        "is_own": actor.user_id == str(found.pk),
        "grant_guard": FormGuard(new_idempotency_key(), found.row_version),
        "lock_guard": FormGuard(new_idempotency_key(), found.row_version),
        "breadcrumbs": (
            Link(_("首页"), "/"),
            Link(_("账户与角色"), reverse("parties:accounts")),
            Link(found.name, ""),
        ),
    }
    return render(request, "parties/account.html", context)


def _blocked_until(actor: Actor, account: Account) -> dt.datetime | None:
    """Until when the account's owner must wait after wrong tries, for those who may do something about it."""
    if not may_account(actor, PartyAction.LOCK, account):
        return None
    closed = (selectors.password_blocked_until(account.email), selectors.second_factor_blocked_until(account))
    return max((until for until in closed if until is not None), default=None)


@require_POST
@login_required
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a role."""
    found, given = _visible_account(request, pk), valid(RoleForm(request.POST))
    services.role_grant(
        actor=actor_of(request),
        account=found,
        role=Role(given["role"]),
        expected_version=given["row_version"],
        key=given["idempotency_key"],
    )
    messages.success(request, _("已授予角色“%(role)s”。") % {"role": Role(given["role"]).label})
    return redirect("parties:account", pk=pk)


@require_POST
@login_required
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role."""
    found, given = _visible_account(request, pk), valid(RoleForm(request.POST))
    services.role_revoke(
        actor=actor_of(request),
        account=found,
        role=Role(given["role"]),
        expected_version=given["row_version"],
        key=given["idempotency_key"],
    )
    messages.success(request, _("已收回角色“%(role)s”。") % {"role": Role(given["role"]).label})
    return redirect("parties:account", pk=pk)


@require_POST
@login_required
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account to its holder."""
    found, given = _visible_account(request, pk), valid(GuardedForm(request.POST))
    services.account_lock(
        actor=actor_of(request),
        account=found,
        expected_version=given["row_version"],
        key=given["idempotency_key"],
    )
    messages.success(request, _("账户已停用；此人已在所有浏览器退出。"))
    return redirect("parties:account", pk=pk)


@require_POST
@login_required
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a locked account again."""
    found, given = _visible_account(request, pk), valid(GuardedForm(request.POST))
    services.account_unlock(
        actor=actor_of(request),
        account=found,
        expected_version=given["row_version"],
        key=given["idempotency_key"],
    )
    messages.success(request, _("账户已恢复使用。"))
    return redirect("parties:account", pk=pk)


@require_POST
@login_required
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget wrong passwords and codes, so that the owner need not wait."""
    found, given = _visible_account(request, pk), valid(GuardedForm(request.POST))
    services.sign_in_reopen(
        actor=actor_of(request),
        account=found,
        expected_version=given["row_version"],
        key=given["idempotency_key"],
    )
    messages.success(request, _("已解除暂停，此人现在可以登录。"))
    return redirect("parties:account", pk=pk)
