"""Accounts, their balances at any moment or day, and the trial balance over all of them."""

from __future__ import annotations

from dataclasses import dataclass

from zhongchuang.ledger.decisions import Sums
from zhongchuang.ledger.errors import AccountUnknown
from zhongchuang.ledger.models import Account
from zhongchuang.ledger.selectors.sums import AccountSums, When, sums_at


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """Every account with its sums at a moment. Money is neither made nor lost: both totals are the same."""

    when: When
    lines: tuple[AccountSums, ...]

    @property
    def debit(self) -> int:
        """分 taken from accounts, in all."""
        return sum(line.sums.posted_dr for line in self.lines)

    @property
    def credit(self) -> int:
        """分 brought to accounts, in all."""
        return sum(line.sums.posted_cr for line in self.lines)

    @property
    def balanced(self) -> bool:
        """Whether what was taken is what was brought."""
        return self.debit == self.credit

    def of_kind(self, kind: str) -> Sums:
        """The sums of all accounts of a kind."""
        lines = [line.sums for line in self.lines if line.kind == kind]
        return Sums(
            sum(one.posted_dr for one in lines),
            sum(one.posted_cr for one in lines),
            sum(one.held_dr for one in lines),
        )


def account_by_code(code: str) -> Account:
    """The account with this code. Raises AccountUnknown."""
    account = Account.objects.filter(code=code.strip()).first()
    if account is None:
        raise AccountUnknown(code.strip())
    return account


def balance_at(account: Account, when: When = None) -> Sums:
    """An account's sums now, as booked at a moment, or as dated at the end of a day. One statement."""
    return sums_at(when, account=account.pk)[0].sums


def trial_balance(when: When = None) -> TrialBalance:
    """Every account on which something was booked by then, by code. One statement."""
    return TrialBalance(when, tuple(line for line in sums_at(when) if line.sums != Sums(0, 0, 0)))
