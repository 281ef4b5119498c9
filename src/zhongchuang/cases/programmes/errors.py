"""What can go wrong with programmes and their calls, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zhongchuang.cases.programmes.problems import Problem
from zhongchuang.core.errors import Conflict, InvalidInput, NotAllowed, Refused, Wording


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


class RoundNotPossible(InvalidInput):
    """What was given for a call does not fit its programme, its calendar or its budget; says so field by field."""

    default_code = "cases.round_not_possible"

    def __init__(self, fields: Mapping[str, Wording]) -> None:
        first = next(iter(fields.values()))
        super().__init__(
            f"还不能开放申报：{first.zh.rstrip('。')}。",
            f"The call cannot be opened: {first.en.rstrip('.')}.",
            fields=fields,
        )


class RoundClosed(Refused):
    """The call was ended before."""

    default_code = "cases.round_closed"
    default_next = Wording("请刷新页面，看它现在的状态。", "Reload the page to see where it stands.")

    def __init__(self) -> None:
        super().__init__("这一批已经结束。", "This call has ended already.")


class DraftThere(Conflict):
    """Somebody is writing the programme already; there is one draft of a programme at a time."""

    default_code = "cases.draft_there"
    default_next = Wording("请打开那份草稿继续。", "Open that draft and go on.")

    def __init__(self) -> None:
        super().__init__("这个项目已经有一份草稿。", "There is a draft of this programme already.")


class DraftTooLarge(Refused):
    """A programme of a size nobody could fill in."""

    default_code = "cases.draft_too_large"
    default_next = Wording("请删去用不到的题目和选项。", "Remove fields and options that are not needed.")

    def __init__(self) -> None:
        super().__init__("这份草稿太大了。", "This draft is too large.")


class NotYours(NotAllowed):
    """What one person wrote another publishes."""

    default_code = "cases.another_person"
    default_next = Wording("请由另一位审核人发布。", "Ask another reviewer to publish it.")

    def __init__(self) -> None:
        super().__init__(
            "这份草稿最后由您编写，不能由您发布。", "You wrote in this draft last, so you do not publish it."
        )
