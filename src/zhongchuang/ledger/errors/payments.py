"""Failures of budgets, payments, batches, results and clawbacks."""

from __future__ import annotations

from zhongchuang.core.errors import Conflict, InvalidInput, Refused, Wording
from zhongchuang.core.money import format_yuan


def _yuan(fen: int) -> tuple[str, str]:
    return format_yuan(fen), format_yuan(fen, language="en")


class TextMissing(InvalidInput):
    """A text that must be there, or is too long."""

    default_code = "ledger.text_missing"

    def __init__(self, field: str, longest: int) -> None:
        told = Wording(f"请填写，不超过 {longest} 个字。", f"Write something, at most {longest} characters.")
        super().__init__(told.zh, told.en, fields={field: told})


class BudgetLapsed(Refused):
    """The year is over and the budget was closed: it takes no new hold."""

    default_code = "ledger.budget_lapsed"

    def __init__(self, year: int, name: str) -> None:
        super().__init__(
            f"{year} 年预算“{name}”已年末结清，不能再冻结或追加。",
            f"The {year} budget “{name}” has lapsed; nothing more can be held in it or added to it.",
            next_zh="请使用现行年度的预算。",
            next_en="Use the budget of the current year.",
        )


class BudgetThere(Conflict):
    """A department has one budget a year, and one a year for each programme."""

    default_code = "ledger.budget_there"

    def __init__(self, year: int) -> None:
        super().__init__(
            f"这个部门 {year} 年已有这项预算，没有再建一份。",
            f"The department already has this budget for {year}; no second one was made.",
            next_zh="请在原预算上追加或调减。",
            next_en="Add to the present one, or reduce it.",
        )


class BudgetNeeded(Refused):
    """A payment came back to a budget that lapsed: it needs another one to be held in."""

    default_code = "ledger.budget_needed"

    def __init__(self, number: str, year: int) -> None:
        super().__init__(
            f"支付单 {number} 的 {year} 年预算已结清，退回的款项已收回财政。",
            f"The {year} budget of payment {number} has lapsed and the returned money went back to the treasury.",
            next_zh="请选同一部门现行年度的预算。",
            next_en="Choose a budget of the current year of the same department.",
        )


class OrderNotThere(Refused):
    """None was chosen, or one of those chosen does not exist."""

    default_code = "ledger.no_orders"

    def __init__(self, missing: int) -> None:
        super().__init__(
            f"所选支付单有 {missing} 笔不存在。" if missing else "没有选中任何支付单。",
            f"{missing} of the payments chosen do not exist." if missing else "No payment was chosen.",
            next_zh="请先勾选，再提交。",
            next_en="Tick some and submit again.",
        )


class PartThere(Conflict):
    """The part of the case is promised already: nobody is paid twice for one thing."""

    default_code = "ledger.part_there"

    def __init__(self, case: str, part: str) -> None:
        super().__init__(
            f"办件 {case} 的“{part}”已有支付单，没有再建一笔。",
            f"The part “{part}” of case {case} has a payment already; no second one was made.",
            next_zh="要重做，请先取消原来的支付单。",
            next_en="To make it anew, cancel the present one first.",
        )


class WrongState(Refused):
    """The payment stands elsewhere on its way than the act asks for."""

    default_code = "ledger.wrong_state"

    def __init__(self, number: str, state: str, what_zh: str, what_en: str) -> None:
        zh, en = STATE_WORDS.get(str(state), (str(state), str(state)))
        super().__init__(
            f"支付单 {number} 现在是“{zh}”，不能{what_zh}。",
            f"Payment {number} is now “{en}” and cannot {what_en}.",
            next_zh="请刷新页面，按它现在的状态办理。",
            next_en="Reload the page and go on from its present state.",
        )


STATE_WORDS = {
    "committed": ("已冻结", "held"),
    "released": ("待支付", "to be paid"),
    "sent": ("已送银行", "sent to the bank"),
    "handed_down": ("已转地方", "handed down"),
    "paid": ("已到账", "paid"),
    "returned": ("已退票", "returned"),
    "cancelled": ("已取消", "cancelled"),
}
"""The states of a payment in both languages, for sentences that carry both."""


class SameOfficer(Refused):
    """Who promises a payment does not sign it."""

    default_code = "ledger.same_officer"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"支付单 {number} 是您提出的，不能由您会签。",
            f"You put payment {number} forward, so you cannot sign it.",
            next_zh="请由另一位财政人员会签。",
            next_en="Another officer of the finance department signs it.",
        )


