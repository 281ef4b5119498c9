"""What guards an account: wrong second factors counted, and the wish to be erased."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhongchuang.core.locks import RowVersioned
from zhongchuang.parties.models.accounts import Account


class SecondFactorFailures(models.Model):
    """Wrong codes in a row of one account, counted for all processes; axes counts wrong passwords in tables of its own."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="+")
    failures = models.PositiveSmallIntegerField("连续错误次数", default=0)
    last_at = models.DateTimeField("最近一次")
    locked_until = models.DateTimeField("锁定至", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "动态码错误"


class ErasureRequest(RowVersioned):
    """Somebody wants to be forgotten. Until the day it is due they may think better of it; then a job does it."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="erasures")
    asked_at = models.DateTimeField("申请时间")
    due_at = models.DateTimeField("执行时间")
    cancelled_at = models.DateTimeField("撤销时间", null=True)
    done_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "注销申请"
        ordering = ("-asked_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("account",),
                condition=Q(cancelled_at=None, done_at=None),
                name="one_standing_erasure",
            ),
        )
