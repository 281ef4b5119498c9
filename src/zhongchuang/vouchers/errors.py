"""What can go wrong with vouchers and orders, in sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from zhongchuang.core.errors import Conflict, InvalidInput, Refused, Wording
from zhongchuang.core.money import format_yuan


class AmountImpossible(InvalidInput):
    """An amount of 分 that is not positive, or more than there is of it."""

    default_code = "vouchers.amount"

    def __init__(self, amount: int, *, most: int | None = None) -> None:
        if most is None or amount <= 0:
            super().__init__("金额必须大于零。", "The amount has to be more than nothing.")
        else:
            super().__init__(
                f"金额 {format_yuan(amount)} 超过可以动用的 {format_yuan(most)}。",
                f"{format_yuan(amount, language='en')} is more than the {format_yuan(most, language='en')} there is.",
            )


class WrongState(Conflict):
    """The voucher or order is no longer, or not yet, where this can be done."""

    default_code = "vouchers.state"

    def __init__(self, what: Wording, state: Wording, move: Wording) -> None:
        super().__init__(
            f"{what.zh}现在是“{state.zh}”，不能{move.zh}。",
            f"The {what.en} is now “{state.en}”; “{move.en}” is not possible.",
        )


class ReasonMissing(InvalidInput):
    """This step has to say why."""

    default_code = "vouchers.reason"

    def __init__(self, move: Wording) -> None:
        told = Wording(f"“{move.zh}”要写明理由。", f"“{move.en}” needs a reason.")
        super().__init__(told.zh, told.en, fields={"reason": told})


class EvidenceMissing(InvalidInput):
    """A delivery without a paper that shows it."""

    default_code = "vouchers.evidence"

    def __init__(self) -> None:
        told = Wording(
            "交付要附上证明材料（报告、发票等）。", "A delivery needs evidence: a report, an invoice."
        )
        super().__init__(told.zh, told.en, fields={"evidence": told})


class SchemeNotInForce(Refused):
    """The rules of the vouchers are awaited, or were not checked against their text."""

    default_code = "vouchers.scheme"
    default_next = Wording(
        "有了依据、核对之后才能发券。", "Vouchers are issued once the rules are there and checked."
    )

    def __init__(self, why: Wording) -> None:
        super().__init__(f"这套创新券还不能用：{why.zh}", f"These vouchers cannot be used yet: {why.en}")


class NoTerms(Refused):
    """No rule of the scheme speaks of this place, day, service and kind of holder."""

    default_code = "vouchers.no_terms"
    default_next = Wording(
        "请核对服务种类和地区，或者在有规定的期间内下单。",
        "Check the service and the place, or order while a rule is in force.",
    )

    def __init__(self, service: Wording, on: dt.date) -> None:
        super().__init__(
            f"{on.isoformat()} 没有适用于“{service.zh}”的抵扣规定。",
            f"No rule on “{service.en}” is in force on {on.isoformat()}.",
        )


class OutsideTerm(Refused):
    """The voucher is not valid on this day."""

    default_code = "vouchers.term"
    default_next = Wording("请换一张在有效期内的券。", "Use a voucher that is valid on this day.")

    def __init__(self, first: dt.date, last: dt.date, on: dt.date) -> None:
        super().__init__(
            f"这张券 {first.isoformat()} 起、{last.isoformat()} 止有效，{on.isoformat()} 不能下单。",
            f"The voucher is valid from {first.isoformat()} to {last.isoformat()}, not on {on.isoformat()}.",
        )


class TooLate(Refused):
    """No time is left for this."""

    default_code = "vouchers.too_late"
    default_next = Wording(
        "有争议的，可以提出异议，由经办人核查。", "If you disagree, dispute it; an officer will look."
    )

    def __init__(self, last: dt.date, on: dt.date) -> None:
        super().__init__(
            f"这个订单应在 {last.isoformat()} 之前办完，{on.isoformat()} 已来不及。",
            f"The order had to be done by {last.isoformat()}; on {on.isoformat()} no time is left.",
        )


class NotYet(Refused):
    """What happens after a day, asked for on or before it."""

    default_code = "vouchers.not_yet"
    default_next = Wording("过了这一天才能办。", "It can be done once that day is over.")

    def __init__(self, last: dt.date) -> None:
        super().__init__(
            f"期限到 {last.isoformat()} 为止，还没有过。", f"The term runs until {last.isoformat()}."
        )


class NothingToSpend(Refused):
    """The limits leave nothing."""

    default_code = "vouchers.nothing"
    default_next = Wording(
        "请等额度空出来，或者换一张券。", "Wait until there is room, or use another voucher."
    )

    def __init__(self, why: Wording) -> None:
        super().__init__(f"这一单抵扣不了：{why.zh}。", f"Nothing can be paid by voucher: {why.en}.")


class ProviderNotAdmitted(Refused):
    """The provider is not on the list on this day, or not for this service."""

    default_code = "vouchers.provider"
    default_next = Wording("请选名录里提供这种服务的机构。", "Choose a listed provider of this service.")

    def __init__(self, why: Wording) -> None:
        super().__init__(f"不能向这家机构下单：{why.zh}。", f"No order with this provider: {why.en}.")


class RelatedParty(Refused):
    """Holder and provider are one, or tied to one another."""

    default_code = "vouchers.related"
    default_next = Wording(
        "请换一家与本单位没有关联的机构；关系有误的，请申请更正。",
        "Choose a provider you have no tie with; if the tie is wrong, ask for a correction.",
    )

    def __init__(self, chain: Wording, next_step: Wording | None = None) -> None:
        super().__init__(
            f"不能用券向关联方购买服务：{chain.zh}。",
            f"A voucher buys nothing from a related party: {chain.en}.",
            next_zh=next_step.zh if next_step else None,
            next_en=next_step.en if next_step else None,
        )


class CodeRejected(InvalidInput):
    """A redemption code that was mistyped, forged, made for something else, or is too old."""

    default_code = "vouchers.code"
    default_next = Wording("请持券人重新出示二维码。", "Ask the holder to show the code anew.")


class CodeUsed(Conflict):
    """A redemption code that was used, or replaced by a newer one."""

    default_code = "vouchers.code_used"
    default_next = Wording(
        "请在订单页核对是否已经核销，不要再收一次。", "Look at the order: it may be redeemed already."
    )

    def __init__(self) -> None:
        super().__init__(
            "这个二维码已经用过，或者已经换了新的。",
            "This code was used already, or replaced by a newer one.",
        )


class SchemeChanged(Conflict):
    """A version of a scheme that is kept already, with other content."""

    default_code = "vouchers.scheme_changed"
    default_next = Wording("请给改过的方案一个新的版本号。", "Give the changed scheme a new version number.")

    def __init__(self, code: str) -> None:
        super().__init__(
            f"方案 {code} 已经载入过，内容不同。", f"The scheme {code} was loaded before, with other content."
        )


class SchemeUnreadable(InvalidInput):
    """A scheme that is not written as it should be, or quotes what its basis does not say."""

    default_code = "vouchers.scheme_unreadable"
    default_next = Wording("请按提示改正文件后重新载入。", "Mend the file and load it again.")


class SchemeUnknown(Refused):
    """No scheme of that name was loaded."""

    default_code = "vouchers.scheme_unknown"
    default_next = Wording("请先运行 zhongchuang vouchers load。", "Run `zhongchuang vouchers load` first.")

    def __init__(self, name: str) -> None:
        super().__init__(f"没有创新券方案“{name}”。", f"There is no voucher scheme {name!r}.")


class ProviderThere(Conflict):
    """The organisation stands on the list, or waits for an answer, already."""

    default_code = "vouchers.provider_there"
    default_next = Wording("请到本机构的入库页查看。", "Look at the organisation's own entry.")

    def __init__(self, state: Wording) -> None:
        super().__init__(
            f"本机构在这套创新券里已经是“{state.zh}”。",
            f"The organisation is “{state.en}” in this scheme already.",
        )


class ProviderBarred(Refused):
    """The department struck the organisation off, and said until when it does not list it again."""

    default_code = "vouchers.provider_barred"
    default_next = Wording(
        "过了这一天再申请；对移出有异议的，向该部门申请复核。",
        "Ask again after that day; who disagrees asks the department to look at the strike-off again.",
    )

    def __init__(self, department: str, until: dt.date) -> None:
        super().__init__(
            f"{department}已将本机构移出名录，{until.isoformat()}（含当天）以前不再入库。",
            f"{department} struck the organisation off and does not list it again until {until.isoformat()} is over.",
        )


class ProviderState(Conflict):
    """The provider is not, or no longer, where this can be done."""

    default_code = "vouchers.provider_state"

    def __init__(self, state: Wording, act: Wording) -> None:
        super().__init__(
            f"这家机构现在是“{state.zh}”，不能{act.zh}。",
            f"The provider is “{state.en}” now and cannot be {act.en}.",
        )


class ServiceUnknown(InvalidInput):
    """A kind of service that the scheme does not know, or none at all."""

    default_code = "vouchers.service"

    def __init__(self, known: str) -> None:
        told = Wording(f"请至少选一种服务，种类限于：{known}。", f"Choose at least one of: {known}.")
        super().__init__(told.zh, told.en, fields={"service": told})


class ChangeWaits(Conflict):
    """Another change of account waits to be confirmed, or this one was decided."""

    default_code = "vouchers.account_change"
    default_next = Wording("请先等经办人处理完上一次变更。", "Wait until the change before is dealt with.")

    def __init__(self) -> None:
        super().__init__(
            "收款账号已有一次变更在等经办人确认，或者这一次已经处理。",
            "A change of the account waits for an officer already, or this one was decided.",
        )


class SecondPersonNeeded(Refused):
    """Whoever did the first half may not do the second."""

    default_code = "vouchers.second_person"
    default_next = Wording("请另一位审核人员办理。", "Ask another reviewer.")

    def __init__(self) -> None:
        super().__init__(
            "暂停、暂缓的人不能自己恢复，申请变更的人不能自己确认。",
            "Who suspended or withheld does not release, who asked does not confirm.",
        )


class InvoiceRefused(Refused):
    """The invoice of a delivery that cannot count, with everything held against it."""

    default_code = "vouchers.invoice"
    default_next = Wording(
        "请换成购买方是持券人、销售方是本机构的有效发票，再交付。",
        "Use a valid invoice made out by the provider to the holder, then deliver.",
    )

    def __init__(self, found: Sequence[Wording]) -> None:
        self.found = tuple(found)
        super().__init__(" ".join(one.zh for one in found), " ".join(one.en for one in found))


class InvoiceMissing(InvalidInput):
    """A delivery without the provider's invoice."""

    default_code = "vouchers.invoice_missing"

    def __init__(self) -> None:
        told = Wording(
            "交付要附上开给持券人的发票（XML、OFD，或 PDF 并填号码）。",
            "A delivery needs the invoice made out to the holder: XML, OFD, or PDF with its number typed.",
        )
        super().__init__(told.zh, told.en, fields={"papers": told})


class PaperRefused(InvalidInput):
    """A paper that cannot be added: of no known kind, without its number, or too late."""

    default_code = "vouchers.paper"

    def __init__(self, field: str, told: Wording) -> None:
        super().__init__(told.zh, told.en, fields={field: told})


class CaseClashes(Conflict):
    """A voucher of the case is there with other facts: an event that was heard twice says the same both times."""

    default_code = "vouchers.case_clashes"

    def __init__(self, case: str) -> None:
        super().__init__(
            f"办件 {case} 已经发过券，金额或持券人不同。",
            f"A voucher of case {case} was issued before, with another amount or holder.",
        )
