"""Failures about organisations: their data, verification, merging."""

from __future__ import annotations

from zhongchuang.core.errors import InvalidInput, NotAllowed, Refused, Wording


class IndustryInvalid(InvalidInput):
    """No code of GB/T 4754 looks like this."""

    default_code = "parties.industry_invalid"

    def __init__(self, text: str) -> None:
        told = Wording(
            f"行业代码“{text}”不正确：门类字母加 2 至 4 位数字，如 C3562，字母可以省略。",
            f"The industry code {text!r} is not valid: a section letter and 2 to 4 digits, such as C3562.",
        )
        super().__init__(told.zh, told.en, fields={"industry": told})


class OwnOrganisations(Refused):
    """Somebody registers more organisations than they can be verified for."""

    default_code = "parties.own_organisations"

    def __init__(self, most: int) -> None:
        super().__init__(
            f"您已有 {most} 个等待核实的单位，核实后才能再登记。",
            f"{most} organisations you registered wait to be verified; register more when they are.",
            next_zh="请先补正或等待主管部门核实。",
            next_en="Mend them, or wait for the department.",
        )


class NotWaiting(Refused):
    """The organisation does not wait for an officer."""

    default_code = "parties.not_waiting"

    def __init__(self) -> None:
        super().__init__(
            "这个单位现在不在等待核实。",
            "This organisation is not waiting to be verified.",
            next_zh="请刷新页面查看最新状态。",
            next_en="Reload the page to see how things stand.",
        )


class OwnVerification(NotAllowed):
    """Nobody verifies an organisation they belong to."""

    default_code = "parties.own_verification"

    def __init__(self) -> None:
        super().__init__(
            "您是这个单位的成员，不能由您核实。",
            "You belong to this organisation and cannot verify it.",
            next_zh="请由另一位经办办理。",
            next_en="Leave it to another officer.",
        )


class EvidenceMissing(InvalidInput):
    """A verification rests on something."""

    default_code = "parties.evidence_missing"

    def __init__(self) -> None:
        told = Wording(
            "请写明依据，例如查询日期或证照编号。", "Say what it rests on: the day of the look-up, a number."
        )
        super().__init__(told.zh, told.en, fields={"evidence": told})


class LacksMissing(InvalidInput):
    """Whoever sends back says what is missing."""

    default_code = "parties.lacks_missing"

    def __init__(self) -> None:
        told = Wording("请写明需要补正什么。", "Say what is missing or wrong.")
        super().__init__(told.zh, told.en, fields={"lacks": told})


class OrganisationOver(Refused):
    """The record is merged into another, or the organisation closed: it is only read."""

    default_code = "parties.organisation_over"

    def __init__(self) -> None:
        super().__init__(
            "这个单位已并入另一个单位或已注销，只能查看。",
            "This organisation is merged into another or closed; it can only be looked at.",
            next_zh="请在并入后的单位里办理。",
            next_en="Act in the organisation it was merged into.",
        )


class MergeIntoItself(InvalidInput):
    """The two are one already."""

    default_code = "parties.merge_into_itself"

    def __init__(self) -> None:
        told = Wording("两者已经是同一个单位。", "The two are one organisation already.")
        super().__init__(told.zh, told.en, fields={"uscc": told})


class MergeOver(Refused):
    """The merge was undone before, or its record is part of a later one."""

    default_code = "parties.merge_over"

    def __init__(self) -> None:
        super().__init__(
            "这次合并已经撤销。",
            "This merge was undone before.",
            next_zh="请刷新页面查看最新状态。",
            next_en="Reload the page to see how things stand.",
        )
