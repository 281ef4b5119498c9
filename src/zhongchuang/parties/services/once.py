"""What the verbs of the room share: under which key the log encrypts a person, and doing a thing once per request."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from zhongchuang.core.actors import Actor
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import lock_row
from zhongchuang.parties.errors import OrganisationOver
from zhongchuang.parties.models import Account, Organisation, OrganisationState

OVER = frozenset({OrganisationState.MERGED, OrganisationState.CLOSED})
"""States in which an organisation is only read."""


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


def recalled_organisation(pk: Json) -> Organisation:
    """The organisation a verb answered with before."""
    found: Organisation = Organisation.objects.get(pk=str(pk))
    return found


def locked_organisation(pk: int, expected_version: int | None = None) -> Organisation:
    """An organisation, held until the transaction ends. Raises NotFound, StaleVersion."""
    found: Organisation = lock_row(Organisation.objects.all(), pk, expected_version=expected_version)
    return found


def on_organisation(
    actor: Actor,
    key: str | None,
    verb: str,
    organisation: Organisation,
    expected_version: int,
    request: Mapping[str, object],
    act: Callable[[Organisation], None],
) -> Organisation:
    """Act on an organisation as the actor saw it, with its row locked, once per key. Raises StaleVersion, OrganisationOver."""

    def run() -> Organisation:
        locked = locked_organisation(organisation.pk, expected_version)
        if locked.state in OVER:
            raise OrganisationOver()
        act(locked)
        return locked

    return idempotent(
        actor=actor,
        key=key,
        verb=verb,
        request={"organisation": organisation.pk, "row_version": expected_version, **request},
        run=run,
        remember=lambda done: done.pk,
        recall=recalled_organisation,
    )
