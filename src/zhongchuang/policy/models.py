"""Packs, documents, clauses, measures; a person's answers and the verdicts they were given.

What comes from a pack is immutable: a pack version is kept whole, and rows that later rooms point at (documents, clauses,
measures) are only added or marked as no longer part of the current version.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhongchuang.core.locks import RowVersioned
from zhongchuang.policy.packs.schema import (
    BenefitKind,
    DocumentState,
    Instrument,
    Modality,
    Rank,
    SubjectKind,
)


class PackVersion(models.Model):
    """All packs as they were loaded together, whole, so that any verdict can be replayed."""

    version = models.CharField("版本（SHA-256）", max_length=64, primary_key=True)
    content = models.JSONField("内容")
    loaded_at = models.DateTimeField("载入时间")
    is_current = models.BooleanField("现行", default=False)

    class Meta:
        verbose_name = "政策包版本"
        constraints = (
            models.UniqueConstraint(
                fields=("is_current",), condition=Q(is_current=True), name="one_current_pack_version"
            ),
        )

    def __str__(self) -> str:
        return self.version[:12]


class Document(models.Model):
    """A policy document, held word for word."""

    slug = models.SlugField("标识", max_length=80, unique=True)
    place = models.ForeignKey(
        "parties.Place", verbose_name="地区", on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField("标题", max_length=200)
    number = models.CharField("发文字号", max_length=60, null=True)
    issuers = models.JSONField("发文机关", default=list)
    issued = models.DateField("成文日期", null=True)
    rank = models.CharField("效力位阶", max_length=12, choices=[(r.value, r.value) for r in Rank])
    state = models.CharField("效力状态", max_length=12, choices=[(s.value, s.value) for s in DocumentState])
    text = models.TextField("原文")
    text_sha256 = models.CharField("原文摘要", max_length=64)
    reading = models.JSONField("阅读结果")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    withdrawn = models.BooleanField("不再收录", default=False)

    class Meta:
        verbose_name = "政策文件"
        ordering = ("-issued", "slug")

    def __str__(self) -> str:
        return self.title


class Clause(models.Model):
    """One clause of a document as read, with what it does."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="clauses")
    ref = models.CharField("条款号", max_length=60)
    position = models.PositiveIntegerField("次序")
    level = models.PositiveSmallIntegerField("层级")
    heading = models.CharField("标题", max_length=200, null=True)
    text = models.TextField("正文")
    units = models.JSONField("责任单位", default=list)
    classes = models.JSONField("条款类别", default=list)

    class Meta:
        verbose_name = "条款"
        ordering = ("document", "position")
        constraints = (models.UniqueConstraint(fields=("document", "ref"), name="clause_ref_once"),)

    def __str__(self) -> str:
        return self.ref


class Measure(models.Model):
    """A measure of the current packs, as later rooms point at it; its rule and parameters live in the pack version."""

    slug = models.CharField("标识", max_length=120, unique=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="measures")
    place = models.ForeignKey(
        "parties.Place", verbose_name="地区", on_delete=models.PROTECT, related_name="+"
    )
    clause_ref = models.CharField("条款号", max_length=60)
    title = models.CharField("名称", max_length=120)
    title_en = models.CharField("英文名称", max_length=200)
    summary = models.TextField("摘要")
    summary_en = models.TextField("英文摘要")
    instrument = models.CharField("政策工具", max_length=20, choices=[(i.value, i.value) for i in Instrument])
    modality = models.CharField("语气", max_length=12, choices=[(m.value, m.value) for m in Modality])
    benefit_kind = models.CharField(
        "数额含义", max_length=20, null=True, choices=[(b.value, b.value) for b in BenefitKind]
    )
    start = models.DateField("自", null=True)
    end = models.DateField("至", null=True)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    withdrawn = models.BooleanField("不再收录", default=False)

    class Meta:
        verbose_name = "政策措施"
        ordering = ("place", "document", "slug")

    def __str__(self) -> str:
        return self.title


class MeasureKind(models.Model):
    """Whom a measure is for; a row a kind, so that a facet can count."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="kinds")
    kind = models.CharField("对象", max_length=12, choices=[(k.value, k.value) for k in SubjectKind])

    class Meta:
        verbose_name = "措施对象"
        constraints = (models.UniqueConstraint(fields=("measure", "kind"), name="measure_kind_once"),)


class AnswerSheet(RowVersioned):
    """What somebody has answered so far in “我能享受什么”; found by its secret, which only the asker holds."""

    secret = models.CharField("凭据", max_length=64, unique=True)
    account_id = models.CharField("账户", max_length=40, null=True, db_index=True)
    place = models.ForeignKey(
        "parties.Place", verbose_name="地区", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField("对象", max_length=12, choices=[(k.value, k.value) for k in SubjectKind])
    facts = models.JSONField(
        "事实", default=dict
    )  # name → {"value", "source"}, values as matching/stored.py keeps them
    asked = models.JSONField("问过的问题", default=list)  # in the order of asking; without a fact: skipped
    started_at = models.DateTimeField("开始时间")
    changed_at = models.DateTimeField("最近修改")

    class Meta:
        verbose_name = "问答记录"
        ordering = ("-changed_at",)

    @property
    def skipped(self) -> tuple[str, ...]:
        """What was asked and not answered."""
        return tuple(name for name in self.asked if name not in self.facts)


class StoredVerdict(models.Model):
    """Verdicts as they were given: pack version, language version, day and facts, so that they can be replayed. Never changed."""

    token = models.CharField("分享凭据", max_length=64, unique=True)
    account_id = models.CharField("账户", max_length=40, null=True, db_index=True)
    sheet = models.ForeignKey(AnswerSheet, on_delete=models.SET_NULL, null=True, related_name="verdicts")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    language_version = models.CharField("规则语言版本", max_length=20)
    place = models.ForeignKey(
        "parties.Place", verbose_name="地区", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField("对象", max_length=12)
    on = models.DateField("判断日期")
    facts = models.JSONField("事实")
    verdicts = models.JSONField("结论")
    stored_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = "已存结论"
        ordering = ("-stored_at",)
