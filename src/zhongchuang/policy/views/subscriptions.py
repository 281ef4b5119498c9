"""Hearing of changes: what to subscribe to, one's own subscriptions, and the link in a mail that ends one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhongchuang.core.errors import InvalidInput
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.page import Code, EmptyState, FormGuard, Link, errors_of
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.selectors.recipients import recipients_among
from zhongchuang.policy.forms import GuardForm
from zhongchuang.policy.forms.subscriptions import SubscriptionForm, WishForm
from zhongchuang.policy.models import Subscription
from zhongchuang.policy.selectors import current_rulebook
from zhongchuang.policy.selectors import subscriptions as reads
from zhongchuang.policy.services import subscriptions as services
from zhongchuang.policy.views.news import subscription_in_words

ASKED = ("place", "instrument", "q")
"""What an address may know beforehand, under the names the lists and the search use."""


def feed_url(wish: reads.Wish) -> str:
    """The public feed of what somebody wants, as a feed reader takes it."""
    asked = {"place": wish.place, "instrument": wish.instrument, "q": wish.words}
    query = urlencode({name: value for name, value in asked.items() if value})
    return settings.SITE_URL + reverse("policy:feed") + (f"?{query}" if query else "")


def own_feed_url(subscription: Subscription) -> str:
    """The feed of a subscription: whoever has the address reads it."""
    return str(settings.SITE_URL + reverse("policy:own_feed", args=[subscription.secret]))


@require_safe
@login_required
def subscriptions(request: HttpRequest) -> HttpResponse:
    """One's own subscriptions, each with its feed, and what can be done with it."""
    actor = actor_of(request)
    own = [
        {
            "row": row,
            "words": subscription_in_words(row),
            "feed": Code(own_feed_url(row), group=0),
            "guard": FormGuard(new_idempotency_key(), row.row_version),
        }
        for row in reads.subscriptions_of(actor)
    ]
    context = {
        "own": own,
        "mail_waits": any(one["row"].by_mail for one in own) and not _can_be_written_to(request),  # type: ignore[attr-defined]  # a row
        "nothing": EmptyState(
            _("您还没有订阅"),
            _("在政策、措施、搜索的页面上点“订阅变化”，就订阅正在看的内容；也可以从这里开始。"),
            Link(_("新的订阅"), reverse("policy:subscribe")),
        ),
        "everything": Code(feed_url(reads.Wish()), group=0),
        "breadcrumbs": (Link(_("首页"), "/"), Link(_("我的订阅"), "")),
    }
    return render(request, "policy/subscriptions.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """What to hear of, known in part from where the reader comes from; a feed for everybody, a mail for an account."""
    actor, book = actor_of(request), current_rulebook()
    if actor.user_id is None:
        return redirect_to_login(request.get_full_path()) if request.method == "POST" else _offer(request)
    if request.method == "POST":
        form = SubscriptionForm(book, request.POST)
        if form.is_valid():
            services.subscription_start(
                actor=actor,
                wish=form.wish,
                by_mail=form.cleaned_data["by_mail"],
                key=request.POST.get("idempotency_key") or None,
            )
            messages.success(request, _("已经订阅。有变化时会告诉您。"))
            return redirect("policy:subscriptions")
    else:
        form = SubscriptionForm(book, initial={n: v for n, v in request.GET.items() if n in ASKED})
    return _form_page(request, form, FormGuard(new_idempotency_key()), None)


def _offer(request: HttpRequest) -> HttpResponse:
    """To a visitor: the address of the feed at once, and the way to have it by mail."""
    asked = {name: request.GET.get(name, "") for name in ASKED}
    form = WishForm(current_rulebook(), asked)
    wish = form.wish if form.is_valid() else reads.Wish()
    here = f"{request.path}?{urlencode({n: v for n, v in asked.items() if v})}"
    context = {
        "form": form,
        "errors": errors_of(form),
        "feed": Code(feed_url(wish), group=0),
        "sign_in_url": f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': here})}",
        "breadcrumbs": (Link(_("首页"), "/"), Link(_("订阅变化"), "")),
    }
    return render(request, "policy/subscribe_visitor.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def subscription(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one of one's own."""
    actor, book = actor_of(request), current_rulebook()
    row = reads.subscription_of(actor, pk)
    if request.method == "POST":
        version, key = _guard(request)
        form = SubscriptionForm(book, request.POST)
        if form.is_valid():
            services.subscription_change(
                actor=actor,
                subscription=row,
                wish=form.wish,
                by_mail=form.cleaned_data["by_mail"],
                expected_version=version,
                key=key,
            )
            messages.success(request, _("订阅已经修改。"))
            return redirect("policy:subscriptions")
    else:
        now = {
            "place": row.place_id or "",
            "instrument": row.instrument,
            "q": row.words,
            "by_mail": row.by_mail,
        }
        form = SubscriptionForm(book, initial=now)
    return _form_page(request, form, FormGuard(new_idempotency_key(), row.row_version), row)


@require_POST
@login_required
def subscription_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own. Pressed twice it has ended once."""
    actor = actor_of(request)
    version, key = _guard(request)
    row = reads.subscription_of(actor, pk, with_ended=True)
    services.subscription_end(actor=actor, subscription=row, expected_version=version, key=key)
    messages.success(request, _("订阅已经取消。"))
    return redirect("policy:subscriptions")


@csrf_exempt  # the button of a mail program has no page of ours behind it (RFC 8058); the token in the address is the right
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The link in a mail: looking ends nothing (mail programs look ahead), sending ends what the mail was sent for."""
    found = reads.subscriptions_by_token(token)
    if request.method == "POST":
        services.subscriptions_end_by_link(actor=actor_of(request), subscriptions=found)
        found = reads.subscriptions_by_token(token)
    context = {
        "standing": [subscription_in_words(row) for row in found if row.ended_at is None],
        "ended": [subscription_in_words(row) for row in found if row.ended_at is not None],
        "token": token,
    }
    response = render(request, "policy/unsubscribe.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _form_page(
    request: HttpRequest, form: SubscriptionForm, guard: FormGuard, row: Subscription | None
) -> HttpResponse:
    title = _("修改订阅") if row else _("订阅变化")
    asked: dict[str, Any] = {name: form[name].value() or "" for name in ASKED}
    context = {
        "form": form,
        "guard": guard,
        "row": row,
        "title": title,
        "errors": errors_of(form),
        "mail_waits": not _can_be_written_to(request),
        "feed": Code(
            own_feed_url(row)
            if row
            else feed_url(reads.Wish(asked["place"] or None, asked["instrument"], asked["q"].strip())),
            group=0,
        ),
        "breadcrumbs": (Link(_("我的订阅"), reverse("policy:subscriptions")), Link(title, "")),
    }
    return render(request, "policy/subscribe.html", context, status=422 if form.errors else 200)


def _can_be_written_to(request: HttpRequest) -> bool:
    """Whether the reader's own address was confirmed."""
    account_id = actor_of(request).user_id
    return account_id is not None and account_id in recipients_among([account_id])


def _guard(request: HttpRequest) -> tuple[int, str]:
    """Row version and idempotency key of a form. Raises InvalidInput where a form came without them."""
    form = GuardForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(
            "这次提交不完整，没有保存。",
            "What was submitted is incomplete and was not saved.",
            next_zh="请刷新页面后重新提交。",
            next_en="Reload the page and submit again.",
            code="policy.form_incomplete",
        )
    return form.cleaned_data["row_version"], form.cleaned_data["idempotency_key"]
