"""Who is in a makerspace: tenants, what happened to them (append only), what they declared, closed periods, imports."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhongchuang.core.locks import RowVersioned
from zhongchuang.parties.models.accounts import Organisation
from zhongchuang.parties.models.spaces import Space
from zhongchuang.parties.spaces.periods import PeriodKind
from zhongchuang.parties.spaces.residency import EventKind, Stay


class AppendOnly(models.Model):
    """A row that is written once. The database refuses to change it (see the migration); this says so earlier."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(
                f"{type(self).__name__} 只能追加 / rows are only ever added; record a correction instead"
            )
        super().save(*args, **kwargs)


class Tenant(RowVersioned):
    """A firm or a named team in one space. What happened stands in its events; the columns here are what they come to today."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="tenants")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    team = models.CharField("团队名称", max_length=60, blank=True)
    stay = models.CharField("状态", max_length=10, choices=[(s.value, s.value) for s in Stay])
    since = models.DateField("自", null=True)
    admitted_on = models.DateField("入驻日期", null=True)
    justified = models.BooleanField("同时入驻有说明", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "入驻者"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(team=""), name="tenant_is_somebody"
            ),
            models.UniqueConstraint(
                fields=("space", "organisation"),
                condition=Q(organisation__isnull=False),
                name="a_firm_once_in_a_space",
            ),
            models.UniqueConstraint(
                fields=("space", "team"), condition=~Q(team=""), name="a_team_once_in_a_space"
            ),
            models.UniqueConstraint(
                fields=("organisation",),
                condition=Q(stay=Stay.RESIDENT.value, justified=False, organisation__isnull=False),
                name="a_firm_in_one_space",
            ),
        )

    def __str__(self) -> str:
        return self.team or (self.organisation.name if self.organisation else "")


class ResidencyEvent(AppendOnly):
    """Something happened to a tenant on a day, and was recorded at a moment. A correction replaces an earlier event."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+")
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField("事件", max_length=10, choices=[(k.value, k.value) for k in EventKind])
    on = models.DateField("日期")
    recorded_at = models.DateTimeField("记录时间")
    actor_ref = models.CharField("记录人", max_length=40)
    payload = models.JSONField("内容", default=dict)
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField("更正理由", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "入驻事件"
        ordering = ("recorded_at", "pk")
        indexes = (models.Index(fields=("space", "on"), name="residency_by_space"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(corrects=None) | ~Q(reason=""), name="corrected_with_a_reason"
            ),
        )


class TenantDeclaration(AppendOnly):
    """What a tenant's figures were on a day, as its operator declared them. The newest for a day holds."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+")
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="declarations")
    on = models.DateField("截止日期")
    recorded_at = models.DateTimeField("记录时间")
    actor_ref = models.CharField("记录人", max_length=40)
    values = models.JSONField("数据", default=dict)
    imported = models.ForeignKey("TenantImport", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "入驻数据"
        ordering = ("on", "recorded_at", "pk")
        indexes = (models.Index(fields=("space", "on"), name="declared_by_space"),)


class GraduationReview(AppendOnly):
    """A tenant was held against criteria for graduating, one by one with evidence. Kept whatever came out."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="reviews")
    on = models.DateField("日期")
    recorded_at = models.DateTimeField("记录时间")
    actor_ref = models.CharField("记录人", max_length=40)
    standard = models.CharField("标准", max_length=40)
    results = models.JSONField("逐条结果", default=list)
    passed = models.BooleanField("达到")

    class Meta:
        verbose_name = verbose_name_plural = "毕业核对"
        ordering = ("recorded_at", "pk")


class PeriodClose(AppendOnly):
    """The figures of a quarter or a year, closed: bytes that a later run over the same knowledge gives again."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="closes")
    kind = models.CharField("周期", max_length=8, choices=[(k.value, k.value) for k in PeriodKind])
    starts = models.DateField("自")
    ends = models.DateField("至")
    closed_at = models.DateTimeField("关账时间")
    actor_ref = models.CharField("关账人", max_length=40)
    content = models.BinaryField("内容")
    sha256 = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "已关周期"
        ordering = ("-ends", "-starts")
        constraints = (
            models.UniqueConstraint(fields=("space", "starts", "ends"), name="a_period_closed_once"),
        )


class ImportState(models.TextChoices):
    """Where an import of tenants stands."""

    FAULTY = "faulty", _("有错，不能导入")
    READY = "ready", _("等待确认")
    WAITING = "waiting", _("等待导入")
    RUNNING = "running", _("正在导入")
    DONE = "done", _("已导入")
    FAILED = "failed", _("没有导入")
    CANCELLED = "cancelled", _("已取消")


class TenantImport(RowVersioned):
    """A sheet of tenants: read and checked when uploaded, written whole when confirmed, or not at all."""

    key = models.CharField("编号", max_length=32, unique=True)
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+")
    account_id = models.CharField("上传人", max_length=40)
    filename = models.CharField("文件名", max_length=120)
    sha256 = models.CharField("摘要", max_length=64)
    on = models.DateField("数据截止日期")
    state = models.CharField("状态", max_length=10, choices=ImportState)
    rows = models.JSONField("行", default=list)
    problems = models.JSONField("问题", default=list)
    done_part = models.PositiveSmallIntegerField("进度", default=0)
    result = models.JSONField("结果", default=dict)
    created_at = models.DateTimeField("上传时间")
    finished_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "入驻数据导入"
        ordering = ("-created_at",)
