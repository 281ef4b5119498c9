"""Mails and short messages to send, notes to read in place: fields, constraints, trivial properties."""

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


class Note(models.Model):
    """Something to know, read on the site itself. The same `key` is never written twice, so the same thing is told once.

    It is written in both languages, because its reader may switch.
    """

    key = models.CharField("唯一标识", max_length=200, unique=True)
    account_id = models.CharField("账户", max_length=40)
    text_zh = models.CharField("内容", max_length=400)
    text_en = models.CharField("英文内容", max_length=600)
    url = models.CharField("网址", max_length=300, blank=True)  # a path of this site
    at = models.DateTimeField("时间")
    read_at = models.DateTimeField("读过", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "站内通知"
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("account_id", "id"), name="note_of_account"),
            # the bell in the head of every page counts these
            models.Index(fields=("account_id",), name="note_unread", condition=models.Q(read_at=None)),
        )

    def __str__(self) -> str:
        return self.text_zh


class Sms(models.Model):
    """One short message to one telephone, handed to the gateway once. The number is sealed and forgotten after sending."""

    key = models.CharField("唯一标识", max_length=200, unique=True)
    account_id = models.CharField("账户", max_length=40, null=True, db_index=True)
    telephone_sealed = models.TextField("号码（密文）", blank=True)
    text = models.CharField("内容", max_length=500, blank=True)
    reference = models.CharField("网关幂等号", max_length=40, unique=True)
    state = models.CharField("状态", max_length=8, choices=MailState, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    next_attempt_at = models.DateTimeField("下次尝试")
    problem = models.TextField("问题", blank=True)
    written_at = models.DateTimeField("写入时间")
    sent_at = models.DateTimeField("发出时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "短信"
        ordering = ("-pk",)
        indexes = (
            models.Index(
                fields=("next_attempt_at", "id"),
                name="sms_due",
                condition=models.Q(state__in=(MailState.WAITING, MailState.SENDING)),
            ),
        )

    def __str__(self) -> str:
        return self.key
