"""Atom feeds of what changed: one for everybody, narrowed by its query, and one for each subscription."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from zhongchuang.core.conditional import conditional
from zhongchuang.core.errors import InvalidInput, Wording
from zhongchuang.parties.selectors import places
from zhongchuang.policy.packs.schema import Instrument, Text
from zhongchuang.policy.selectors import subscriptions as reads
from zhongchuang.policy.services.subscriptions import LONGEST_WORDS
from zhongchuang.policy.views import atom
from zhongchuang.policy.views.subscriptions import feed_url, own_feed_url

KEPT_SECONDS = 300
"""How long a feed reader or a cache in between may keep the answer: readers ask often, policies change rarely."""


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """What changed, narrowed by `place`, `instrument` and `q`. Raises InvalidInput for a value there is none of."""
    wish = reads.Wish(
        request.GET.get("place") or None,
        request.GET.get("instrument", ""),
        " ".join(request.GET.get("q", "").split()),
    )
    place = _checked(wish)
    name = f"changes:{wish.place or ''}:{wish.instrument}:{wish.words}"
    response = _answer(request, wish, place, feed_url(wish), name)
    patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
    return response


@require_safe
def own_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The feed of a subscription, for whoever has its address. Raises NotFound once the subscription has ended."""
    subscription = reads.subscription_by_secret(secret)
    place = subscription.place
    response = _answer(
        request,
        reads.wish_of(subscription),
        None if place is None else Text(place.name, place.name_en),
        own_feed_url(subscription),
        f"subscription:{subscription.pk}",
    )
    response.headers["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, private=True, max_age=KEPT_SECONDS)
    return response


def _checked(wish: reads.Wish) -> Text | None:
    """The name of the place asked for. Raises InvalidInput."""
    wrong: dict[str, Wording] = {}
    place = None if wish.place is None else places().filter(pk=wish.place).first()
    if wish.place is not None and place is None:
        wrong["place"] = Wording("没有这个行政区划代码。", "There is no place of this code.")
    if wish.instrument and wish.instrument not in list(Instrument):
        wrong["instrument"] = Wording("没有这种支持方式。", "There is no such kind of support.")
    if len(wish.words) > LONGEST_WORDS:
        wrong["q"] = Wording(f"最多 {LONGEST_WORDS} 个字。", f"At most {LONGEST_WORDS} characters.")
    if wrong:
        raise InvalidInput(
            "订阅源的地址里有不认识的值。",
            "The address of the feed holds a value that is not known.",
            fields=wrong,
            next_zh="请到“订阅变化”重新生成地址。",
            next_en="Make the address anew on the page “Subscribe”.",
            code="policy.feed_unreadable",
        )
    return None if place is None else Text(place.name, place.name_en)


def _answer(
    request: HttpRequest, wish: reads.Wish, place: Text | None, address: str, name: str
) -> HttpResponse:
    """The feed, or 304 to a reader that has it."""
    items = reads.feed_items(wish)
    page = settings.SITE_URL + reverse("policy:changes")
    content = atom.feed(items, wish=wish, place=place, name=name, address=address, page=page)
    fresh = HttpResponse(content, content_type="application/atom+xml; charset=utf-8")
    fresh.headers["Content-Language"] = "zh-Hans, en"
    return conditional(request, fresh, last_modified=items[0].at if items else atom.BEGINNING)
