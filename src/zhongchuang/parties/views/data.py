"""One's own data: a copy of it, and the end of it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhongchuang.core import clock
from zhongchuang.core.download import attachment_response
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.page import FormGuard, Link
from zhongchuang.parties import selectors, services
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.forms import GuardedForm
from zhongchuang.parties.models import Account, ErasureRequest
from zhongchuang.parties.views.requests import confirmed, own_account, valid


def standing_erasure(account: Account) -> ErasureRequest | None:
    """The wish to be erased that waits for its day."""
    found: ErasureRequest | None = selectors.standing_erasures(account).first()
    return found


def _context(request: HttpRequest, *more: Link) -> dict[str, object]:
    """What goes, what stays and why; and whether a wish to be erased is standing."""
    kinds, language = services.personal_data(), get_language()
    request_standing = standing_erasure(own_account(request))
    return {
        "gone": [kind.title.in_language(language) for kind in kinds if kind.forget is not None],
        "kept": [
            (kind.title.in_language(language), kind.kept.in_language(language))
            for kind in kinds
            if kind.kept is not None
        ],
        "erasure": request_standing,
        "cancel_guard": FormGuard(
            new_idempotency_key(), request_standing.row_version if request_standing else None
        ),
        "waits": settings.ERASURE_WAITS_DAYS,
        "breadcrumbs": (
            Link(_("首页"), "/"),
            Link(_("我的账户"), reverse("parties:me")),
            Link(_("我的数据"), reverse("parties:data")),
            *more,
        ),
    }


@require_safe
@login_required
def data(request: HttpRequest) -> HttpResponse:
    """What the platform holds of somebody, and the two things they may ask for."""
    return render(request, "parties/data.html", _context(request))


@require_POST
@login_required
@confirmed
def export(request: HttpRequest) -> HttpResponseBase:
    """A copy, after showing once more who one is."""
    packed = services.data_export(actor=actor_of(request), account=own_account(request))
    return attachment_response(
        _("众创台-我的数据-%(day)s.zip") % {"day": clock.today().isoformat()}, packed, "application/zip"
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@confirmed
def erase(request: HttpRequest) -> HttpResponse:
    """What goes and what stays, and the button; after showing once more who one is."""
    account = own_account(request)
    if request.method == "POST":
        given = valid(GuardedForm(request.POST))
        services.erasure_request(
            actor=actor_of(request),
            account=account,
            expected_version=given["row_version"],
            key=given["idempotency_key"],
        )
        messages.success(request, _("已申请注销。到期前登录，随时可以撤销。"))
        return redirect("parties:data")
    context = _context(request, Link(_("注销账户"), ""))
    context["guard"] = FormGuard(new_idempotency_key(), account.row_version)
    return render(request, "parties/erase.html", context)


@require_POST
@login_required
def cancel(request: HttpRequest) -> HttpResponse:
    """Think better of it."""
    given = valid(GuardedForm(request.POST))
    # the newest: a form sent twice is about the one that it has cancelled already
    found = get_object_or_404(own_account(request).erasures.order_by("-pk")[:1])
    services.erasure_cancel(
        actor=actor_of(request),
        request=found,
        expected_version=given["row_version"],
        key=given["idempotency_key"],
    )
    messages.success(request, _("注销申请已撤销，账户照旧。"))
    return redirect("parties:data")
