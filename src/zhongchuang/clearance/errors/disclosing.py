"""What can go wrong with what is disclosed, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from zhongchuang.clearance.disclosing.scanning import Secret
from zhongchuang.core.errors import Refused, Wording

_SECRETS = {
    Secret.TELEPHONE: Wording("电话号码", "a telephone number"),
    Secret.IDENTITY: Wording("身份证号码", "an identity number"),
    Secret.ACCOUNT: Wording("银行账号", "a bank account number"),
}


def named_secrets(found: Sequence[Secret]) -> Wording:
    """The kinds of numbers found, each once, in words."""
    kinds = list(dict.fromkeys(found))
    return Wording(
        "、".join(_SECRETS[kind].zh for kind in kinds), ", ".join(_SECRETS[kind].en for kind in kinds)
    )


class NumbersInside(Refused):
    """What would be published holds a number of a person."""

    default_code = "clearance.numbers_inside"
    default_next = Wording(
        "先更正这些内容，去掉号码，再审查。", "Correct it first, without the number; then review it."
    )

    def __init__(self, number: str, found: Sequence[Secret]) -> None:
        kinds = named_secrets(found)
        super().__init__(
            f"{number} 要公开的内容里像是有{kinds.zh}，不能公开。",
            f"What would be published of {number} seems to hold {kinds.en}; it cannot be published.",
        )


class NotReviewable(Refused):
    """The award is not in a state in which a review changes anything."""

    default_code = "clearance.not_reviewable"
    default_next = Wording("请刷新页面看它现在的状态。", "Reload the page and see how it stands now.")


class AlreadyRegistered(Refused):
    """The support is an award already, with other facts."""

    default_code = "clearance.already_registered"
    default_next = Wording("改动请用“更正”，会留痕。", "Change it by a correction, which stays visible.")

    def __init__(self, number: str) -> None:
        super().__init__(
            f"这项支持已经登记为 {number}，内容不同。",
            f"This support is registered as {number}, with other facts.",
        )


class RequestStands(Refused):
    """Somebody asked already, and it is not answered."""

    default_code = "clearance.request_stands"
    default_next = Wording("请等部门答复。", "Wait for the department's answer.")

    def __init__(self, number: str) -> None:
        super().__init__(
            f"这条记录已有一件更正申请（{number}）待答复。",
            f"A request for a correction of this record ({number}) is waiting for its answer.",
        )


class RequestAnswered(Refused):
    """A request that is answered is not answered again."""

    default_code = "clearance.request_answered"
    default_next = Wording("仍有错误的，请对方重新提出。", "If it is still wrong, let it be asked anew.")

    def __init__(self, number: str) -> None:
        super().__init__(f"更正申请 {number} 已经答复。", f"The request {number} has been answered.")
