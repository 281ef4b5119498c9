"""What happened in the room, for whoever listens (project/wiring.py)."""

from __future__ import annotations

from dataclasses import dataclass

from zhongchuang.core.outbox import Event, event


@event("messages.mail_written")
@dataclass(frozen=True, kw_only=True)
class MailWritten(Event):
    """Mails stand ready to be sent; what they say and to whom does not travel."""

    mails: int


@event("messages.sms_written")
@dataclass(frozen=True, kw_only=True)
class SmsWritten(Event):
    """Short messages stand ready for the gateway."""

    messages: int
