"""Delivering: claim one, run its listener, mark it; again until nothing is due.

A delivery is claimed in a short transaction of its own, then handed over in a second one that also marks it
done: the listener's writes and the mark commit together or not at all. A worker that dies leaves a claim
that runs out; whoever takes over gets a new claim number, and the old worker, should it wake up, finds its
number gone and undoes what it did. Failures wait longer each time and are given up visibly (state *dead*)
in the end.
"""

from __future__ import annotations

import datetime as dt
import logging
import traceback
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q, QuerySet

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotFound, Unavailable
from zhongchuang.core.outbox.events import event_class, from_payload
from zhongchuang.core.outbox.models import Delivery, DeliveryState, OutboxEvent
from zhongchuang.core.outbox.wiring import hearing, listeners
from zhongchuang.core.request_id import use_request_id

logger = logging.getLogger("zhongchuang.core.outbox")

CLAIM_LASTS = dt.timedelta(minutes=5)
"""After this a claim is taken for that of a dead worker."""
LONGEST_WAIT = dt.timedelta(hours=1)
FIRST_WAIT = dt.timedelta(seconds=10)
MOST_ATTEMPTS = 10
"""Attempts before a delivery is given up; with the waits above that is about two hours."""


class ListenerGone(Unavailable):
    """The delivery's listener is no longer in the wiring."""

    default_code = "core.listener_gone"


class ClaimLost(Exception):
    """The claim ran out while the listener worked and somebody else took over; this attempt is undone."""


def run_outbox_once(*, limit: int = 100, claim_lasts: dt.timedelta = CLAIM_LASTS) -> int:
    """Deliver what is due, at most `limit`; returns how many deliveries were attempted."""
    attempted = 0
    while attempted < limit and (claimed := _claim(claim_lasts)) is not None:
        attempted += 1
        _deliver(claimed)
    return attempted


def due(now: dt.datetime) -> QuerySet[Delivery]:
    """Deliveries to attempt: waiting and due, or claimed by a worker whose claim ran out."""
    return Delivery.objects.filter(
        Q(state=DeliveryState.WAITING) | Q(state=DeliveryState.CLAIMED), due_at__lte=now
    ).order_by("due_at", "id")


def _claim(claim_lasts: dt.timedelta) -> Delivery | None:
    """Take the next delivery: `due_at` becomes the moment the claim runs out."""
    now = clock.now()
    if not due(now).exists():  # a look without a lock: an idle worker must not hold up SQLite's writers
        return None
    with transaction.atomic():
        delivery = due(now).select_for_update(skip_locked=True).first()
        if delivery is None:
            return None
        delivery.state = DeliveryState.CLAIMED
        delivery.claim = uuid.uuid4()
        delivery.attempts += 1
        delivery.due_at = now + claim_lasts
        delivery.save(update_fields=["state", "claim", "attempts", "due_at"])
        return delivery


def _deliver(claimed: Delivery) -> None:
    """Run the listener of a claimed delivery; whatever it raises is kept with the delivery, not with the
    worker."""
    if claimed.attempts > MOST_ATTEMPTS:  # its workers died each time before they could say why
        _put_back(claimed, claimed.last_error or "每次都在处理途中断掉 / every attempt was cut off")
        return
    try:
        with transaction.atomic():
            mine = Delivery.objects.select_for_update(of=("self",)).select_related("event").get(pk=claimed.pk)
            if mine.claim != claimed.claim:
                raise ClaimLost(str(claimed.pk))
            with use_request_id(mine.event.request_id or None):
                _hand_over(mine)
            mine.state, mine.done_at, mine.claim, mine.last_error = DeliveryState.DONE, clock.now(), None, ""
            mine.save(update_fields=["state", "done_at", "claim", "last_error"])
    except ClaimLost:
        logger.warning("delivery %s: claim ran out and was taken over", claimed.pk)
    except Exception:  # noqa: BLE001 - a listener may raise anything; it is recorded and tried again
        _put_back(claimed, traceback.format_exc())


def _hand_over(delivery: Delivery) -> None:
    listeners()  # a worker that has only just begun knows an event by reading who hears of it
    cls = event_class(delivery.event.name, delivery.event.version)
    listener = next((found for found in hearing(cls) if found.name == delivery.listener), None)
    if listener is None:
        raise ListenerGone(
            f"接线中没有听者 {delivery.listener}。",
            f"The wiring has no listener {delivery.listener}.",
            next_zh="请在 project/wiring.py 恢复它，或放弃这条投递。",
            next_en="Restore it in project/wiring.py, or give this delivery up.",
        )
    listener.handle(from_payload(cls, delivery.event.payload))


def _put_back(claimed: Delivery, error: str) -> None:
    """After a failure: due again later, or dead. Does nothing if somebody else has taken over."""
    dead = claimed.attempts >= MOST_ATTEMPTS
    logger.error("delivery %s to %s failed (%d): %s", claimed.pk, claimed.listener, claimed.attempts, error)
    Delivery.objects.filter(pk=claimed.pk, claim=claimed.claim).update(
        state=DeliveryState.DEAD if dead else DeliveryState.WAITING,
        claim=None,
        due_at=clock.now() + wait_after(claimed.attempts),
        last_error=error[-4000:],
    )


def wait_after(attempts: int) -> dt.timedelta:
    """How long to wait after the n-th failure: 10 s, doubled each time, at most an hour."""
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << max(0, attempts - 1)))


def dead_letters() -> QuerySet[Delivery]:
    """Deliveries that were given up, newest first, with their events."""
    return Delivery.objects.filter(state=DeliveryState.DEAD).select_related("event").order_by("-due_at")


@transaction.atomic
def delivery_retry(*, actor: Actor, delivery_ids: Sequence[uuid.UUID]) -> int:
    """Put dead deliveries back, their attempts counted anew; returns how many. Raises NotFound for one not
    dead."""
    deliveries = list(
        dead_letters().filter(pk__in=delivery_ids).order_by("pk").select_for_update(of=("self",))
    )
    if len(deliveries) != len(set(delivery_ids)):
        raise NotFound(
            "其中有投递不存在，或没有被放弃。",
            "One of the deliveries does not exist or was not given up.",
            next_zh="请刷新列表后重选。",
            next_en="Reload the list and choose again.",
        )
    for delivery in deliveries:
        delivery.state, delivery.attempts, delivery.due_at = DeliveryState.WAITING, 0, clock.now()
        delivery.save(update_fields=["state", "attempts", "due_at"])
        audit_write(
            actor=actor,
            verb="core.delivery_retry",
            target=delivery,
            before={"state": DeliveryState.DEAD},
            after={
                "state": DeliveryState.WAITING,
                "event": delivery.event.name,
                "listener": delivery.listener,
            },
        )
    return len(deliveries)


def forget_delivered(*, before: dt.datetime) -> int:
    """Delete events emitted before a moment whose every delivery is done; returns how many events."""
    open_states = [DeliveryState.WAITING, DeliveryState.CLAIMED, DeliveryState.DEAD]
    unfinished = Delivery.objects.filter(state__in=open_states).values("event")
    old = OutboxEvent.objects.filter(emitted_at__lt=before).exclude(pk__in=unfinished)
    return old.delete()[1].get("core.OutboxEvent", 0)