class NotDueYet(Refused):
    """A part of a plan waits for something that has not happened."""

    default_code = "ledger.not_due_yet"

    def __init__(self, number: str, waits_for: str) -> None:
        super().__init__(
            f"支付单 {number} 还不能会签：要等{waits_for}。",
            f"Payment {number} cannot be signed yet: it waits for {waits_for}.",
            next_zh="条件满足后，它会自己进入待会签。",
            next_en="Once that has happened it is there to be signed.",
        )


class OnRoute(Refused):
    """Money that goes down by way of a city is not in a batch for the bank, and the other way round."""

    default_code = "ledger.on_route"

    def __init__(self, number: str, *, direct: bool = False) -> None:
        super().__init__(
            f"支付单 {number} 直接付到账户，不经过市县。"
            if direct
            else f"支付单 {number} 要先下达到市县，不能放进银行批次。",
            f"Payment {number} goes straight to the account, not by way of a place."
            if direct
            else f"Payment {number} goes down to a place first and cannot be in a batch for the bank.",
            next_zh="请放进银行批次。" if direct else "请用“下达到市县”办理。",
            next_en="Put it into a batch." if direct else "Use “hand down” for it.",
        )


class TooManyLines(Refused):
    """More payments than one batch takes."""

    default_code = "ledger.too_many_lines"

    def __init__(self, asked: int, most: int) -> None:
        super().__init__(
            f"选了 {asked} 笔，一个批次至多 {most} 笔。",
            f"{asked} payments were chosen; a batch takes {most} at most.",
            next_zh="请分成几个批次。",
            next_en="Make several batches.",
        )


class BatchClosed(Refused):
    """A batch that was cancelled, settled, or has a result already."""

    default_code = "ledger.batch_closed"

    def __init__(self, number: str, state: str) -> None:
        cancelled = state == "cancelled"
        super().__init__(
            f"批次 {number} 已撤销。" if cancelled else f"批次 {number} 已有银行回单，不能撤销。",
            f"Batch {number} was cancelled."
            if cancelled
            else f"Batch {number} has results and cannot be cancelled.",
            next_zh="请刷新页面查看。",
            next_en="Reload the page and look.",
        )


class BatchAltered(Refused):
    """The lines are not those the batch was made with: somebody changed the database past the platform."""

    default_code = "ledger.batch_altered"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"批次 {number} 的明细与生成时的摘要不符，没有导出。",
            f"The lines of batch {number} differ from the digest made with it; nothing was exported.",
            next_zh="请不要付款，联系平台管理员核对审计日志。",
            next_en="Do not pay; ask the administrator to look into the audit log.",
        )


class ResultsUnreadable(InvalidInput):
    """A file of results that cannot be read at all."""

    default_code = "ledger.results_unreadable"

    def __init__(self, wording: Wording) -> None:
        super().__init__(wording.zh, wording.en, fields={"file": wording})


class ResultsWrong(Refused):
    """Some row of the file does not fit what was sent: nothing of it is taken in."""

    default_code = "ledger.results_wrong"

    def __init__(self, rows: int) -> None:
        super().__init__(
            f"回单有 {rows} 行不对，整份没有入账。",
            f"{rows} rows of the file are wrong; nothing of it was taken in.",
            next_zh="请按页面上逐格列出的问题核对，改好后重新上传。",
            next_en="Look at the cells listed on the page, mend the file and upload it again.",
        )


class ResultsTaken(Refused):
    """The same file was taken in before."""

    default_code = "ledger.results_taken"

    def __init__(self, day: str) -> None:
        super().__init__(
            f"这份回单 {day} 已经入账，没有重复入账。",
            f"This file was taken in on {day}; nothing was booked again.",
            next_zh="不用再做什么。",
            next_en="There is nothing left to do.",
        )


class GivenBackTooMuch(Refused):
    """More is said to come back than was paid, or than was demanded."""

    default_code = "ledger.given_back_too_much"

    def __init__(self, number: str, *, most: int, asked: int) -> None:
        (zh, en), (most_zh, most_en) = _yuan(asked), _yuan(most)
        super().__init__(
            f"{number} 至多还能登记 {most_zh}，填的是 {zh}。",
            f"Of {number} at most {most_en} is left to record; {en} was given.",
            next_zh="请核对金额。",
            next_en="Check the amount.",
        )


class ClawbackOver(Refused):
    """The demand was met in full, or given up."""

    default_code = "ledger.clawback_over"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"追回 {number} 已经了结。",
            f"The demand {number} is closed.",
            next_zh="请刷新页面查看。",
            next_en="Reload the page and look.",
        )
