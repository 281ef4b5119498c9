"""What can go wrong with cases, in sentences."""

from __future__ import annotations

from zhongchuang.core.errors import Refused, Wording


class MoveNotPossible(Refused):
    """The case does not stand where this move begins: somebody moved it before, or it was never open to it."""

    default_code = "cases.move_not_possible"
    default_next = Wording("请刷新页面，看它现在到了哪一步。", "Reload the page to see where it stands now.")

    def __init__(self, state_zh: str, state_en: str) -> None:
        super().__init__(
            f"这件办件现在是“{state_zh}”，不能这样办理。",
            f"This case is now “{state_en}”; that cannot be done with it.",
        )
