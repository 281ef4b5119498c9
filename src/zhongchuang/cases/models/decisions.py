"""Meetings, decisions, letters, what is paid and owed afterwards, honesty."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhongchuang.cases.models.cases import Case
from zhongchuang.core.locks import RowVersioned


class Meeting(RowVersioned):
    """A meeting on whose minutes decisions rest."""

    number = models.CharField("会议纪要编号", max_length=60, unique=True)
    kind = models.CharField("会议", max_length=12)  # office, party_group
    held_on = models.DateField("日期")
    department = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    summary = models.TextField("议定事项")
    file = models.CharField("纪要文件", max_length=32, blank=True)
    recorded_by = models.CharField("录入人", max_length=80)
    recorded_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = verbose_name_plural = "会议"
        ordering = ("-held_on", "-pk")


class Decision(RowVersioned):
    """What was decided of a case, on what grounds. One stands at a time: the database sees to it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField("结论", max_length=10)  # approved, refused, revoked
    amount = models.BigIntegerField("金额（分）", null=True)
    grounds = models.TextField("理由")
    clause = models.CharField("依据条款", max_length=200)
    remedies = models.TextField("救济途径")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="+")
    clearance = models.CharField("查重码", max_length=40, blank=True)
    decided_on = models.DateField("决定日期")
    decided_at = models.DateTimeField("记录时间")
    decided_by = models.CharField("决定人", max_length=80)
    cosigned_by = models.CharField("财政会签", max_length=80, blank=True)
    cosigned_at = models.DateTimeField("会签时间", null=True)
    superseded_at = models.DateTimeField("被取代时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "决定"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("case",), condition=Q(superseded_at=None), name="one_standing_decision"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="approved") | ~Q(clearance=""), name="approval_needs_clearance"
            ),
        )


class Letter(models.Model):
    """A decision letter or certificate, with the code by which anyone checks it at /verify."""

    code = models.CharField("验证码", max_length=24, unique=True)
    number = models.CharField("文号", max_length=60, unique=True)
    kind = models.CharField("种类", max_length=16)  # decision, certificate, minutes, distribution
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="letters")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="+")
    content = models.JSONField("内容")  # what it says, from which the same bytes are made again
    pdf = models.BinaryField("PDF")
    sha256 = models.CharField("摘要", max_length=64)
    issued_at = models.DateTimeField("出具时间")
    valid_until = models.DateField("有效期至", null=True)
    revoked_at = models.DateTimeField("撤销时间", null=True)
    revoke_reason = models.CharField("撤销原因", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "文书"
        ordering = ("-pk",)
