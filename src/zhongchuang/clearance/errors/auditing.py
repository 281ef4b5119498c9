"""What can go wrong with audits, in sentences."""

from __future__ import annotations

from zhongchuang.core.errors import Refused, Wording


class AuditAtWork(Refused):
    """One audit at a time."""

    default_code = "clearance.audit_at_work"
    default_next = Wording(
        "等它完成后再发起；进度在核查页面。", "Start another when it is done; the page shows how far it is."
    )

    def __init__(self) -> None:
        super().__init__("已有一次核查在进行。", "An audit is at work already.")


class FindingOver(Refused):
    """A closed finding takes no answer, one without answer is not closed."""

    default_code = "clearance.finding_over"
    default_next = Wording("请刷新页面看现在的状态。", "Reload the page to see how it stands.")

    @classmethod
    def closed(cls) -> FindingOver:
        """It is closed."""
        return cls("这一条已经办结，不能再答复。", "This finding is closed; it takes no answer.")

    @classmethod
    def unanswered(cls) -> FindingOver:
        """Nobody has answered yet."""
        return cls(
            "涉及的部门还没有答复，不能办结。",
            "No department has answered yet; it cannot be closed.",
            next_zh="请等经办人答复后再办结。",
            next_en="Close it when an officer has answered.",
        )
