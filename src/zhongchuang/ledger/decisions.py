"""What a movement of money is, and why one is refused (pure).

Four steps, one form: money moves at once; it is held; a hold is paid, in full or in part, the rest coming free; a hold is
given up. A step says what it does to the sums of its two accounts, so that both databases do the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from zhongchuang.core.errors import Wording, ZhongchuangError
from zhongchuang.core.json_values import Json, canonical
from zhongchuang.ledger.errors import AccountClosed, AmountInvalid, NotEnough, PlanInvalid, TransferInvalid

HOLD, POST, VOID = "hold", "post", "void"
"""The kinds that claim money and resolve the claim; every other kind moves money at once."""
LARGEST = 10**16
"""More 分 than any budget of the country; a larger amount is a mistake, and sums of these fit a column."""
LONGEST_KEY, LONGEST_WORDS = 120, 200


class Hold(Protocol):
    """A hold that was placed: what resolving it needs to know. Its row never changes."""

    @property
    def pk(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def debit_id(self) -> int: ...
    @property
    def credit_id(self) -> int: ...
    @property
    def amount(self) -> int: ...


class Standing(Protocol):
    """An account as it stands now."""

    @property
    def name(self) -> str: ...
    @property
    def available(self) -> int: ...
    @property
    def may_overdraw(self) -> bool: ...
    @property
    def is_closed(self) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One transfer that is wanted. Made by the four functions below, which refuse what makes no sense."""

    key: str
    kind: str
    debit: int
    credit: int
    amount: int
    on: dt.date
    basis: str
    memo: str = ""
    hold: int | None = None
    released: int = 0  # what the hold held

    @property
    def moved(self) -> int:
        """分 that leave one account for the other."""
        return 0 if self.kind in (HOLD, VOID) else self.amount

    @property
    def held(self) -> int:
        """By how much what is held of the debit account grows."""
        return self.amount if self.kind == HOLD else -self.released

    @property
    def needed(self) -> int:
        """分 the debit account must have available: a hold that is paid was set aside before."""
        return 0 if self.hold is not None else self.amount

    @property
    def reaches(self) -> bool:
        """Whether the credit account must be open: a hold can be given up in any case."""
        return self.kind != VOID

    @property
    def request_hash(self) -> str:
        """Everything asked for, as one number: the same key with another one is another request."""
        asked: list[Json] = [self.kind, self.debit, self.credit, self.amount, self.hold, self.on.isoformat()]
        asked += [self.basis, self.memo]
        return sha256(canonical(asked).encode()).hexdigest()


def move(
    *, key: str, kind: str, debit: int, credit: int, amount: int, on: dt.date, basis: str, memo: str = ""
) -> Step:
    """Money moves at once. Raises TransferInvalid, AmountInvalid."""
    if kind in (HOLD, POST, VOID):
        raise TransferInvalid(
            "kind", Wording("冻结及其结清不是直接转账。", "A hold and its end are no plain transfer.")
        )
    return _checked(
        Step(key=key, kind=kind, debit=debit, credit=credit, amount=amount, on=on, basis=basis, memo=memo)
    )


def place(*, key: str, debit: int, credit: int, amount: int, on: dt.date, basis: str, memo: str = "") -> Step:
    """Money is set aside for somebody. Raises TransferInvalid, AmountInvalid."""
    return _checked(
        Step(key=key, kind=HOLD, debit=debit, credit=credit, amount=amount, on=on, basis=basis, memo=memo)
    )


def settle(
    *, key: str, hold: Hold, on: dt.date, basis: str, amount: int | None = None, memo: str = ""
) -> Step:
    """A hold is paid, in full where no amount is named; the rest comes free. Raises TransferInvalid, AmountInvalid."""
    paid = hold.amount if amount is None else amount
    if paid > hold.amount:
        raise AmountInvalid(paid, most=hold.amount)
    return _resolving(hold, key, POST, paid, on, basis, memo)


def release(*, key: str, hold: Hold, on: dt.date, basis: str, memo: str = "") -> Step:
    """A hold is given up; all of it comes free. Raises TransferInvalid."""
    return _resolving(hold, key, VOID, hold.amount, on, basis, memo)


def _resolving(hold: Hold, key: str, kind: str, amount: int, on: dt.date, basis: str, memo: str) -> Step:
    if hold.kind != HOLD:
        raise TransferInvalid("hold", Wording("这笔转账不是冻结，不能结清。", "This transfer is no hold."))
    return _checked(
        Step(
            key=key,
            kind=kind,
            debit=hold.debit_id,
            credit=hold.credit_id,
            amount=amount,
            on=on,
            basis=basis,
            memo=memo,
            hold=hold.pk,
            released=hold.amount,
        )
    )


def _checked(step: Step) -> Step:
    if not 0 < step.amount <= LARGEST:
        raise AmountInvalid(step.amount)
    if step.debit == step.credit:
        raise TransferInvalid("credit", Wording("付款和收款是同一个账户。", "Both accounts are the same."))
    for field, text, longest, optional in (
        ("key", step.key, LONGEST_KEY, False),
        ("basis", step.basis, LONGEST_WORDS, False),
        ("memo", step.memo, LONGEST_WORDS, True),
    ):
        if len(text) > longest or "\x00" in text or not (optional or text.strip()):
            raise TransferInvalid(field, _words(field, longest))
    return step


def _words(field: str, longest: int) -> Wording:
    zh = {"key": "幂等键", "basis": "依据", "memo": "摘要"}[field]
    least = "可不填" if field == "memo" else "必填"
    return Wording(
        f"{zh}{least}，最多 {longest} 字，不能有空字符。",
        f"The {field} is {'optional' if field == 'memo' else 'required'}: {longest} characters at most, none of them NUL.",
    )


def checked_plan(steps: Sequence[Step]) -> Sequence[Step]:
    """The steps, if they can be one plan: at least one, each key once, no hold resolved twice. Raises PlanInvalid."""
    keys = [step.key for step in steps]
    holds = [step.hold for step in steps if step.hold is not None]
    if not steps or len(set(keys)) != len(keys) or len(set(holds)) != len(holds):
        raise PlanInvalid()
    return steps


def why_refused(step: Step, debit: Standing, credit: Standing) -> ZhongchuangError | None:
    """What stands in the way of a step, the accounts being as they are; None where nothing does (any more)."""
    if debit.is_closed and step.reaches:
        return AccountClosed(debit.name)
    if credit.is_closed and step.reaches:
        return AccountClosed(credit.name)
    if not debit.may_overdraw and debit.available < step.needed:
        return NotEnough(debit.name, available=debit.available, asked=step.needed)
    return None
