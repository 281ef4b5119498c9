"""A read-only look for administrators and auditors: how far mails are. What they say is their recipient's."""

from __future__ import annotations

from django.contrib import admin

from zhongchuang.core.admin import ReadOnlyAdmin
from zhongchuang.messages.models import Mail, Note, Sms


@admin.register(Mail)
class MailAdmin(ReadOnlyAdmin):
    """Mails without address and words."""

    list_display = ("key", "language", "state", "attempts", "next_attempt_at", "written_at", "sent_at")
    list_filter = ("state", "language")
    search_fields = ("key", "message_id")
    exclude = ("address", "subject", "body", "headers")


@admin.register(Note)
class NoteAdmin(ReadOnlyAdmin):
    """That a note was written and read, not what it says."""

    list_display = ("key", "at", "read_at")
    search_fields = ("key",)
    exclude = ("text_zh", "text_en", "url")


@admin.register(Sms)
class SmsAdmin(ReadOnlyAdmin):
    """Short messages without number and words."""

    list_display = ("key", "state", "attempts", "next_attempt_at", "written_at", "sent_at")
    list_filter = ("state",)
    search_fields = ("key", "reference")
    exclude = ("telephone_sealed", "text")
