"""Pure decisions about messages: when to try again, when to stop, what a letter must look like."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr

LEASE = dt.timedelta(minutes=10)
"""How long a claimed mail is its worker's; far longer than a mail server is waited for (settings.EMAIL_TIMEOUT)."""
FIRST_WAIT = dt.timedelta(minutes=1)
LONGEST_WAIT = dt.timedelta(hours=6)
MOST_ATTEMPTS = 12
"""With the waits above that is a little over a day: a mail server may be away for a night."""
BODY_KEPT_FOR = dt.timedelta(days=90)
"""How long address and words of a mail are kept after it was sent or given up; its key stays, so that nothing is told
twice."""
LONGEST_SUBJECT = 200
_LINE_BREAK = re.compile(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail as a room wants it sent. The same `key` is told once, for ever: `policy.announcement:12:account:7`."""

    key: str
    account_id: str | None
    address: str
    language: str
    subject: str
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """A header that ends its own line would begin another one. Raises ValueError."""
        for name, value in self.headers.items():
            if not _HEADER.fullmatch(name) or _LINE_BREAK.search(value):
                raise ValueError(f"邮件头 {name!r} 不合规 / is no mail header on one line")
        if not self.key or not self.address:
            raise ValueError("邮件须有唯一标识和收件地址 / a mail needs a key and an address")


def one_line(subject: str) -> str:
    """A subject as one line, cut with an ellipsis where it is too long."""
    words = re.sub(r"\s+", " ", _LINE_BREAK.sub(" ", subject)).strip()
    return words if len(words) <= LONGEST_SUBJECT else words[: LONGEST_SUBJECT - 1] + "…"


def message_id(unique: str, sender: str) -> str:
    """The Message-ID of a mail (RFC 5322), made when it is written and never changed: a mail that is handed over twice is
    the same mail to the programs that receive it."""
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    return f"<{unique}@{domain}>"


def wait_after(attempts: int) -> dt.timedelta:
    """How long to wait after the n-th attempt: a minute, doubled each time, at most six hours."""
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << max(0, attempts - 1)))


def is_final(attempts: int, refused_for_good: bool) -> bool:
    """Whether a failed attempt was the last one."""
    return refused_for_good or attempts >= MOST_ATTEMPTS


@dataclass(frozen=True, slots=True)
class NoteText:
    """A note as a room wants it shown. The same `key` is told once; `url` is a path of this site."""

    key: str
    account_id: str
    zh: str
    en: str
    url: str = ""

    def __post_init__(self) -> None:
        """A note leads nowhere but into this site. Raises ValueError."""
        if self.url and (not self.url.startswith("/") or self.url.startswith("//")):
            raise ValueError(f"通知的链接须是本站网址：{self.url!r} / a note leads into this site")


@dataclass(frozen=True, slots=True)
class ShortText:
    """A short message as a room wants it sent. The same `key` is told once."""

    key: str
    account_id: str | None
    telephone: str
    text: str
