"""The room's failures.

NotFound
└── MailNotFailed       a mail to be tried again is not there, or was not given up
"""

from __future__ import annotations

from zhongchuang.core.errors import NotFound


class MailNotFailed(NotFound):
    """Only a mail that was given up can be put back."""

    default_code = "messages.mail_not_failed"

    def __init__(self) -> None:
        super().__init__(
            "其中有邮件不存在，或没有被放弃。",
            "One of the mails does not exist or was not given up.",
            next_zh="请用 zhongchuang mail failed 查看可以重发的邮件。",
            next_en="See with `zhongchuang mail failed` which can be sent again.",
        )
