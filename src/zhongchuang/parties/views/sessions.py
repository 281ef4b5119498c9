"""Where one is signed in, and signing out elsewhere."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from zhongchuang.core.page import Link
from zhongchuang.parties import selectors, services
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.forms import EndSessionsForm
from zhongchuang.parties.views.requests import own_account, valid


@require_safe
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """The browsers one is signed in with."""
    if not UserSession.objects.filter(session_key=request.session.session_key).exists():
        UserSession.objects.create_from_request(request)  # signed in before browsers were listed
    context = {
        "sessions": selectors.sessions_of(own_account(request), request.session.session_key),
        "breadcrumbs": (
            Link(_("首页"), "/"),
            Link(_("我的账户"), reverse("parties:me")),
            Link(_("登录与安全"), reverse("mfa_index")),
            Link(_("登录着的浏览器"), ""),
        ),
    }
    return render(request, "parties/sessions.html", context)


@require_POST
@login_required
def end(request: HttpRequest) -> HttpResponse:
    """Sign out elsewhere: one browser, or all but this one."""
    account, wanted = own_account(request), valid(EndSessionsForm(request.POST))["session"]
    known = selectors.sessions_of(account, request.session.session_key)
    ended = services.sessions_end(
        actor=actor_of(request),
        account=account,
        pks=[one.pk for one in known if not one.is_current and wanted in (None, one.pk)],
    )
    messages.success(
        request,
        ngettext("已在 %(n)s 个浏览器退出。", "已在 %(n)s 个浏览器退出。", ended) % {"n": ended},
    )
    return redirect("parties:sessions")
