"""Bank accounts in answers: encrypted from the moment they are read, shown by their last digits, opened for a payment alone.

An answer is `tail|token`. The same number makes the same answer, so versions of a form are compared like any other.
"""

from __future__ import annotations

import re

from zhongchuang.core import crypto
from zhongchuang.core.json_values import Json

PURPOSE = "cases.bank_account"
TAIL = 4
_NUMBER = re.compile(r"[0-9A-Za-z]{6,34}")
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015]+")
_SEALED = re.compile(r"[0-9A-Za-z]{4}\|[A-Za-z0-9_-]{1,16}\.[A-Za-z0-9_-]{20,200}")


def plain_account(text: str) -> str | None:
    """A number as it was typed, without what stands between its digits; None for what cannot be one."""
    plain = _BETWEEN.sub("", text)
    return plain if _NUMBER.fullmatch(plain) else None


def account_sealed(plain: str) -> str:
    """The answer for a number."""
    return f"{plain[-TAIL:]}|{crypto.encrypt_same(plain.encode(), purpose=PURPOSE)}"


def is_sealed(answer: Json) -> bool:
    """Whether an answer has the form of a number that was encrypted."""
    return isinstance(answer, str) and _SEALED.fullmatch(answer) is not None


def account_number(answer: str) -> str:
    """The whole number: for the payment and for nothing else. A case keeps the form it began with, so one whose form asked
    for a plain text has a plain text here. Raises TokenRejected for an answer that was tampered with.
    """
    if not is_sealed(answer):
        return answer
    return crypto.decrypt_same(answer.partition("|")[2], purpose=PURPOSE).decode()


def account_masked(answer: Json) -> str:
    """What a page shows of it."""
    tail = str(answer).partition("|")[0] if is_sealed(answer) else str(answer)
    return f"…{tail[-TAIL:]}"
