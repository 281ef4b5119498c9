"""Failures of accounts and transfers."""

from __future__ import annotations

from zhongchuang.core.errors import Conflict, InvalidInput, NotFound, Refused, Unavailable, Wording
from zhongchuang.core.idempotency import KeyReused
from zhongchuang.core.money import format_yuan


def _yuan(fen: int) -> tuple[str, str]:
    return format_yuan(fen), format_yuan(fen, language="en")


class AmountInvalid(InvalidInput):
    """Nothing, less than nothing, more than there is in the world, or more than a hold holds."""

    default_code = "ledger.amount_invalid"

    def __init__(self, amount: int, *, most: int | None = None) -> None:
        (zh, en), (most_zh, most_en) = _yuan(amount), _yuan(most or 0)
        wording = (
            Wording(f"金额 {zh} 超过冻结的 {most_zh}。", f"{en} is more than the {most_en} that are held.")
            if most is not None
            else Wording(f"金额 {zh} 不能转账，应大于零。", f"{en} cannot be moved; an amount is above zero.")
        )
        super().__init__(wording.zh, wording.en, fields={"amount": wording})


class TransferInvalid(InvalidInput):
    """A transfer that makes no sense; `fields` says where."""

    default_code = "ledger.transfer_invalid"

    def __init__(self, field: str, wording: Wording) -> None:
        super().__init__(wording.zh, wording.en, fields={field: wording})


class AccountTaken(Conflict):
    """The code stands for an account of another kind."""

    default_code = "ledger.account_taken"

    def __init__(self, code: str) -> None:
        super().__init__(
            f"账户编码“{code}”已用于另一个账户。",
            f"The code {code!r} stands for another account already.",
            next_zh="请换一个编码。",
            next_en="Choose another code.",
        )


class AccountUnknown(NotFound):
    """No account has the code."""

    default_code = "ledger.account_unknown"

    def __init__(self, code: str) -> None:
        super().__init__(
            f"账本里没有账户“{code}”。",
            f"The ledger has no account {code!r}.",
            next_zh="请核对编码；zhongchuang ledger balance 列出全部账户。",
            next_en="Check the code; `zhongchuang ledger balance` lists all accounts.",
        )


class HoldResolved(Conflict):
    """The hold was paid or given up before."""

    default_code = "ledger.hold_resolved"

    def __init__(self, *, paid: bool) -> None:
        super().__init__(
            "这笔冻结已经支付，没有再动。" if paid else "这笔冻结已经解除，没有再动。",
            "This hold was paid before; nothing was moved."
            if paid
            else "This hold was given up before; nothing was moved.",
            next_zh="请刷新页面，看它现在的状态。",
            next_en="Reload the page and look at its present state.",
        )


class NotEnough(Refused):
    """The account has less available than is asked for; says both, and what is missing."""

    default_code = "ledger.not_enough"

    def __init__(self, name: str, *, available: int, asked: int) -> None:
        self.available, self.asked, self.missing = available, asked, asked - available
        have, want, miss = _yuan(available), _yuan(asked), _yuan(self.missing)
        super().__init__(
            f"“{name}”可用 {have[0]}，需要 {want[0]}，还差 {miss[0]}。",
            f"“{name}” has {have[1]} available, {want[1]} are needed: {miss[1]} are missing.",
            next_zh="请减少金额，或先追加预算、解除不再需要的冻结。",
            next_en="Ask for less, or add to the budget or release holds that are no longer needed.",
        )


class AccountClosed(Refused):
    """The account was closed."""

    default_code = "ledger.account_closed"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"账户“{name}”已经结清，不能再记账。",
            f"The account “{name}” is closed; nothing can be booked on it.",
            next_zh="请用现行的账户。",
            next_en="Use the account in force.",
        )


class AccountNotEmpty(Refused):
    """An account with money, or with holds, stays open."""

    default_code = "ledger.account_not_empty"

    def __init__(self, name: str, *, balance: int, held: int) -> None:
        (zh, en), (held_zh, held_en) = _yuan(balance), _yuan(held)
        super().__init__(
            f"账户“{name}”还有余额 {zh}、冻结 {held_zh}，不能结清。",
            f"The account “{name}” still has a balance of {en} and {held_en} held; it cannot be closed.",
            next_zh="请先转出余额、结清冻结。",
            next_en="Move the balance and resolve the holds first.",
        )


class PlanInvalid(Refused):
    """Several transfers that cannot be one plan: none at all, one key twice, or one hold resolved twice."""

    default_code = "ledger.plan_invalid"

    def __init__(self) -> None:
        super().__init__(
            "一组转账至少有一笔，幂等键和冻结都不能重复。",
            "A plan has at least one transfer; no key and no hold may stand in it twice.",
        )


class LedgerBusy(Unavailable):
    """The same money was moved by others each time this transfer was tried."""

    default_code = "ledger.busy"

    def __init__(self) -> None:
        super().__init__(
            "账户正被频繁使用，这笔转账没有记上。",
            "The account is in heavy use; this transfer was not booked.",
        )


def key_reused() -> KeyReused:
    """The key was used before, for another transfer."""
    return KeyReused(
        "这个幂等键已用于另一笔转账，本次没有记账。",
        "This idempotency key was already used for another transfer; nothing was booked.",
        next_zh="请刷新页面后重新提交。",
        next_en="Reload the page and submit again.",
    )
