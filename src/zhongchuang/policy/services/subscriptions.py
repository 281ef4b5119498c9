"""Subscriptions: begun, changed and ended by their owner, ended by the link in a mail, forgotten with the account."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import Target, audit_write
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Wording
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import exclusive, lock_row, save_versioned
from zhongchuang.parties.selectors import places
from zhongchuang.parties.services import person_key
from zhongchuang.policy.access import SubscriptionAction, may_subscription
from zhongchuang.policy.errors import SubscribedAlready, TooManySubscriptions
from zhongchuang.policy.models import Subscription
from zhongchuang.policy.packs.schema import Instrument
from zhongchuang.policy.selectors.subscriptions import Wish, wish_of

MOST = 50
"""Subscriptions of one account: far more than anybody reads, far fewer than would hold up a publication."""
LONGEST_WORDS = 60
SECRET_BYTES = 24


def subscription_start(*, actor: Actor, wish: Wish, by_mail: bool, key: str | None = None) -> Subscription:
    """Begin to hear of something. The same wish twice is one subscription: the one there is comes back.

    Raises NotAllowed, InvalidInput, TooManySubscriptions.
    """
    account_id = actor.user_id
    if account_id is None or not may_subscription(actor, SubscriptionAction.CREATE):
        raise NotAllowed()
    wanted = _checked(wish)

    def run() -> Subscription:
        with exclusive(f"policy.subscriptions:{account_id}"):
            mine = Subscription.objects.filter(account_id=account_id, ended_at=None)
            same: Subscription | None = mine.filter(**_fields(wanted)).first()
            if same is not None:
                return same
            if mine.count() >= MOST:
                raise TooManySubscriptions(MOST)
            made: Subscription = Subscription.objects.create(
                account_id=account_id,
                secret=secrets.token_urlsafe(SECRET_BYTES),
                by_mail=by_mail,
                created_at=clock.now(),
                **_fields(wanted),
            )
            _log(actor, "policy.subscription_start", made, after=_told(wanted, by_mail))
            return made

    return idempotent(
        actor=actor,
        key=key,
        verb="policy.subscription_start",
        request=_told(wanted, by_mail),
        run=run,
        remember=lambda made: made.pk,
        recall=_at,
    )


def subscription_change(
    *,
    actor: Actor,
    subscription: Subscription,
    wish: Wish,
    by_mail: bool,
    expected_version: int,
    key: str | None = None,
) -> Subscription:
    """Want something else, or by another way. Raises NotFound, InvalidInput, SubscribedAlready, StaleVersion."""
    if not may_subscription(actor, SubscriptionAction.EDIT, subscription):
        raise NotFound()
    wanted = _checked(wish)

    def run() -> Subscription:
        with transaction.atomic():
            locked = _open(subscription, expected_version)
            before = _told(wish_of(locked), locked.by_mail)
            for name, value in _fields(wanted).items():
                setattr(locked, name, value)
            locked.by_mail = by_mail
            try:
                with transaction.atomic():
                    save_versioned(
                        locked,
                        expected_version=expected_version,
                        fields=["place_id", "instrument", "words", "by_mail"],
                    )
            except IntegrityError:
                raise SubscribedAlready() from None
            _log(actor, "policy.subscription_change", locked, before=before, after=_told(wanted, by_mail))
            return locked

    return idempotent(
        actor=actor,
        key=key,
        verb="policy.subscription_change",
        request={"subscription": subscription.pk, "version": expected_version, **_told(wanted, by_mail)},
        run=run,
        remember=lambda changed: changed.pk,
        recall=_at,
    )


def subscription_end(
    *, actor: Actor, subscription: Subscription, expected_version: int, key: str | None = None
) -> Subscription:
    """Hear of it no more; its feed is gone too. Raises NotFound, StaleVersion."""
    if not may_subscription(actor, SubscriptionAction.END, subscription):
        raise NotFound()

    def run() -> Subscription:
        with transaction.atomic():
            return _end(actor, _open(subscription, expected_version))

    return idempotent(
        actor=actor,
        key=key,
        verb="policy.subscription_end",
        request={"subscription": subscription.pk, "version": expected_version},
        run=run,
        remember=lambda ended: ended.pk,
        recall=_at,
    )


@transaction.atomic
def subscriptions_end_by_link(*, actor: Actor, subscriptions: Sequence[Subscription]) -> int:
    """End what the link in a mail is for; returns how many were still open. A second time nothing happens. Raises NotAllowed."""
    if not all(may_subscription(actor, SubscriptionAction.END, one, by_link=True) for one in subscriptions):
        raise NotAllowed()
    wanted = Subscription.objects.filter(pk__in=[one.pk for one in subscriptions], ended_at=None)
    return len([_end(actor, one) for one in wanted.select_for_update().order_by("pk")])


@transaction.atomic
def subscriptions_forget(*, actor: Actor, account_id: str) -> int:
    """Delete every subscription of an account that is being erased, ended ones too; returns how many. Raises NotAllowed."""
    if not may_subscription(actor, SubscriptionAction.FORGET):
        raise NotAllowed()
    count = Subscription.objects.filter(account_id=account_id).delete()[0]
    if count:
        audit_write(
            actor=actor,
            verb="policy.subscriptions_forget",
            target=Target(Subscription._meta.label_lower, "many"),
            before={"subscriptions": count},
        )
    return count


def _checked(wish: Wish) -> Wish:
    """The wish as it is kept. Raises InvalidInput where a value is none that can be chosen."""
    words = " ".join(wish.words.split())
    wrong: dict[str, Wording] = {}
    if wish.place is not None and not places().filter(pk=wish.place).exists():
        wrong["place"] = Wording("请从列出的地区里选一个。", "Choose one of the places listed.")
    if wish.instrument and wish.instrument not in list(Instrument):
        wrong["instrument"] = Wording(
            "请从列出的支持方式里选一个。", "Choose one of the kinds of support listed."
        )
    if len(words) > LONGEST_WORDS:
        wrong["words"] = Wording(f"最多 {LONGEST_WORDS} 个字。", f"At most {LONGEST_WORDS} characters.")
    if wrong:
        raise InvalidInput(
            "订阅的内容有误，没有保存。",
            "What you want to hear of is not right; nothing was saved.",
            fields=wrong,
            code="policy.wish_unreadable",
        )
    return Wish(wish.place, wish.instrument, words)


def _fields(wish: Wish) -> dict[str, str | None]:
    return {"place_id": wish.place, "instrument": wish.instrument, "words": wish.words}


def _told(wish: Wish, by_mail: bool) -> dict[str, object]:
    return {**_fields(wish), "by_mail": by_mail}


def _at(pk: Json) -> Subscription:
    """The subscription a repeated request was answered with; it may have moved on since."""
    found: Subscription = Subscription.objects.get(pk=pk)
    return found


def _open(subscription: Subscription, expected_version: int) -> Subscription:
    """The subscription, locked. Raises NotFound where it was ended, StaleVersion."""
    locked: Subscription = lock_row(
        Subscription.objects.filter(ended_at=None), subscription.pk, expected_version=expected_version
    )
    return locked


def _end(actor: Actor, locked: Subscription) -> Subscription:
    locked.ended_at = clock.now()
    save_versioned(locked, expected_version=locked.row_version, fields=["ended_at"])
    _log(actor, "policy.subscription_end", locked, after={})
    return locked


def _log(
    actor: Actor,
    verb: str,
    subscription: Subscription,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object],
) -> None:
    """What somebody wants to hear of tells something about them: it stands under their own key."""
    audit_write(
        actor=actor,
        verb=verb,
        target=subscription,
        before=None if before is None else {"row_version": subscription.row_version - 1},
        after={"row_version": subscription.row_version},
        personal={person_key(subscription.account_id): {"before": before, "after": after}},
    )
