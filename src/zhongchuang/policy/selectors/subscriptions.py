"""Who hears of what: subscriptions, what they match, and the news of the feeds.

A change is heard of by place like this: whoever asks for a place hears of it, of every place that lies in it, and of every
place it lies in, because what the province or the nation lays down holds there too. “全国” alone means national texts only;
no place at all means everything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.core import signing
from django.db.models import QuerySet

from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotFound
from zhongchuang.core.search.words import matches
from zhongchuang.policy.access import SubscriptionAction, may_subscription
from zhongchuang.policy.models import Publication, PublishedChange, Subscription
from zhongchuang.policy.packs.schema import RuleBook, Text
from zhongchuang.policy.packs.versions import Change, ItemChange, ItemKind
from zhongchuang.policy.selectors.rulebook import current_rulebook, rulebook_at
from zhongchuang.policy.selectors.versions import changes_of

NATION = "000000"
NEWEST = 100
"""Entries of a feed; whoever reads one at least weekly misses nothing."""
LOOKED_THROUGH = 2000
"""Changes a narrowed feed looks through for those entries."""
UNSUBSCRIBE = "policy.unsubscribe"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to hear of; what is empty narrows nothing."""

    place: str | None = None
    instrument: str = ""
    words: str = ""


def wish_of(subscription: Subscription) -> Wish:
    """What a subscription asks for."""
    return Wish(subscription.place_id, subscription.instrument, subscription.words)


def place_hears(wanted: str | None, place: str, chains: Mapping[str, Sequence[str]]) -> bool:
    """Whether who asks for `wanted` hears of `place` (see above). `chains`: a place and all it lies in, itself first."""
    if wanted is None:
        return True
    if wanted == NATION or place == wanted:
        return place == wanted
    return place in chains.get(wanted, ()) or wanted in chains.get(place, ())


@dataclass
class News:
    """What a publication changed, and whether it is what somebody wants; the texts are looked up once."""

    changes: tuple[ItemChange, ...]
    book: RuleBook
    before: RuleBook
    _texts: dict[tuple[ItemKind, str], tuple[str, ...]] = field(default_factory=dict)
    _answers: dict[tuple[str, ItemKind, str], bool] = field(default_factory=dict)
    _chains: dict[str, Sequence[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for book in (self.before, self.book):
            self._chains.update({code: book.chain(code) for code in book.places})

    def heard_by(self, wish: Wish) -> tuple[ItemChange, ...]:
        """The changes that are what somebody wants, in their order."""
        return tuple(change for change in self.changes if self.is_heard(wish, change))

    def is_heard(self, wish: Wish, change: ItemChange) -> bool:
        """Whether one change is what somebody wants."""
        if wish.instrument and change.instrument != wish.instrument:
            return False
        if not place_hears(wish.place, change.place, self._chains):
            return False
        if not wish.words:
            return True
        asked = (wish.words, change.kind, change.slug)
        if asked not in self._answers:
            self._answers[asked] = matches(wish.words, *self._words_of(change))
        return self._answers[asked]

    def _words_of(self, change: ItemChange) -> tuple[str, ...]:
        key = (change.kind, change.slug)
        if key not in self._texts:
            book = self.before if change.change is Change.WITHDRAWN else self.book
            self._texts[key] = words_of_item(book, change)
        return self._texts[key]


def words_of_item(book: RuleBook, change: ItemChange) -> tuple[str, ...]:
    """The words of a document or measure that a search may stand in."""
    named = (change.title.zh, change.title.en)
    if change.kind is ItemKind.DOCUMENT:
        document = book.document(change.slug)
        return (
            named if document is None else (*named, document.number or "", *document.issuers, document.text)
        )
    measure = book.measure(change.slug)
    if measure is None:
        return named
    document = book.document(measure.clause.document)
    source = () if document is None else (document.title, document.number or "")
    return (*named, measure.summary.zh, measure.summary.en, measure.quote, *source)


def news_of(publication_id: int) -> News | None:
    """What a publication brought; None for the first packs of all, which are no news. Raises NotFound."""
    publication = Publication.objects.filter(pk=publication_id).first()
    if publication is None:
        raise NotFound()
    if publication.before_id is None:
        return None
    return News(
        changes_of(publication.pk), rulebook_at(publication.version_id), rulebook_at(publication.before_id)
    )


# ---------------------------------------------------------------- subscriptions


def subscriptions_of(actor: Actor) -> QuerySet[Subscription]:
    """The actor's own that were not ended, the newest first."""
    if actor.user_id is None:
        return Subscription.objects.none()
    return Subscription.objects.filter(account_id=actor.user_id, ended_at=None).select_related("place")


def subscription_of(actor: Actor, pk: int, *, with_ended: bool = False) -> Subscription:
    """One of the actor's own. Raises NotFound: whether it is another's is nobody's business."""
    rows = Subscription.objects.all() if with_ended else Subscription.objects.filter(ended_at=None)
    found: Subscription | None = rows.filter(pk=pk).select_related("place").first()
    if found is None or not may_subscription(actor, SubscriptionAction.VIEW, found):
        raise NotFound()
    return found


def subscription_by_secret(secret: str) -> Subscription:
    """The subscription whose feed this is. Raises NotFound."""
    standing = Subscription.objects.filter(ended_at=None).select_related("place")
    found: Subscription | None = standing.filter(secret=secret).first()
    if found is None:
        raise NotFound()
    return found


def unsubscribe_token(subscriptions: Sequence[Subscription]) -> str:
    """What the link in a mail carries: it ends just these, and does nothing else. It does not grow old."""
    return signing.dumps([subscription.pk for subscription in subscriptions], salt=UNSUBSCRIBE, compress=True)


def subscriptions_by_token(token: str) -> list[Subscription]:
    """The subscriptions such a link is for, ended ones too. Raises NotFound where it was not made here."""
    try:
        keys = signing.loads(token, salt=UNSUBSCRIBE)
    except signing.BadSignature:
        raise NotFound() from None
    return list(Subscription.objects.filter(pk__in=keys).select_related("place").order_by("pk"))


# ------------------------------------------------------------------------ feeds


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One change as a feed tells it."""

    publication_id: int
    at: dt.datetime
    change: ItemChange
    place: Text


def feed_items(wish: Wish) -> list[FeedItem]:
    """The newest changes that are what somebody wants; the first packs of all are no news. Two statements.

    Words are looked for in what is held now: a feed is read today.
    """
    rows = (
        PublishedChange.objects.filter(publication__before__isnull=False)
        .select_related("publication", "place")
        .order_by("-publication__at", "-publication", "pk")
    )
    if wish.instrument:
        rows = rows.filter(instrument=wish.instrument)
    if not (wish.place or wish.words):
        return [_feed_item(row) for row in rows[:NEWEST]]
    book = current_rulebook()
    news = News((), book, book)
    found = (item for row in rows[:LOOKED_THROUGH] if news.is_heard(wish, (item := _feed_item(row)).change))
    return list(islice(found, NEWEST))


def _feed_item(row: PublishedChange) -> FeedItem:
    change = ItemChange(
        ItemKind(row.kind),
        row.slug,
        Change(row.change),
        row.number,
        row.number_before,
        Text(row.title, row.title_en),
        row.place_id,
        row.instrument,
    )
    return FeedItem(row.publication_id, row.publication.at, change, Text(row.place.name, row.place.name_en))
