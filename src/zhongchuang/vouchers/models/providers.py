"""Providers on the list, what each of them does, and who was taken off it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhongchuang.core.locks import RowVersioned


class ProviderStanding(models.TextChoices):
    """Where a provider stands."""

    ASKED = "asked", _("申请入库")
    RETURNED = "returned", _("退回补正")
    ADMITTED = "admitted", _("在库")
    STRUCK_OFF = "struck_off", _("移出名录")


class Provider(RowVersioned):
    """An organisation that is, or asks to be, on the list of a department. The bank account is encrypted."""

    objects: ClassVar[models.Manager[Provider]]

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    scheme = models.CharField("方案", max_length=60)  # the id without its version
    state = models.CharField("状态", max_length=10, choices=ProviderStanding, default=ProviderStanding.ASKED)
    admitted_on = models.DateField("入库日期", null=True)
    admitted_until = models.DateField("有效期至", null=True)
    struck_off_on = models.DateField("移出日期", null=True)
    reason = models.CharField("说明", max_length=400, blank=True)
    introduction = models.TextField("简介", blank=True)
    contact = models.CharField("联系方式", max_length=200, blank=True)
    payee_name = models.CharField("户名", max_length=200)
    bank_name = models.CharField("开户行", max_length=200)
    bank_account = models.TextField("账号（密文）")
    bank_account_tail = models.CharField("账号后四位", max_length=4)
    asked_at = models.DateTimeField("申请时间")
    asked_by = models.CharField("申请人", max_length=80)
    decided_by = models.CharField("经办人", max_length=80, blank=True)
    synthetic = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "服务机构"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("organisation", "scheme"), name="provider_once_a_scheme"),
            models.CheckConstraint(
                condition=~Q(state="admitted") | Q(admitted_on__isnull=False), name="provider_admitted_since"
            ),
        )


class ProviderService(models.Model):
    """One service a provider offers, of the scheme's list of kinds."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="services")
    service = models.CharField("服务种类", max_length=60)  # an id of the scheme's services
    title = models.CharField("名称", max_length=200)
    description = models.TextField("说明", blank=True)
    price_text = models.CharField("收费标准", max_length=200, blank=True)
    ended_on = models.DateField("停止日期", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "服务"
        ordering = ("service", "pk")


class StrikeOff(models.Model):
    """That a department took a provider off its list, and why. Kept for good: every department that decides on the organisation
    later reads it. `barred_until`: the last day on which that department does not admit it again.
    """

    objects: ClassVar[models.Manager[StrikeOff]]

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="strike_offs")
    department = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    on = models.DateField("移出日期")
    reason = models.CharField("理由", max_length=400)
    barred_until = models.DateField("不再入库至", null=True)
    decided_by = models.CharField("经办人", max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = "移出记录"
        ordering = ("-on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(barred_until=None) | Q(barred_until__gt=F("on")), name="struck_off_bar_runs"
            ),
        )
