"""Another bank account for a provider: asked for by its manager, confirmed by an officer; nothing is settled meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from zhongchuang.core import clock
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed, Wording
from zhongchuang.core.locks import lock_row
from zhongchuang.core.outbox import emit
from zhongchuang.core.written import rewrite
from zhongchuang.ledger.services.orders import encrypt_account, text
from zhongchuang.vouchers.access import ProviderAction, may_provider
from zhongchuang.vouchers.errors import ChangeWaits, ProviderState, SecondPersonNeeded
from zhongchuang.vouchers.events import ProviderMoved
from zhongchuang.vouchers.models import AccountChange, ChangeState, Provider, ProviderStanding
from zhongchuang.vouchers.services.moving import ref_of
from zhongchuang.vouchers.services.providers import NAME, STATES, WORDS

if TYPE_CHECKING:
    from zhongchuang.core.actors import Actor


@transaction.atomic
def provider_account_change(
    *, actor: Actor, provider: Provider, payee_name: str, bank_name: str, bank_account: str, reason: str
) -> AccountChange:
    """A manager asks for another account. Raises NotAllowed, InvalidInput, ChangeWaits while one waits, ProviderState."""
    row = _locked(provider.pk)
    if not may_provider(actor, ProviderAction.CHANGE_ACCOUNT, row):
        raise NotAllowed()
    if row.state == ProviderStanding.RETURNED:  # the request itself is mended then
        raise ProviderState(STATES[ProviderStanding(row.state)], Wording("变更账号", "given another account"))
    token, tail = encrypt_account(bank_account)
    change = AccountChange(
        provider=row,
        payee_name=text("payee_name", payee_name, NAME),
        bank_name=text("bank_name", bank_name, NAME),
        bank_account=token,
        bank_account_tail=tail,
        why=text("reason", reason, WORDS),
        asked_at=clock.now(),
        asked_by=ref_of(actor),
    )
    if AccountChange.objects.filter(provider=row, state=ChangeState.ASKED).exists():
        raise ChangeWaits()
    change.save(force_insert=True)
    _tell(actor, "provider_account_change", change, None)
    return change


@transaction.atomic
def account_change_confirm(*, actor: Actor, change: AccountChange) -> AccountChange:
    """An officer has checked it: from now on it is the provider's account.

    Raises NotAllowed, ChangeWaits for one decided before, SecondPersonNeeded for whoever asked.
    """
    row, provider = _decided(actor, change, ChangeState.CONFIRMED, "")
    provider.payee_name, provider.bank_name = row.payee_name, row.bank_name
    provider.bank_account, provider.bank_account_tail = row.bank_account, row.bank_account_tail
    provider.row_version += 1
    rewrite(provider)
    _tell(actor, "account_change_confirm", row, ChangeState.ASKED)
    return row


@transaction.atomic
def account_change_refuse(*, actor: Actor, change: AccountChange, reason: str) -> AccountChange:
    """An officer says no: the account stays. Raises as `account_change_confirm`, and InvalidInput without a reason."""
    row, _provider = _decided(actor, change, ChangeState.REFUSED, text("reason", reason, WORDS))
    _tell(actor, "account_change_refuse", row, ChangeState.ASKED)
    return row


def _decided(
    actor: Actor, change: AccountChange, state: ChangeState, reason: str
) -> tuple[AccountChange, Provider]:
    provider = _locked(change.provider_id)
    if not may_provider(actor, ProviderAction.CONFIRM_ACCOUNT, provider):
        raise NotAllowed()
    row = lock_row(AccountChange.objects.all(), change.pk)
    if row.state != ChangeState.ASKED:
        raise ChangeWaits()
    if row.asked_by == ref_of(actor):
        raise SecondPersonNeeded()
    row.state, row.reason = state, reason
    row.decided_at, row.decided_by = clock.now(), ref_of(actor)
    row.row_version += 1
    rewrite(row)
    return row, provider


def _locked(pk: int) -> Provider:
    return lock_row(Provider.objects.select_related("organisation", "department"), pk)


def _tell(actor: Actor, verb: str, change: AccountChange, before: str | None) -> None:
    """What the log keeps of an account: its last digits."""
    audit_write(
        actor=actor,
        verb=f"vouchers.{verb}",
        target=change,
        before=None if before is None else {"state": before},
        after={
            "provider": change.provider_id,
            "state": str(change.state),
            "tail": change.bank_account_tail,
            **({"reason": change.reason} if change.reason else {}),
        },
    )
    emit(ProviderMoved(provider=change.provider_id, state=str(change.state), what=verb))
