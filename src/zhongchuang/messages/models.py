"""Mails to send: fields, constraints, trivial properties."""

from __future__ import annotations

from django.db import models


class MailState(models.TextChoices):
    """How far a mail is."""

    WAITING = "waiting", "待发"
    SENDING = "sending", "正在发"
    SENT = "sent", "已发"
    FAILED = "failed", "发不出"


class Mail(models.Model):
    """One mail to one address. The same `key` is never written twice, so the same thing is told once.

    `next_attempt_at` is machine time: when a waiting mail is due, or until when a worker has claimed the one it sends.
    """

    key = models.CharField("唯一标识", max_length=200, unique=True)
    account_id = models.CharField("账户", max_length=40, null=True, db_index=True)
    address = models.EmailField("收件地址", max_length=254)
    language = models.CharField("语言", max_length=8)
    subject = models.CharField("主题", max_length=200)
    body = models.TextField("正文")
    headers = models.JSONField("邮件头", default=dict)
    message_id = models.CharField("Message-ID", max_length=200, unique=True)
    state = models.CharField("状态", max_length=8, choices=MailState, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    next_attempt_at = models.DateTimeField("下次尝试")
    problem = models.TextField("问题", blank=True)
    written_at = models.DateTimeField("写入时间")
    sent_at = models.DateTimeField("发出时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "邮件"
        ordering = ("-written_at",)
        indexes = (
            # What is sent is never looked at again, however much of it there is.
            models.Index(
                fields=("next_attempt_at", "id"),
                name="mail_due",
                condition=models.Q(state__in=(MailState.WAITING, MailState.SENDING)),
            ),
        )

    def __str__(self) -> str:
        return self.subject
