"""Claims on exact keys, and clearances: what was checked, by a hash of the facts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Claim(models.Model):
    """One holder's claim on a key (entity, project, contract, invoice, period and category). The database keeps it unique."""

    key = models.CharField("键", max_length=64)  # SHA-256 of the canonical key
    kind = models.CharField("种类", max_length=12)
    text = models.CharField("内容", max_length=400)  # the key in words, for people
    holder = models.CharField("持有", max_length=60, db_index=True)  # case:GS-2026-…
    amount = models.BigIntegerField("金额（分）", null=True)
    claimed_at = models.DateTimeField("占用时间")
    released_at = models.DateTimeField("释放时间", null=True)
    released_for = models.CharField("释放原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "占用"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("key",), condition=Q(released_at=None), name="claimed_once"),
        )


class Clearance(models.Model):
    """A clearance: issued for the facts of one holder, void when a fact changes. Of one holder one stands at a time."""

    code = models.CharField("查重码", max_length=40, unique=True)
    holder = models.CharField("对象", max_length=60, db_index=True)
    facts = models.JSONField("核对的事实")
    facts_sha256 = models.CharField("事实摘要", max_length=64)
    issued_at = models.DateTimeField("出具时间")
    issued_by = models.CharField("出具人", max_length=80)
    voided_at = models.DateTimeField("失效时间", null=True)
    voided_for = models.CharField("失效原因", max_length=200, blank=True)
    verdict = models.CharField("结论", max_length=10, default="clear")  # rules.Verdict
    asked = models.BigIntegerField("核对的金额（分）", null=True)
    allowed = models.BigIntegerField("至多（分）", null=True)  # None: no rule was asked about money
    findings = models.JSONField(
        "逐条结论", default=list
    )  # as an officer reads them: `findings.kept_findings`
    told = models.JSONField("告知申请人", default=list)  # the same without what is others'
    overridden = models.BooleanField("例外批准", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "查重结果"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("holder",), condition=Q(voided_at=None), name="one_standing_clearance"
            ),
        )

    def __str__(self) -> str:
        return self.code
