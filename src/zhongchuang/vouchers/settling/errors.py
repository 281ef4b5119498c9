"""What can go wrong with settlements, in sentences."""

from __future__ import annotations

from zhongchuang.core.errors import Conflict, InvalidInput, Refused, Unavailable, Wording


class NothingToSettle(InvalidInput):
    """No order was chosen, or none of those chosen is there any more."""

    default_code = "vouchers.nothing_to_settle"
    default_next = Wording(
        "请先勾选要结算的机构，再提交。", "Tick the providers to be settled and submit again."
    )

    def __init__(self, missing: int = 0) -> None:
        super().__init__(
            f"所选订单有 {missing} 个找不到。" if missing else "没有选中任何订单。",
            f"{missing} of the orders chosen are not there." if missing else "No order was chosen.",
        )


class TooManyOrders(Refused):
    """More orders than one batch takes."""

    default_code = "vouchers.too_many_orders"
    default_next = Wording(
        "请少选几家机构，分成几个批次。", "Choose fewer providers and make several batches."
    )

    def __init__(self, asked: int, most: int) -> None:
        super().__init__(
            f"选了 {asked} 个订单，一个批次至多 {most} 个。",
            f"{asked} orders were chosen; a batch takes {most} at most.",
        )


class SeveralDepartments(Refused):
    """Orders of several departments in one batch."""

    default_code = "vouchers.several_departments"
    default_next = Wording("请每个部门做一个批次。", "Make a batch for each department.")

    def __init__(self) -> None:
        super().__init__(
            "所选订单分属几个部门，一个批次只结算一个部门的券。",
            "The orders chosen belong to several departments; a batch settles the vouchers of one.",
        )


class ProviderNotSettled(Refused):
    """The provider is not on the list now, or its bank account waits to be confirmed."""

    default_code = "vouchers.provider_not_settled"

    def __init__(self, name: str, *, account: bool) -> None:
        if account:
            super().__init__(
                f"“{name}”变更的收款账号还没有核实，不能结算。",
                f"The new bank account of {name} has not been confirmed; it cannot be settled.",
                next_zh="请主管部门先核实账号，或把这家机构从批次里去掉。",
                next_en="The department confirms the account first, or leave the provider out.",
            )
        else:
            super().__init__(
                f"“{name}”现在不在名录里，不能结算。",
                f"{name} is not on the list now; it cannot be settled.",
                next_zh="请主管部门审核后恢复结算，或把这家机构从批次里去掉。",
                next_en="The department looks into it first, or leave the provider out.",
            )


class AccountMoved(Refused):
    """The provider has another bank account since the batch was made."""

    default_code = "vouchers.account_moved"
    default_next = Wording(
        "请撤销这个批次，重新生成：新批次用核实过的新账号。",
        "Take the batch back and make it anew: the new one goes to the account that was confirmed.",
    )

    def __init__(self, name: str, batch: str) -> None:
        super().__init__(
            f"“{name}”的收款账号在批次 {batch} 生成之后变更了，不能复核、导出。",
            f"The bank account of {name} has changed since batch {batch} was made; it cannot be signed or exported.",
        )


class GroundsGone(Refused):
    """The voucher was revoked after the order had been redeemed, and nobody has looked at the order since."""

    default_code = "vouchers.grounds_gone"
    default_next = Wording(
        "已列入批次的先撤销批次。善意交付的，请经办先暂缓、审核恢复结算并写明理由；否则退回这笔核销。",
        "Take back the batch it is in, if any. Where it was delivered in good faith, withhold the order and release it with a"
        " reason; else refund it.",
    )

    def __init__(self, order: str, voucher: str) -> None:
        super().__init__(
            f"券 {voucher} 已经撤销，订单 {order} 撤销后没有人审核过，不能结算。",
            f"Voucher {voucher} was revoked and nobody has looked at order {order} since; it cannot be settled.",
        )


