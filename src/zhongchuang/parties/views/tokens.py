"""One's own tokens for other software: which there are, a new one, its secret shown once, ending one."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from zhongchuang.core import clock
from zhongchuang.core.clock import business_date
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.page import Code, FormGuard, Link, Shape, Status, SummaryList, SummaryRow, Tone
from zhongchuang.parties import selectors, services
from zhongchuang.parties.access import TokenScope
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.forms import GuardedForm, TokenForm
from zhongchuang.parties.models import ApiToken
from zhongchuang.parties.services import MadeToken
from zhongchuang.parties.views.requests import own_account, valid


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens of the account, and the form for a new one; what it makes is shown by the answer itself, once."""
    if request.method != "POST":
        return _page(request, TokenForm())
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    given = form.cleaned_data
    made = services.token_create(
        actor=actor_of(request),
        account=own_account(request),
        name=given["name"],
        scopes=[TokenScope(value) for value in given["scopes"]],
        days=given["days"],
        key=given["idempotency_key"],
    )
    return _page(request, TokenForm(), made)


@require_POST
@login_required
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a token at once."""
    token, given = selectors.own_token(actor_of(request), pk), valid(GuardedForm(request.POST))
    services.token_revoke(
        actor=actor_of(request),
        token=token,
        expected_version=given["row_version"],
        key=given["idempotency_key"],
    )
    messages.success(
        request, _("凭据“%(name)s”已停用，用它的系统从现在起不能再访问。") % {"name": token.name}
    )
    return redirect("parties:tokens")


def _page(request: HttpRequest, form: TokenForm, made: MadeToken | None = None) -> HttpResponse:
    found = list(selectors.tokens_of(own_account(request)))
    valid_ones = [token for token in found if _is_valid(token)]
    visitors, holders = settings.API_LIMITS["visitor"], settings.API_LIMITS["token"]
    context = {
        "made": made,
        "secret": Code(made.secret, _("接口凭据"), group=0) if made and made.secret else None,
        "tokens": [
            # each form a key of its own, so that two of them are two requests
            (token, _facts(token), FormGuard(new_idempotency_key(), token.row_version))
            for token in valid_ones
        ],
        "ended": [(token, _facts(token)) for token in found if not _is_valid(token)],
        "form": form,
        "guard": FormGuard(new_idempotency_key()),
        "visitor_limit": visitors[0] * 60 // visitors[1],
        "token_limit": holders[0] * 60 // holders[1],
        "breadcrumbs": (Link(_("我的账户"), reverse("parties:me")), Link(_("接口凭据"), "")),
    }
    return render(request, "parties/tokens.html", context, status=422 if form.errors else 200)


def _is_valid(token: ApiToken) -> bool:
    return token.revoked_at is None and token.expires_at > clock.now()


def _facts(token: ApiToken) -> SummaryList:
    scopes = [str(TokenScope(value).label) for value in token.scopes]
    return SummaryList(
        (
            SummaryRow(_("状态"), _status(token)),
            SummaryRow(_("可以"), _("；").join(scopes)),
            SummaryRow(_("有效期至"), business_date(token.expires_at)),
            SummaryRow(_("最近使用"), token.last_used_on or _("还没有用过")),
        )
    )


def _status(token: ApiToken) -> Status:
    if token.revoked_at is not None:
        return Status(pgettext("token", "已停用"), Shape.LOCK, Tone.DANGER)
    if token.expires_at <= clock.now():
        return Status(_("已到期"), Shape.PAUSE)
    return Status(_("有效"), Shape.CHECK)
