"""What keeps a case with invoices from being handed in, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from zhongchuang.core.errors import Refused, Wording

SHOWN = 5


class InvoicesNotRight(Refused):
    """Files of invoices do not fit what the form says, or cannot count."""

    default_code = "cases.invoices_not_right"
    default_next = Wording(
        "请在“材料”里逐条改好后再提交；已填的内容都在。",
        "Mend them one by one under “Papers” and hand in again; nothing you wrote is lost.",
    )

    def __init__(self, told: Sequence[Wording]) -> None:
        more = len(told) - SHOWN
        zh = "；".join(one.zh.rstrip("。") for one in told[:SHOWN])
        en = "; ".join(one.en.rstrip(".") for one in told[:SHOWN])
        super().__init__(
            f"发票核对没有通过：{zh}{f'；还有 {more} 处' if more > 0 else ''}。",
            f"The invoices are not right: {en}{f'; and {more} more' if more > 0 else ''}.",
        )
