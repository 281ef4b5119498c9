"""Changes and subscriptions in words: as a mail, a feed and a page say them, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhongchuang.policy.models import Subscription
from zhongchuang.policy.packs.schema import Instrument, RuleBook, Text
from zhongchuang.policy.packs.versions import Change, ItemChange, ItemKind
from zhongchuang.policy.selectors.subscriptions import Wish, wish_of
from zhongchuang.policy.views import addresses, labels

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrOrPromise

CHANGES: Mapping[Change, StrOrPromise] = {
    Change.NEW: gettext_lazy("新收录"),
    Change.CHANGED: gettext_lazy("有变化"),
    Change.REPEALED: gettext_lazy("不再有效"),
    Change.WITHDRAWN: gettext_lazy("不再收录"),
}
ITEMS: Mapping[ItemKind, StrOrPromise] = {
    ItemKind.DOCUMENT: gettext_lazy("文件"),
    ItemKind.MEASURE: gettext_lazy("措施"),
}
EVERYTHING = gettext_lazy("全部政策变化")


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change in words; `url` is empty where there is nothing left to look at."""

    what: str
    place: str
    url: str


def change_title(change: ItemChange) -> str:
    """What the change is about: a document in 《》, a measure by its name."""
    title = labels.in_language(change.title)
    return f"《{change.title.zh}》" if change.kind is ItemKind.DOCUMENT else title


def change_url(change: ItemChange, *, site: str = "") -> str:
    """Where it can be read; nowhere, once it is no longer held."""
    if change.change is Change.WITHDRAWN:
        return ""
    to = addresses.to_document if change.kind is ItemKind.DOCUMENT else addresses.to_measure
    return site + to(change.slug)


def lines_by_change(
    changes: Sequence[ItemChange], book: RuleBook, *, site: str
) -> list[tuple[StrOrPromise, list[ChangeLine]]]:
    """The changes under what became of them, in the order of `Change`; groups that are empty left out."""
    groups: list[tuple[StrOrPromise, list[ChangeLine]]] = []
    for kind, label in CHANGES.items():
        lines = [_line(change, book, site) for change in changes if change.change is kind]
        if lines:
            groups.append((label, lines))
    return groups


def _line(change: ItemChange, book: RuleBook, site: str) -> ChangeLine:
    place = book.places.get(change.place)
    what = _("%(item)s %(title)s") % {"item": ITEMS[change.kind], "title": change_title(change)}
    return ChangeLine(
        what, labels.in_language(place.name) if place else change.place, change_url(change, site=site)
    )


def wish_in_words(wish: Wish, place: Text | None) -> str:
    """What somebody wants to hear of, in a line."""
    parts = [
        labels.in_language(place),
        str(labels.INSTRUMENTS[Instrument(wish.instrument)]) if wish.instrument else "",
        _("“%(words)s”") % {"words": wish.words} if wish.words else "",
    ]
    return " · ".join(part for part in parts if part) or str(EVERYTHING)


def subscription_in_words(subscription: Subscription) -> str:
    """What a subscription asks for, in a line."""
    place = subscription.place
    return wish_in_words(wish_of(subscription), None if place is None else Text(place.name, place.name_en))
