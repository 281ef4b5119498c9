"""The kinds of account that vouchers use, by the names `postings` gives them: the room above names no table of this one."""

from __future__ import annotations

from zhongchuang.ledger.models import Account, AccountKind, Transfer

ACCOUNT_KINDS = {kind.value: kind for kind in AccountKind}
"""Every kind of account by its value."""


def hold_by_key(pk: int) -> Transfer | None:
    """A transfer by its key, to be resolved where it is a hold."""
    return Transfer.objects.filter(pk=pk).first()


def account_by_pk(pk: int) -> Account:
    """An account by its key."""
    return Account.objects.get(pk=pk)
