"""Mail servers for the tests: one that writes to a file and dies when told, one that refuses, one that is away."""

from __future__ import annotations

import os
import signal
import smtplib
from collections.abc import Sequence
from pathlib import Path

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

FOLDER = "ZHONGCHUANG_TEST_MAILS"
KILL_AT = "ZHONGCHUANG_TEST_KILL_AT"
"""`taken:2` dies as it takes the second mail, `handed:2` right after it; empty never."""


def handed_over(folder: Path) -> list[str]:
    """The Message-IDs the server took, in order."""
    file = folder / "taken"
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


class DeadlyServer(BaseEmailBackend):
    """Takes mails into a file; kills the process it runs in at the moment named in the environment, once."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(os.environ[FOLDER])
        for message in email_messages:
            number = len(handed_over(folder)) + 1
            _die_at(f"taken:{number}", folder)
            with (folder / "taken").open("a", encoding="utf-8") as file:
                file.write(message.message()["Message-ID"] + "\n")
                file.flush()
                os.fsync(file.fileno())
            _die_at(f"handed:{number}", folder)
        return len(email_messages)


def _die_at(moment: str, folder: Path) -> None:
    marker = folder / "killed"
    if os.environ.get(KILL_AT) == moment and not marker.exists():
        marker.write_text(moment)
        os.kill(os.getpid(), signal.SIGKILL)


class AbsentServer(BaseEmailBackend):
    """Nobody answers."""

    def open(self) -> bool:
        raise ConnectionRefusedError(111, "Connection refused")

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise AssertionError("a server that does not answer is not spoken to")


class RefusingServer(BaseEmailBackend):
    """Refuses addresses that begin with `gone` for good, those that begin with `full` for now, and takes the others."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            (address,) = message.to
            if address.startswith("gone"):
                raise smtplib.SMTPRecipientsRefused({address: (550, b"no such user")})
            if address.startswith("full"):
                raise smtplib.SMTPRecipientsRefused({address: (452, b"mailbox full")})
        return len(email_messages)
