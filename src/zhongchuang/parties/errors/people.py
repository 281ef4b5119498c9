"""Failures about people, what they are to organisations, and for whom somebody acts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from zhongchuang.core.errors import InvalidInput, NotAllowed, Refused, Wording

if TYPE_CHECKING:
    from zhongchuang.parties.models import IdentityKind


class IdentityInvalid(InvalidInput):
    """The number cannot be one of this kind of document. The number itself is not repeated: it is nobody else's to see."""

    default_code = "parties.identity_invalid"

    def __init__(self, kind: IdentityKind) -> None:
        eighteen = kind.value in {"resident_id", "foreign_resident"}
        wording = Wording(
            "证件号码不正确（18 位，含出生日期和校验位）。" if eighteen else "证件号码的格式不正确。",
            "The number is not valid (18 characters with a birthday and a check digit)."
            if eighteen
            else "The number does not have the form of this document.",
        )
        super().__init__(
            wording.zh,
            wording.en,
            fields={"number": wording},
            next_zh="请对照证件核对后重新填写。",
            next_en="Compare it with the document and enter it again.",
        )


class IdentityElsewhere(Refused):
    """The document is known already, and not as this person: says no more than that."""

    default_code = "parties.identity_elsewhere"

    def __init__(self) -> None:
        super().__init__(
            "这个证件号码已有登记，与您填写的信息对不上。",
            "This document is registered already, and what you entered does not fit it.",
            next_zh="请核对姓名和号码；确实无误时请带证件联系主管部门。",
            next_en="Check name and number; if both are right, bring the document to the department.",
        )


class IdentityKept(Refused):
    """An account has its person already."""

    default_code = "parties.identity_kept"

    def __init__(self) -> None:
        super().__init__(
            "您的账户已登记过本人身份。",
            "Your account has its identity registered already.",
            next_zh="登记有误时请带证件联系主管部门更正。",
            next_en="If it is wrong, bring the document to the department.",
        )


class RelationTwice(Refused):
    """The same party is the same thing at the same time."""

    default_code = "parties.relation_twice"

    def __init__(self) -> None:
        super().__init__(
            "这段时间里已经有同一人（或单位）的同样关系。",
            "The same party already stands in the same relation in this time.",
            next_zh="要修改，请更正原来的一条。",
            next_en="To change it, correct the one that stands.",
        )


class RepresentativeTwice(Refused):
    """One legal representative at a time."""

    default_code = "parties.representative_twice"

    def __init__(self, since: dt.date) -> None:
        super().__init__(
            f"同一时间只能有一位法定代表人，已有一位自 {since.isoformat()} 起。",
            f"There is one legal representative at a time, and one stands since {since.isoformat()}.",
            next_zh="请先终止或更正原来的一条，或把起始日期填在它之后。",
            next_en="End or correct that one first, or begin after it.",
        )


class SharesOver(Refused):
    """More than the whole is held."""

    default_code = "parties.shares_over"

    def __init__(self, held: Decimal, day: dt.date) -> None:
        total = f"{held.normalize():f}"
        super().__init__(
            f"加上这一条，{day.isoformat()} 的持股比例合计为 {total}%，超过 100%。",
            f"With this one {total}% would be held on {day.isoformat()}, more than 100%.",
            next_zh="请核对各股东的比例和起止日期。",
            next_en="Check the shares and days of all holders.",
        )


class ShareInvalid(InvalidInput):
    """A shareholder holds something, and no more than everything."""

    default_code = "parties.share_invalid"

    def __init__(self) -> None:
        told = Wording(
            "请填写持股比例：大于 0、不超过 100 的百分数，最多四位小数。",
            "Enter the share: a percentage above 0 and up to 100, with four decimals at most.",
        )
        super().__init__(told.zh, told.en, fields={"share": told})


class RelationOver(Refused):
    """The relation was corrected or withdrawn meanwhile."""

    default_code = "parties.relation_over"

    def __init__(self) -> None:
        super().__init__(
            "这一条已被更正或撤回。",
            "This one was corrected or withdrawn.",
            next_zh="请刷新页面查看现行的记录。",
            next_en="Reload the page to see what stands.",
        )


class HolderIsItself(InvalidInput):
    """An organisation is nothing to itself."""

    default_code = "parties.holder_is_itself"

    def __init__(self) -> None:
        told = Wording("单位不能是自己的股东或控制人。", "An organisation cannot hold or control itself.")
        super().__init__(told.zh, told.en, fields={"uscc": told})


class HolderUnknown(InvalidInput):
    """No organisation has this code here."""

    default_code = "parties.holder_unknown"

    def __init__(self) -> None:
        told = Wording("平台上没有登记这个单位。", "This organisation is not registered on the platform.")
        super().__init__(
            told.zh,
            told.en,
            fields={"uscc": told},
            next_zh="请核对统一社会信用代码，或请对方先登记。",
            next_en="Check the code, or have the other one register first.",
        )


class LookWithoutReason(InvalidInput):
    """Whoever looks at a whole number says why."""

    default_code = "parties.look_without_reason"

    def __init__(self) -> None:
        told = Wording("请写明查看的理由（至少 4 个字）。", "Say why you look (at least 4 characters).")
        super().__init__(told.zh, told.en, fields={"reason": told})


class DaysReversed(InvalidInput):
    """The end lies before the beginning."""

    default_code = "parties.days_reversed"

    def __init__(self) -> None:
        told = Wording("截止日期早于起始日期。", "The last day is before the first.")
        super().__init__(told.zh, told.en, fields={"until": told})


class DelegationTooLong(InvalidInput):
    """A delegation is looked at again at least every two years."""

    default_code = "parties.delegation_too_long"

    def __init__(self, most_days: int) -> None:
        told = Wording(
            f"委托最长 {most_days} 天，今天起计或从起始日期起计，且不能在过去结束。",
            f"A delegation lasts at most {most_days} days and does not end in the past.",
        )
        super().__init__(told.zh, told.en, fields={"until": told})


class DelegationToSelf(InvalidInput):
    """Nobody needs leave to act for themselves."""

    default_code = "parties.delegation_to_self"

    def __init__(self) -> None:
        told = Wording("不能委托自己。", "You cannot delegate to yourself.")
        super().__init__(told.zh, told.en, fields={"email": told})


class DelegationOver(Refused):
    """Accepted by another, ended, or its time has passed."""

    default_code = "parties.delegation_over"

    def __init__(self) -> None:
        super().__init__(
            "这份委托已经终止或过期。",
            "This delegation has ended or its time has passed.",
            next_zh="需要时请委托人重新委托。",
            next_en="Ask for a new one if it is still needed.",
        )


class DelegationNotYours(NotAllowed):
    """Offered to another address."""

    default_code = "parties.delegation_not_yours"

    def __init__(self) -> None:
        super().__init__(
            "这份委托发给了另一个邮箱。",
            "This delegation was offered to another address.",
            next_zh="请用收到委托的邮箱登录并确认该邮箱。",
            next_en="Sign in with the address it was offered to, and confirm it.",
        )
