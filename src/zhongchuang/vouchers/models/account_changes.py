"""Another bank account asked for by a provider: nothing is settled with it until an officer has confirmed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhongchuang.core.locks import RowVersioned
from zhongchuang.vouchers.models.providers import Provider


class ChangeState(models.TextChoices):
    """How far a change of account has come."""

    ASKED = "asked", "待确认"
    CONFIRMED = "confirmed", "已确认"
    REFUSED = "refused", "不予变更"


class AccountChange(RowVersioned):
    """A bank account that shall take the place of a provider's. The number is encrypted, as in the provider's own row."""

    objects: ClassVar[models.Manager[AccountChange]]

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="account_changes")
    payee_name = models.CharField("户名", max_length=200)
    bank_name = models.CharField("开户行", max_length=200)
    bank_account = models.TextField("账号（密文）")
    bank_account_tail = models.CharField("账号后四位", max_length=4)
    why = models.CharField("变更理由", max_length=400)
    state = models.CharField("状态", max_length=10, choices=ChangeState, default=ChangeState.ASKED)
    asked_at = models.DateTimeField("申请时间")
    asked_by = models.CharField("申请人", max_length=80)
    decided_at = models.DateTimeField("处理时间", null=True)
    decided_by = models.CharField("经办人", max_length=80, blank=True)
    reason = models.CharField("处理意见", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "收款账号变更"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("provider",), condition=Q(state="asked"), name="voucher_account_change_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state="asked") | ~Q(decided_by=F("asked_by")),
                name="voucher_account_change_by_two",
            ),
        )
