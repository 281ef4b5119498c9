"""Makerspaces (众创空间): what they are, what room they have and who holds them over time, what they were recognised as."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhongchuang.core.locks import RowVersioned
from zhongchuang.parties.models.accounts import Organisation, Place


class SpaceKind(models.TextChoices):
    """What a space mainly does for its tenants."""

    INVESTMENT = "investment", _("投资促进")
    MENTORING = "mentoring", _("培育辅导")
    MEDIA = "media", _("媒体延伸")
    SERVICES = "services", _("专业服务")
    MAKERS = "makers", _("创客孵化")


class Builder(models.TextChoices):
    """Who built it."""

    LEADING_ENTERPRISE = "leading_enterprise", _("龙头企业")
    UNIVERSITY = "university", _("高校")
    INSTITUTE = "institute", _("科研院所")
    PARK = "park", _("园区")
    OTHER = "other", _("其他")


class Stage(models.TextChoices):
    """Where it stands on the chain of incubation, in its order."""

    NURSERY = "nursery", _("创业苗圃")
    SPACE = "space", _("众创空间")
    INCUBATOR = "incubator", _("孵化器")
    ACCELERATOR = "accelerator", _("加速器")


class Space(RowVersioned):
    """A makerspace. Everybody may see it; who is in it is seen by its operator and the departments."""

    public_id = models.CharField("编号", max_length=24, unique=True)
    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类型", max_length=12, choices=SpaceKind)
    specialised = models.BooleanField("专业化", default=False)
    built_by = models.CharField("建设主体", max_length=20, choices=Builder)
    stage = models.CharField("孵化链条", max_length=12, choices=Stage, default=Stage.SPACE)
    place = models.ForeignKey(Place, verbose_name="所在地", on_delete=models.PROTECT, related_name="+")
    address = models.CharField("地址", max_length=120)
    summary = models.CharField("简介", max_length=400, blank=True)
    opened_on = models.DateField("开始运营")
    closed_on = models.DateField("停止运营", null=True)
    synthetic = models.BooleanField("演示数据", default=False)
    last_recorded_at = models.DateTimeField("最近一次记录")
    """The moment of the newest event, declaration or closing: each is given a later one, under a lock on this row, so that
    “as known at” separates them whatever the clock does."""

    class Meta:
        verbose_name = verbose_name_plural = "众创空间"
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class SpaceField(models.Model):
    """A field of industry a space works in, in the words of the texts (新材料, 现代农业 …)."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="fields")
    name = models.CharField("产业领域", max_length=30)

    class Meta:
        verbose_name = verbose_name_plural = "产业领域"
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("space", "name"), name="space_field_once"),)

    def __str__(self) -> str:
        return self.name


class SpaceCapacity(models.Model):
    """How much room a space has from a day on, until the next row. Of two rows for one day the later recorded holds."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="capacities")
    since = models.DateField("自")
    area_m2 = models.PositiveIntegerField("面积（平方米）")
    tenant_area_m2 = models.PositiveIntegerField("在孵和公共面积（平方米）")
    workstations = models.PositiveIntegerField("工位")
    recorded_at = models.DateTimeField("记录时间")

    class Meta:
        verbose_name = verbose_name_plural = "空间规模"
        ordering = ("since", "recorded_at")
        constraints = (
            models.CheckConstraint(
                condition=Q(tenant_area_m2__lte=models.F("area_m2")), name="tenant_area_within_area"
            ),
        )


class HolderRole(models.TextChoices):
    """What an organisation is to a space."""

    OWNER = "owner", _("举办单位")
    OPERATOR = "operator", _("运营单位")


class SpaceHolder(models.Model):
    """Who owns or runs a space, from and until when. Ended, never deleted; one of each at a time."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="holders")
    role = models.CharField("身份", max_length=8, choices=HolderRole)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    since = models.DateField("自")
    until = models.DateField("至", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "举办与运营"
        ordering = ("since", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("space", "role"), condition=Q(until=None), name="one_holder_of_a_role"
            ),
        )


class RecognitionLevel(models.TextChoices):
    """Who recognised it, the lowest first."""

    COUNTY = "county", _("县级认定")
    CITY = "city", _("市级认定")
    PROVINCIAL = "provincial", _("省级认定")
    NATIONAL = "national", _("国家备案")


class Recognition(RowVersioned):
    """A space was recognised: at which level, under which number, on which basis, by which case; and when that ended."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="recognitions")
    level = models.CharField("级别", max_length=12, choices=RecognitionLevel)
    number = models.CharField("文号或证书编号", max_length=60)
    since = models.DateField("自")
    until = models.DateField("至", null=True)
    basis = models.CharField("依据", max_length=200)
    case_ref = models.CharField("案件编号", max_length=40, null=True)
    granted_at = models.DateTimeField("记录时间")
    revoked_on = models.DateField("撤销日期", null=True)
    revoked_reason = models.CharField("撤销理由", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "认定"
        ordering = ("-since", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("level", "number"), name="recognition_number_once"),
            models.CheckConstraint(
                condition=Q(revoked_on=None) | ~Q(revoked_reason=""), name="revoked_with_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.number}"
