"""What can go wrong with a check and with an exception, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from zhongchuang.core.errors import Conflict, Refused, Wording


class NotClear(Refused):
    """The rules leave nothing, or a rule could not be asked: no clearance."""

    default_code = "clearance.not_clear"
    default_next = Wording(
        "请在“查重”里逐条核对：属实的作不批准决定；确需支持的，由两人办理例外。",
        "Look at the findings: refuse what is supported twice; to support it all the same, two officers make an exception.",
    )

    def __init__(self, said: Sequence[Wording], *, incomplete: bool = False) -> None:
        zh, en = "".join(one.zh for one in said), " ".join(one.en for one in said)
        if incomplete:
            super().__init__(
                f"查重没有办成：{zh}",
                f"The check could not be made: {en}",
                next_zh="请补上所缺的内容，再查重。",
                next_en="Supply what is missing, then check again.",
            )
        else:
            super().__init__(f"查重没有通过：{zh}", f"Not clear: {en}")


class WarningsUnseen(Refused):
    """A rule warns, or may be met for all that is known, and nobody has said yet what came of it."""

    default_code = "clearance.warnings_unseen"
    default_next = Wording(
        "请在“查重”里核对提示、写明结果，再批准。",
        "Look at the warnings of the clearance and write down what you found, then approve.",
    )

    def __init__(self) -> None:
        super().__init__(
            "查重有提示，还没有人核对，不能批准。",
            "The clearance warns of something nobody has looked at; it cannot be approved.",
        )


class FactsMoved(Conflict):
    """Who is related to whom changed at the very moment of the check."""

    default_code = "clearance.facts_moved"
    default_next = Wording("请再办一次。", "Do it once more.")

    def __init__(self) -> None:
        super().__init__(
            "查重时有关的主体关系刚好变了，这一次没有办成。",
            "Relations between the parties changed during the check; nothing was done.",
        )


class NoFinding(Refused):
    """There is nothing to make an exception from."""

    default_code = "clearance.no_finding"
    default_next = Wording("请先查重，看现在的结论。", "Check first and see what it says now.")

    def __init__(self) -> None:
        super().__init__(
            "现在没有一条规则不让支持，不需要办例外。",
            "No rule stands against it now; there is nothing to except.",
        )


class OverrideOpen(Refused):
    """An exception waits already, or was made."""

    default_code = "clearance.override_open"
    default_next = Wording("请先办完那一件。", "Finish that one first.")

    def __init__(self, number: str) -> None:
        super().__init__(f"已经有一件例外（{number}）。", f"There is an exception already ({number}).")


class OverrideClosed(Refused):
    """The exception does not wait for an answer any more."""

    default_code = "clearance.override_closed"
    default_next = Wording("请刷新页面，看它现在怎样。", "Reload the page to see how it stands.")

    def __init__(self) -> None:
        super().__init__(
            "这件例外已经答复，或者事实已经变了。", "This exception was answered, or its facts changed."
        )


class SamePerson(Refused):
    """One person does not make an exception alone."""

    default_code = "clearance.same_person"
    default_next = Wording(
        "请由同部门的另一位经办或审核确认。", "Let another officer or reviewer of the department confirm it."
    )

    def __init__(self) -> None:
        super().__init__(
            "例外要两个人办：提出的人不能自己确认。",
            "An exception takes two: who asked for it does not confirm it.",
        )
