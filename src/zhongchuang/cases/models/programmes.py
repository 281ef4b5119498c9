"""Programmes, their versions, and the rounds in which one may apply."""

from __future__ import annotations

from django.db import models

from zhongchuang.core.locks import RowVersioned


class ProgrammeState(models.TextChoices):
    """What can be done with a programme now."""

    READY = "ready", "可开放"
    AWAITING = "awaiting", "待实施细则"
    ENDED = "ended", "已停止"


class Programme(RowVersioned):
    """A programme by its id (`gansu/space-recognition`); what it says stands in its versions."""

    code = models.CharField("编号", max_length=80, unique=True)
    place = models.ForeignKey("parties.Place", on_delete=models.PROTECT, related_name="+")
    title = models.CharField("名称", max_length=200)
    title_en = models.CharField("英文名称", max_length=300)
    kind = models.CharField("类别", max_length=20)
    state = models.CharField("状态", max_length=10, choices=ProgrammeState)
    current = models.ForeignKey("ProgrammeVersion", on_delete=models.PROTECT, null=True, related_name="+")
    synthetic = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "项目（办理）"
        ordering = ("place", "title", "pk")

    def __str__(self) -> str:
        return self.title


class ProgrammeVersion(models.Model):
    """What a programme said from a moment on. Never changed; a running case keeps the one it began with."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本")
    content = models.JSONField("内容")  # programmes.schema.Programme, canonical
    sha256 = models.CharField("摘要", max_length=64)
    origin = models.CharField("来源", max_length=8)  # packs, desk
    pack_version = models.CharField("政策包版本", max_length=64)  # the rule book it was checked against
    published_at = models.DateTimeField("发布时间")
    published_by = models.CharField("发布人", max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = "项目版本"
        ordering = ("programme", "-number")
        constraints = (
            models.UniqueConstraint(fields=("programme", "number"), name="programme_version_once"),
        )


class ProgrammeDraft(RowVersioned):
    """A programme being written at the desk, from a template or from the version in force."""

    code = models.CharField("编号", max_length=80, unique=True)
    place = models.ForeignKey("parties.Place", on_delete=models.PROTECT, related_name="+")
    content = models.JSONField("内容")
    based_on = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, null=True, related_name="+")
    written_by = models.CharField("编写人", max_length=80)
    written_at = models.DateTimeField("时间")
    submitted_at = models.DateTimeField("提请发布时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "项目草稿"
        ordering = ("-pk",)


class Round(RowVersioned):
    """A call: when one may apply, whose it is, out of which budget, how many at most. All year: without an end."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="rounds")
    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("名称", max_length=120)
    year = models.PositiveSmallIntegerField("年度")
    opens_on = models.DateField("开始")
    closes_on = models.DateField("截止", null=True)
    department = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    budget = models.ForeignKey("ledger.Budget", on_delete=models.PROTECT, null=True, related_name="+")
    quota = models.PositiveIntegerField("名额", null=True)
    place_quotas = models.JSONField("推荐名额", default=dict)  # place code → how many it may recommend
    place_deadlines = models.JSONField("推荐期限", default=dict)  # level → date
    opened_by = models.CharField("发布人", max_length=80)
    opened_at = models.DateTimeField("发布时间")
    closed_at = models.DateTimeField("提前结束时间", null=True)
    close_reason = models.CharField("提前结束的原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "申报批次"
        ordering = ("-opens_on", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("programme", "name"), name="round_name_once"),
            models.CheckConstraint(
                condition=models.Q(closes_on=None) | models.Q(closes_on__gte=models.F("opens_on")),
                name="round_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return self.name
