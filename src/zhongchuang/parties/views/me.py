"""One's own account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.page import FormGuard, Link, SummaryList, SummaryRow
from zhongchuang.parties import selectors, services
from zhongchuang.parties.access import Role
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.forms import LanguageForm, RenameForm
from zhongchuang.parties.models import Account, MailLanguage
from zhongchuang.parties.views.requests import own_account, valid
from zhongchuang.parties.views.showing import represented


@require_safe
@login_required
def me(request: HttpRequest) -> HttpResponse:
    """One's own account: name, roles, organisations."""
    account = own_account(request)
    return _me_page(request, RenameForm(initial={"name": account.name}))


def _me_page(request: HttpRequest, form: RenameForm) -> HttpResponse:
    account = own_account(request)
    context = {
        "summary": SummaryList(
            (
                SummaryRow(_("姓名或称呼"), account.name),
                SummaryRow(
                    _("电子邮件"), account.email, action=Link(_("管理邮箱"), reverse("account_email"))
                ),
                _password_row(account),
                SummaryRow(
                    _("双重验证"),
                    _("已设置") if selectors.second_factors(account).exists() else _("未设置"),
                    action=Link(_("登录与安全"), reverse("mfa_index")),
                ),
            )
        ),
        "roles": sorted(selectors.roles_of(account), key=list(Role).index),
        "organisations": represented(account),
        "form": form,
        "guard": FormGuard(new_idempotency_key(), account.row_version),
        "language_form": LanguageForm(initial={"language": account.language}),
        "language_guard": FormGuard(new_idempotency_key(), account.row_version),
    }
    return render(request, "parties/me.html", context, status=422 if form.errors else 200)


def _password_row(account: Account) -> SummaryRow:
    """Somebody who came from a provider has no password until they set one."""
    if account.has_usable_password():
        return SummaryRow(
            _("密码"), _("已设置"), action=Link(_("修改密码"), reverse("account_change_password"))
        )
    return SummaryRow(_("密码"), _("未设置"), action=Link(_("设置密码"), reverse("account_set_password")))


@require_POST
@login_required
def rename(request: HttpRequest) -> HttpResponse:
    """Change one's own name."""
    form = RenameForm(request.POST)
    if "name" in form.errors:
        return _me_page(request, form)
    given = valid(form)
    services.account_rename(
        actor=actor_of(request),
        account=own_account(request),
        name=given["name"],
        expected_version=given["row_version"],
        key=given["idempotency_key"],
    )
    messages.success(request, _("名称已保存。"))
    return redirect("parties:me")


@require_POST
@login_required
def language(request: HttpRequest) -> HttpResponse:
    """Choose in which language one is written to."""
    given = valid(LanguageForm(request.POST))
    services.account_language(
        actor=actor_of(request),
        account=own_account(request),
        language=MailLanguage(given["language"]),
        expected_version=given["row_version"],
        key=given["idempotency_key"],
    )
    messages.success(request, _("邮件语言已保存。"))
    return redirect("parties:me")
