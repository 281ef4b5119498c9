"""What can go wrong, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from zhongchuang.core.errors import Refused, Wording


class AlreadyClaimed(Refused):
    """Something the case rests on already supports another one. Which one is for the officers of both (`found`), never in the
    sentence: whoever applies reads that.
    """

    default_code = "clearance.already_claimed"
    default_next = Wording(
        "同一内容不能重复支持：请去掉这一项；确属不同内容的，请与经办人联系核对。",
        "Nothing is supported twice: take the item out; if it is not the same, ask the officer to check.",
    )

    def __init__(self, found: Sequence[tuple[str, str]]) -> None:
        self.found = tuple(dict.fromkeys(found))
        texts = list(dict.fromkeys(text for text, _holder in self.found))
        zh = "；".join(f"“{text}”已用于另一件" for text in texts)
        en = "; ".join(f"“{text}” is already used for another one" for text in texts)
        super().__init__(f"查重没有通过：{zh}。", f"Not clear: {en}.")


class DoubledHere(Refused):
    """One key stands twice in one case."""

    default_code = "clearance.doubled_here"
    default_next = Wording("同一内容只写一次，请去掉重复的。", "Write a thing once; take the second out.")

    def __init__(self, texts: Sequence[str]) -> None:
        said = list(dict.fromkeys(texts))
        super().__init__(
            f"这份申请里写了两遍：{'、'.join(f'“{text}”' for text in said)}。",
            f"This stands twice in the application: {', '.join(f'“{text}”' for text in said)}.",
        )


class NoClearance(Refused):
    """Decision and payment need a clearance of these very facts."""

    default_code = "clearance.none"
    default_next = Wording("请重新查重后再办。", "Run the clearance again, then go on.")

    def __init__(self, *, stale: bool, cases: Sequence[str] = ()) -> None:
        """`cases`: their numbers, where several are asked about at once."""
        self.stale = stale
        zh, en = (f"办件 {'、'.join(cases)}：", f"Case {', '.join(cases)}: ") if cases else ("", "")
        if stale:
            super().__init__(
                f"{zh}查重之后内容有变化，原来的查重码已失效。",
                f"{en}Facts changed after the clearance; its code is void.",
            )
        else:
            super().__init__(
                f"{zh}还没有查重，不能决定或支付。",
                f"{en}There is no clearance; nothing can be decided or paid.",
            )
