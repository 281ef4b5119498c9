"""The room's pages: parse the request, call the verb, draw the answer."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhongchuang.core.errors import InvalidInput, NotAllowed, Wording
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.page import Cell, Column, ColumnKind, DataTable, FormGuard, Link, Row, paginate
from zhongchuang.parties import selectors, services
from zhongchuang.parties.access import PartyAction, Role, may_account
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.forms import RenameForm, RoleForm
from zhongchuang.parties.models import Account

PER_PAGE = 20


def own_account(request: HttpRequest) -> Account:
    """The signed-in account; the views that call this require a sign-in."""
    assert isinstance(request.user, Account)
    return request.user


@login_required
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """One's own account: name, roles, organisations."""
    return _me_page(request, RenameForm(initial={"name": own_account(request).name}))


def _me_page(request: HttpRequest, form: RenameForm) -> HttpResponse:
    account = own_account(request)
    context = {
        "account": account,
        "roles": sorted(selectors.roles_of(account), key=list(Role).index),
        "organisations": selectors.organisations_of(account),
        "form": form,
        "guard": FormGuard(new_idempotency_key(), account.row_version),
    }
    return render(request, "parties/me.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def rename(request: HttpRequest) -> HttpResponse:
    """Change one's own name."""
    form = RenameForm(request.POST)
    if not form.is_valid():
        return _me_page(request, form)
    services.account_rename(
        actor=actor_of(request),
        account=own_account(request),
        name=form.cleaned_data["name"],
        expected_version=form.cleaned_data["row_version"],
    )
    messages.success(request, _("名称已保存。"))
    return redirect("parties:me")


@login_required
@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """All accounts, for administrators and auditors."""
    actor = actor_of(request)
    if not may_account(actor, PartyAction.VIEW):
        raise NotAllowed()
    rows = selectors.visible_accounts(actor).prefetch_related("grants")
    page = paginate(request.GET, rows.count(), _page_number(request), per_page=PER_PAGE)
    shown = rows[(page.page - 1) * PER_PAGE : page.page * PER_PAGE]
    table = DataTable(
        _("账户"),
        (Column(_("姓名或称呼")), Column(_("电子邮箱"), ColumnKind.CODE), Column(_("角色"))),
        tuple(
            Row(
                (
                    Cell(row.name, url=f"{request.path}{row.pk}/"),
                    Cell(row.email),
                    Cell(_("、").join(str(Role(g.role).label) for g in row.grants.all() if g.revoked_at is None)),
                )
            )
            for row in shown
        ),
        page,
    )
    return render(request, "parties/accounts.html", {"table": table, "breadcrumbs": (Link(_("账户与角色"), ""),)})


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return int(text) if text.isdecimal() and len(text) < 7 else 1


def _visible_account(request: HttpRequest, pk: int) -> Account:
    return get_object_or_404(selectors.visible_accounts(actor_of(request)), pk=pk)


@login_required
@require_GET
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account and its roles."""
    actor, found = actor_of(request), _visible_account(request, pk)
    if not may_account(actor, PartyAction.VIEW):
        raise Http404
    roles = selectors.roles_of(found)
    context = {
        "account": found,
        "roles": sorted(roles, key=list(Role).index),
        "others": [role for role in Role if role not in roles],
        "may_grant": may_account(actor, PartyAction.GRANT_ROLE, found),
        "guard": FormGuard(new_idempotency_key(), found.row_version),
        "breadcrumbs": (Link(_("账户与角色"), "../"), Link(found.name, "")),
    }
    return render(request, "parties/account.html", context)


@login_required
@require_POST
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a role."""
    found, form = _visible_account(request, pk), _role_form(request)
    services.role_grant(
        actor=actor_of(request),
        account=found,
        role=Role(form["role"]),
        expected_version=int(form["row_version"]),
        key=str(form["idempotency_key"]),
    )
    messages.success(request, _("角色已授予。"))
    return redirect("parties:account", pk=pk)


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role."""
    found, form = _visible_account(request, pk), _role_form(request)
    services.role_revoke(
        actor=actor_of(request),
        account=found,
        role=Role(form["role"]),
        expected_version=int(form["row_version"]),
        key=str(form["idempotency_key"]),
    )
    messages.success(request, _("角色已收回。"))
    return redirect("parties:account", pk=pk)


def _role_form(request: HttpRequest) -> dict[str, object]:
    form = RoleForm(request.POST)
    if not form.is_valid():
        wording = Wording("请选择一个角色。", "Choose a role.")
        raise InvalidInput(wording.zh, wording.en, fields={"role": wording})
    return form.cleaned_data
