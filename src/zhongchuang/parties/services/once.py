"""What the verbs of the room share: under which key the log encrypts a person, and doing a thing once per request."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from zhongchuang.core.actors import Actor
from zhongchuang.core.idempotency import idempotent
from zhongchuang.parties.models import Account


def person_key(account_id: object) -> str:
    """Under which key the audit log encrypts what it says of a person."""
    return f"account:{account_id}"


def once(
    actor: Actor,
    key: str | None,
    verb: str,
    account: Account,
    request: Mapping[str, object],
    run: Callable[[], Account],
) -> Account:
    """Run a verb about an account once per idempotency key."""
    return idempotent(
        actor=actor,
        key=key,
        verb=verb,
        request={"account": account.pk, **request},
        run=run,
        remember=lambda done: done.pk,
        recall=lambda pk: Account.objects.get(pk=str(pk)),
    )
