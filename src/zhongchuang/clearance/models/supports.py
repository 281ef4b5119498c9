"""Every support somebody has, waits for or had, in the shape the rules look at: one row each, and its keys to find it by."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class StoredSupport(models.Model):
    """One support. A case, a voucher, an award of another department: whoever changes it writes its row in the same transaction.

    Amounts in 分, net of what was given back. An identifier of a person is the platform's reference, never a number of theirs.
    """

    ref = models.CharField("编号", max_length=80, unique=True)  # case:GS-2026-…, voucher:…, award:…
    amount = models.BigIntegerField("金额（分）")
    on = models.DateField("日期")  # by which it belongs to a year: decided, or handed in
    standing = models.CharField("走到哪一步", max_length=8)  # rules.Standing
    level = models.CharField("财政层级", max_length=8, blank=True)  # rules.Level; blank: not known
    place = models.CharField("地区", max_length=6, blank=True)
    since = models.DateField("支持期间自", null=True)
    until = models.DateField("支持期间至", null=True)
    department = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )  # who decides; of another system's award nobody of ours
    title = models.CharField("名称", max_length=200)  # how it is called where it is shown
    changed_at = models.DateTimeField("最近变化")

    class Meta:
        verbose_name = verbose_name_plural = "支持"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(amount__gte=0), name="support_not_negative"),
            models.CheckConstraint(
                condition=Q(since=None, until=None) | Q(since__lte=F("until")), name="support_span_in_order"
            ),
        )

    def __str__(self) -> str:
        return self.ref


class SupportKey(models.Model):
    """One identifier of a support under one key, in its canonical way of writing (`decisions.canonical`)."""

    support = models.ForeignKey(StoredSupport, on_delete=models.CASCADE, related_name="keys", db_index=False)
    key = models.CharField("键", max_length=14)  # rules.Key
    value = models.CharField("标识", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "支持的键"
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("support", "key", "value"), name="support_key_once"),)
        indexes = (models.Index(fields=("key", "value", "support"), name="support_by_key"),)
