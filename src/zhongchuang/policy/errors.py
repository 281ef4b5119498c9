"""The room's failures.

Unavailable
└── NoPacks             no pack version is loaded yet
InvalidInput
└── AnswerUnreadable    an answer is not a value of its fact
Refused
└── QuestionUnknown     nothing of that name is asked
"""

from __future__ import annotations

from zhongchuang.core.errors import InvalidInput, Refused, Unavailable, Wording


class NoPacks(Unavailable):
    """There is nothing to answer from yet."""

    default_code = "policy.no_packs"

    def __init__(self) -> None:
        super().__init__(
            "平台还没有载入任何政策。",
            "No policies have been loaded yet.",
            next_zh="请管理员运行 zhongchuang packs load。",
            next_en="An administrator runs `zhongchuang packs load`.",
        )


class AnswerUnreadable(InvalidInput):
    """What was typed is not a value of the fact."""

    default_code = "policy.answer_unreadable"

    def __init__(self, fact: str, wording: Wording) -> None:
        super().__init__(
            wording.zh,
            wording.en,
            fields={fact: wording},
            next_zh="请改正后继续；答不上来可以跳过。",
            next_en="Correct it and go on; you may skip what you cannot answer.",
        )


class QuestionUnknown(Refused):
    """A fact that the present packs do not ask."""

    default_code = "policy.question_unknown"

    def __init__(self, fact: str) -> None:
        super().__init__(
            f"现行政策不问“{fact}”。",
            f"The present policies do not ask “{fact}”.",
            next_zh="请回到问答页继续。",
            next_en="Go back to the questions and continue.",
        )
