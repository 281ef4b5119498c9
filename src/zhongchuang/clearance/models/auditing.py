"""Audits: every support looked at again. A run is whole or not there: its findings are written with the word that it is done."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from zhongchuang.core.locks import RowVersioned


class AuditState(models.TextChoices):
    """How far a run is."""

    WAITING = "waiting", pgettext_lazy("audit", "排队")
    RUNNING = "running", pgettext_lazy("audit", "正在核查")
    DONE = "done", pgettext_lazy("audit", "已完成")
    FAILED = "failed", pgettext_lazy("audit", "没有完成")


class AuditRun(RowVersioned):
    """One look at everything: what was looked at, by a digest, with which engine, and what came of it.

    `counts` says of every kind and rule how many there are (`rule:…`, `key:…`, alike, linked, related), also of those beyond what
    is kept; `crowded` which keys too many supports share to compare each with each.
    """

    ACTIVE = (AuditState.WAITING, AuditState.RUNNING)
    objects: ClassVar[models.Manager[AuditRun]]

    key = models.CharField("标识", max_length=32, unique=True)
    state = models.CharField("状态", max_length=8, choices=AuditState, default=AuditState.WAITING)
    everything = models.BooleanField(
        "全部支持", default=True
    )  # there is no other extent; of these one at work at a time
    engine = models.CharField("引擎", max_length=8)  # duckdb, spark
    done_part = models.PositiveSmallIntegerField("进度", default=0)  # per cent
    supports = models.PositiveIntegerField("支持数", default=0)
    parties = models.PositiveIntegerField("主体数", default=0)
    found = models.PositiveIntegerField("发现数", default=0)
    counts = models.JSONField("各类发现数", default=dict)
    crowded = models.JSONField("没有逐一比较的", default=dict)
    rules = models.JSONField("所用规则", default=dict)  # id → digest of its words
    inputs_sha256 = models.CharField("输入摘要", max_length=64, blank=True)
    asked_by = models.CharField("发起人", max_length=80)
    asked_at = models.DateTimeField("发起时间")
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "核查"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("everything",),
                condition=Q(state__in=("waiting", "running")),
                name="one_audit_at_work",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(finished_at__isnull=False), name="audit_done_since"
            ),
        )

    def __str__(self) -> str:
        return self.key

    @property
    def is_active(self) -> bool:
        """Whether a worker has it, or is to have it."""
        return self.state in self.ACTIVE


class FindingState(models.TextChoices):
    """What became of a finding."""

    OPEN = "open", pgettext_lazy("finding", "待答复")
    ANSWERED = "answered", pgettext_lazy("finding", "已答复，待办结")
    CLOSED = "closed", pgettext_lazy("finding", "已办结")


class AuditFinding(RowVersioned):
    """One finding of a run. `refs` are the supports (`StoredSupport.ref`), the one it is about first. It holds no name of
    anybody: what a support is called and whose it is, is read where it is shown, by who may read it.
    """

    objects: ClassVar[models.Manager[AuditFinding]]

    run = models.ForeignKey(AuditRun, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField("种类", max_length=8)  # auditing.Kind
    severity = models.CharField("轻重", max_length=8)  # auditing.Severity
    told = models.JSONField("要点", default=list)  # the rule's id, the key, whether two parties count as one
    title = models.JSONField("规则名称", default=dict)  # zh, en; of a rule, as it was called then
    refs = models.JSONField("支持编号", default=list)
    others = models.PositiveIntegerField("另有几项", default=0)
    used = models.BigIntegerField("另有金额（分）", default=0)
    amount = models.BigIntegerField("涉及金额（分）", default=0)
    probability = models.DecimalField("可能性", max_digits=7, decimal_places=6, null=True)
    digest = models.CharField("摘要", max_length=64)  # the same finding in the next run
    state = models.CharField("状态", max_length=8, choices=FindingState, default=FindingState.OPEN)
    closed_by = models.CharField("办结人", max_length=80, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True)
    closed_for = models.CharField("办结意见", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "核查发现"
        ordering = ("pk",)
        indexes = (
            models.Index(fields=("run", "severity", "kind", "id"), name="finding_by_kind"),
            models.Index(fields=("digest", "id"), name="finding_by_digest"),
        )
        constraints = (
            models.UniqueConstraint(fields=("run", "digest"), name="finding_once_a_run"),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="finding_closed_since"
            ),
        )

    def __str__(self) -> str:
        return f"{self.run_id}:{self.pk}"


class AuditConcern(models.Model):
    """A department one of whose supports is in a finding; its officers see it."""

    finding = models.ForeignKey(
        AuditFinding, on_delete=models.CASCADE, related_name="concerns", db_index=False
    )
    department = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "涉及部门"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("finding", "department"), name="finding_concerns_once"),
        )


class AnswerOutcome(models.TextChoices):
    """What an officer says to a finding."""

    EXPLAINED = "explained", pgettext_lazy("answer", "有合理原因")
    CONFIRMED = "confirmed", pgettext_lazy("answer", "属实，将处理")
    VOID = "void", pgettext_lazy("answer", "不是同一件事")


class AuditAnswer(models.Model):
    """An officer's answer. Rows are only added: whoever thinks again answers again."""

    finding = models.ForeignKey(AuditFinding, on_delete=models.PROTECT, related_name="answers")
    department = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )  # for which department; none: by somebody bound to none
    outcome = models.CharField("答复", max_length=10, choices=AnswerOutcome)
    reason = models.CharField("说明", max_length=500)
    by = models.CharField("答复人", max_length=80)
    at = models.DateTimeField("答复时间")

    class Meta:
        verbose_name = verbose_name_plural = "核查答复"
        ordering = ("pk",)
