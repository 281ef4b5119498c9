"""What can go wrong with cases, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from zhongchuang.cases.programmes.problems import Problem
from zhongchuang.core.errors import Conflict, Refused, Wording


class MoveNotPossible(Refused):
    """The case does not stand where this move begins: somebody moved it before, or it was never open to it."""

    default_code = "cases.move_not_possible"
    default_next = Wording("请刷新页面，看它现在到了哪一步。", "Reload the page to see where it stands now.")

    def __init__(self, state_zh: str, state_en: str) -> None:
        super().__init__(
            f"这件办件现在是“{state_zh}”，不能这样办理。",
            f"This case is now “{state_en}”; that cannot be done with it.",
        )


class ProgrammeNotReady(Refused):
    """Something is wrong with a programme that is to be loaded, published or opened; `problems` says all of it."""

    default_code = "cases.programme_not_ready"
    default_next = Wording("请逐项改正后再试。", "Correct each and try again.")

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__(
            f"有 {len(self.problems)} 处不对，第一处：{first.zh}",
            f"{len(self.problems)} things are wrong, the first: {first.en}",
        )


class ProgrammeVersionTaken(Conflict):
    """A file says something else than the version of that number, or would go back behind the one in force."""

    default_code = "cases.programme_version_taken"

    def __init__(self, code: str, number: int, next_number: int) -> None:
        super().__init__(
            f"项目 {code} 的第 {number} 版已经有了，内容不同。",
            f"The programme {code} has a version {number} already, and it says something else.",
            next_zh=f"请把 version 改为 {next_number} 后再载入。",
            next_en=f"Change `version` to {next_number} and load again.",
        )
