"""Pack versions, and the rows of documents, clauses and measures that lists, facets and foreign keys need.

What comes from a pack is immutable: a pack version is kept whole, and rows that later rooms point at (documents, clauses,
measures) are only added or marked as no longer part of the current version.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhongchuang.policy.packs.schema import (
    BenefitKind,
    DocumentState,
    Instrument,
    Modality,
    Rank,
    SubjectKind,
)
from zhongchuang.policy.packs.versions import Change, ItemKind


class PackOrigin(models.TextChoices):
    """Through which door a pack version came."""

    FILES = "files", "政策包文件"
    DESK = "desk", "政策工作台"
    MERGED = "merged", "文件与工作台合并"


class PackVersion(models.Model):
    """All packs as they were loaded together, whole, so that any verdict can be replayed."""

    version = models.CharField("版本（SHA-256）", max_length=64, primary_key=True)
    content = models.JSONField("内容")
    loaded_at = models.DateTimeField("载入时间")
    origin = models.CharField("来源", max_length=8, choices=PackOrigin, default=PackOrigin.FILES)
    parent = models.ForeignKey(
        "self", verbose_name="上一版本", on_delete=models.PROTECT, null=True, related_name="+"
    )
    is_current = models.BooleanField("现行", default=False)
    folder_at = models.DateTimeField("政策包目录载入时间", null=True)  # when the folder last stood so

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
    version = models.PositiveIntegerField("版本号", default=1)
    content_sha256 = models.CharField("内容摘要", max_length=64, default="")
    expires = models.DateField("失效日期", null=True)
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
    version = models.PositiveIntegerField("版本号", default=1)
    content_sha256 = models.CharField("内容摘要", max_length=64, default="")
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


class ItemVersion(models.Model):
    """One version of a document or a measure, whole. The same id and number with other content is an error."""

    kind = models.CharField("种类", max_length=8, choices=[(k.value, k.value) for k in ItemKind])
    slug = models.CharField("标识", max_length=120)  # a document's id, a measure's full id
    number = models.PositiveIntegerField("版本号")
    sha256 = models.CharField("内容摘要", max_length=64)
    content = models.JSONField("内容")
    pack_version = models.ForeignKey(
        PackVersion, on_delete=models.PROTECT, related_name="+"
    )  # the first with it
    since = models.DateTimeField("载入时间")

    class Meta:
        verbose_name = "条目版本"
        ordering = ("kind", "slug", "number")
        constraints = (models.UniqueConstraint(fields=("kind", "slug", "number"), name="item_version_once"),)

    def __str__(self) -> str:
        return f"{self.slug} v{self.number}"


class Publication(models.Model):
    """A moment at which another pack version came into force, and by which door."""

    version = models.ForeignKey(PackVersion, verbose_name="版本", on_delete=models.PROTECT, related_name="+")
    before = models.ForeignKey(
        PackVersion, verbose_name="先前版本", on_delete=models.PROTECT, null=True, related_name="+"
    )
    origin = models.CharField("来源", max_length=8, choices=PackOrigin)
    at = models.DateTimeField("发布时间")

    class Meta:
        verbose_name = "政策发布"
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.version_id[:12]}"


class PublishedChange(models.Model):
    """What became of one document or measure in a publication."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField("种类", max_length=8, choices=[(k.value, k.value) for k in ItemKind])
    slug = models.CharField("标识", max_length=120)
    change = models.CharField("变化", max_length=10, choices=[(c.value, c.value) for c in Change])
    number = models.PositiveIntegerField("版本号")
    number_before = models.PositiveIntegerField("先前版本号", null=True)
    title = models.CharField("名称", max_length=200)
    title_en = models.CharField("英文名称", max_length=200)
    place = models.ForeignKey(
        "parties.Place", verbose_name="地区", on_delete=models.PROTECT, related_name="+"
    )
    instrument = models.CharField("政策工具", max_length=20, null=True)

    class Meta:
        verbose_name = "发布的变化"
        ordering = ("publication", "id")
        constraints = (
            models.UniqueConstraint(fields=("publication", "kind", "slug"), name="change_told_once"),
        )

    def __str__(self) -> str:
        return f"{self.slug} {self.change}"