class InvoiceTakenBack(Refused):
    """A red invoice took back what an order was redeemed for, and nobody has looked at the order since it is known."""

    default_code = "vouchers.invoice_taken_back"
    default_next = Wording(
        "已列入批次的先撤销批次。服务没有发生或已退款的，退回这笔核销；只是换开发票的，请经办先暂缓、审核恢复结算并写明理由。",
        "Take back the batch it is in, if any. Refund the order where the service was undone; where the invoice was only"
        " issued anew, withhold the order and let another person release it with a reason.",
    )

    def __init__(self, order: str, invoice: str, red: str) -> None:
        super().__init__(
            f"订单 {order} 的发票 {invoice} 已被红字发票 {red} 冲红，此后没有人审核过，不能结算。",
            f"Invoice {invoice} of order {order} was reversed by red invoice {red} and nobody has looked at the order since; it"
            " cannot be settled.",
        )


class SettlementClosed(Conflict):
    """The batch is no longer, or not yet, where this can be done."""

    default_code = "vouchers.settlement_state"
    default_next = Wording(
        "请刷新页面，按它现在的状态办理。", "Reload the page and go on from its present state."
    )

    def __init__(self, number: str, state: str, what: Wording) -> None:
        now = STATES.get(state, Wording(state, state))
        super().__init__(
            f"结算批次 {number} 现在是“{now.zh}”，不能{what.zh}。",
            f"Settlement {number} is now “{now.en}”; it cannot be {what.en}.",
        )


STATES = {
    "made": Wording("待复核", "to be signed"),
    "signed": Wording("待导出", "to be exported"),
    "exported": Wording("已导出，等回单", "with the bank"),
    "settled": Wording("已回单", "answered"),
    "cancelled": Wording("已撤销", "cancelled"),
}
"""The states of a batch in both languages, for sentences that carry both."""


class SameHand(Refused):
    """Who makes a batch does not sign it."""

    default_code = "vouchers.same_hand"
    default_next = Wording("请由另一位财政人员复核。", "Another officer of finance signs it.")

    def __init__(self, number: str) -> None:
        super().__init__(
            f"结算批次 {number} 是您生成的，不能由您复核。",
            f"You made settlement {number}, so you cannot sign it.",
        )


class SettlementAltered(Refused):
    """The lines are not those the batch was made with: somebody changed the database past the platform."""

    default_code = "vouchers.settlement_altered"
    default_next = Wording(
        "请不要付款，联系平台管理员核对审计日志。",
        "Do not pay; ask the administrator to look into the audit log.",
    )

    def __init__(self, number: str) -> None:
        super().__init__(
            f"结算批次 {number} 的明细与生成时的摘要不符，没有导出。",
            f"The lines of settlement {number} differ from the digest made with it; nothing was exported.",
        )


class SurplusGone(Conflict):
    """There is nothing to hand back, or it was handed back before."""

    default_code = "vouchers.no_surplus"
    default_next = Wording("不用再做什么。", "There is nothing left to do.")

    def __init__(self, reference: str) -> None:
        super().__init__(
            f"{reference} 没有要另行退还的钱，或者已经退还过。",
            f"{reference} has nothing to be handed back, or it was handed back before.",
        )


class ReferenceUsed(Conflict):
    """A reference of the bank that was booked before."""

    default_code = "vouchers.reference_used"
    default_next = Wording("请核对流水号。", "Check the reference.")

    def __init__(self, ref: str) -> None:
        told = Wording(f"流水号 {ref} 已经入过账。", f"The reference {ref} was booked before.")
        super().__init__(told.zh, told.en)


class StatementThere(Conflict):
    """The same statement of the custody bank was entered before."""

    default_code = "vouchers.statement_there"
    default_next = Wording("不用再录一次。", "It need not be entered again.")

    def __init__(self, document: str) -> None:
        super().__init__(
            f"对账单 {document} 已经录入。", f"The statement {document} has been entered before."
        )


class NoSettlementCheck(Unavailable):
    """The installation names no check, so nothing may leave."""

    default_code = "vouchers.no_settlement_check"
    default_next = Wording(
        "请平台管理员设置 ZHONGCHUANG_SETTLEMENT_CHECK。",
        "An administrator sets ZHONGCHUANG_SETTLEMENT_CHECK.",
    )

    def __init__(self) -> None:
        super().__init__(
            "没有配置结算前的查重核对，不能结算。",
            "No check before settlement is configured, so nothing can be settled.",
        )
