"""The entries of an account: what each transfer did to it, and where it stood afterwards."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from zhongchuang.ledger.decisions import HOLD, VOID, Sums
from zhongchuang.ledger.models import Account, Transfer
from zhongchuang.ledger.selectors.accounts import balance_at


@dataclass(frozen=True, slots=True)
class Entry:
    """A transfer as one of its accounts sees it."""

    transfer: Transfer
    moved: int  # 分 that came (or went, below zero)
    held: int  # by how much what is held grew (or shrank)
    after: Sums


@dataclass(frozen=True, slots=True)
class Statement:
    """An account from a day to a day, both included."""

    account: Account
    since: dt.date | None
    until: dt.date | None
    opening: Sums
    entries: tuple[Entry, ...]

    @property
    def closing(self) -> Sums:
        """Where it stood at the end."""
        return self.entries[-1].after if self.entries else self.opening


def entries(
    account: Account, since: dt.date | None = None, until: dt.date | None = None
) -> tuple[Entry, ...]:
    """What happened to an account from a day to a day, by business date, each with the sums after it."""
    return statement(account, since, until).entries


def statement(account: Account, since: dt.date | None = None, until: dt.date | None = None) -> Statement:
    """The same with the sums before the first and after the last. Two statements, however many entries."""
    whole = since is None or since == dt.date.min  # there is no day before the first of the calendar
    opening = Sums(0, 0, 0) if since is None or whole else balance_at(account, since - dt.timedelta(days=1))
    found: list[Entry] = []
    sums = opening
    for transfer in _transfers(account, since, until):
        moved, held = _change(account, transfer)
        sums = Sums(sums.posted_dr + max(0, -moved), sums.posted_cr + max(0, moved), sums.held_dr + held)
        found.append(Entry(transfer, moved, held, sums))
    return Statement(account, since, until, opening, tuple(found))


def _transfers(account: Account, since: dt.date | None, until: dt.date | None) -> list[Transfer]:
    """Its transfers in the order of their days. Each leg is found by its own index, so the two are asked apart."""
    within = {name: day for name, day in (("on__gte", since), ("on__lte", until)) if day is not None}
    legs = [
        Transfer.objects.filter(**{leg: account.pk}, **within)
        .order_by()
        .select_related("debit", "credit", "pending")
        for leg in ("debit", "credit")
    ]
    return list(legs[0].union(legs[1], all=True).order_by("on", "id"))


def _change(account: Account, transfer: Transfer) -> tuple[int, int]:
    """分 moved to it, and by how much what is held of it grew."""
    if transfer.credit_id == account.pk:
        return (0 if transfer.kind in (HOLD, VOID) else transfer.amount), 0
    released = transfer.pending.amount if transfer.pending is not None else 0
    if transfer.kind == HOLD:
        return 0, transfer.amount
    return (0 if transfer.kind == VOID else -transfer.amount), -released
