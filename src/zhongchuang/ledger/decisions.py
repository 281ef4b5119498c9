"""What a movement of money is, and why one is refused (pure).

Four steps, one form: money moves at once; it is held; a hold is paid, in full or in part, the rest coming free; a hold is
given up. A step says what it does to the sums of its two accounts, so that both databases do the same.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Protocol

from zhongchuang.core.errors import Wording, ZhongchuangError
from zhongchuang.core.json_values import Json, canonical
from zhongchuang.core.money import plain_yuan
from zhongchuang.ledger.errors import AccountClosed, AmountInvalid, NotEnough, PlanInvalid, TransferInvalid

HOLD, POST, VOID = "hold", "post", "void"
"""The kinds that claim money and resolve the claim; every other kind moves money at once."""
LARGEST = 10**16
"""More 分 than any budget of the country; a larger amount is a mistake, and sums of these fit a column."""
LONGEST_KEY, LONGEST_WORDS = 120, 200
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


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


@dataclass(frozen=True, slots=True)
class Sums:
    """What was booked on an account, and what is set aside of it."""

    posted_dr: int
    posted_cr: int
    held_dr: int

    @property
    def balance(self) -> int:
        """分 posted to it and not taken from it."""
        return self.posted_cr - self.posted_dr

    @property
    def available(self) -> int:
        """分 of the balance that no hold has claimed."""
        return self.balance - self.held_dr


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
        if len(text) > longest or _UNSTORABLE.search(text) or not (optional or text.strip()):
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


class KeptAndAddedUp(Protocol):
    """What an account says of itself, and what its transfers say."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def kept(self) -> Sums: ...
    @property
    def added_up(self) -> Sums: ...
    @property
    def may_overdraw(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Difference:
    """An account whose sums its transfers do not give, or that has less than nothing."""

    code: str
    name: str
    kept: Sums
    added_up: Sums

    @property
    def wording(self) -> Wording:
        """What differs, sum by sum."""
        zh, en = [], []
        for column, (word_zh, word_en) in _COLUMN_WORDS.items():
            kept, added = getattr(self.kept, column), getattr(self.added_up, column)
            if kept != added:
                zh.append(
                    f"{word_zh}记为 {plain_yuan(kept)}，转账合计 {plain_yuan(added)}，差 {plain_yuan(kept - added)}"
                )
                en.append(f"{word_en} {plain_yuan(kept)} kept, {plain_yuan(added)} added up")
        if not zh:
            zh, en = (
                [f"可用为负：{plain_yuan(self.kept.available)}"],
                [f"overdrawn: {plain_yuan(self.kept.available)}"],
            )
        return Wording("；".join(zh), "; ".join(en))


_COLUMN_WORDS = {
    "posted_dr": ("借方累计", "debit"),
    "posted_cr": ("贷方累计", "credit"),
    "held_dr": ("冻结", "held"),
}


class FaultKind(StrEnum):
    """What may be wrong with the book as a whole."""

    UNBALANCED = "unbalanced"
    END = "end"
    SEAL = "seal"
    GUARD = "guard"
    ABOVE = "above"


_FAULT_WORDS = {
    FaultKind.UNBALANCED: ("借贷总额不等，差（分）", "debit and credit differ in all, by 分"),
    FaultKind.END: ("结清与它的冻结不符", "the end of a hold does not fit the hold"),
    FaultKind.SEAL: ("转账与封存时不同，封存号", "transfers differ from what was sealed, seal"),
    FaultKind.GUARD: ("数据库里缺少触发器", "a trigger of the database is missing"),
    FaultKind.ABOVE: ("上层的记录与账本不符", "what a room above keeps differs from the books"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with the book as a whole, and where."""

    kind: FaultKind
    where: str

    @property
    def wording(self) -> Wording:
        """What it is, in both languages."""
        zh, en = _FAULT_WORDS[self.kind]
        return Wording(f"{zh}：{self.where}", f"{en}: {self.where}")


def differences(accounts: Iterable[KeptAndAddedUp]) -> Iterator[Difference]:
    """The accounts whose sums are not what their transfers give, and those with less than nothing."""
    for one in accounts:
        if one.kept != one.added_up or (one.kept.available < 0 and not one.may_overdraw):
            yield Difference(one.code, one.name, one.kept, one.added_up)
