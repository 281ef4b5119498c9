"""The index of what is public: a narrow row for each award, and the sums that answer broad questions without looking at awards.

Nothing here says anything the awards do not say; `services/award_index.py` is the only writer and can build all of it again.
The grams by which words are found stand in a table (SQLite) or a column (PostgreSQL) of their own: `services/award_grams.py`.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhongchuang.clearance.models.awards import Award


class AwardRecipient(models.Model):
    """An organisation that was supported, and how much of it stands. A natural person is none: two may bear one name."""

    objects: ClassVar[models.Manager[AwardRecipient]]

    key = models.CharField(
        "标识", max_length=40, unique=True
    )  # the code, or a digest of the name without one
    name = models.CharField("名称", max_length=200)  # as the newest award writes it
    code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    count = models.BigIntegerField("笔数", default=0)
    amount = models.BigIntegerField("金额（分）", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "获得支持的单位"
        ordering = ("-amount", "pk")
        indexes = (models.Index(fields=("amount", "id"), name="award_recipient_by_amount"),)

    def __str__(self) -> str:
        return self.name


class AwardRecipientYear(models.Model):
    """What an organisation was awarded in a year and still stands."""

    objects: ClassVar[models.Manager[AwardRecipientYear]]

    recipient = models.ForeignKey(AwardRecipient, on_delete=models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField("年份")
    count = models.BigIntegerField("笔数", default=0)
    amount = models.BigIntegerField("金额（分）", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "获得支持的单位：分年"
        ordering = ("year",)
        constraints = (
            models.UniqueConstraint(fields=("recipient", "year"), name="award_recipient_year_once"),
        )
        indexes = (models.Index(fields=("year", "amount", "count"), name="award_recipient_by_year"),)


class AwardEntry(models.Model):
    """What finding, ordering and adding up need of an award: only what is public has one."""

    objects: ClassVar[models.Manager[AwardEntry]]

    award = models.OneToOneField(
        Award, on_delete=models.CASCADE, primary_key=True, related_name="+", verbose_name="支持"
    )
    state = models.CharField("状态", max_length=8)
    day = models.DateField("决定日期")
    year = models.PositiveSmallIntegerField("年份")
    amount = models.BigIntegerField("金额（分）")
    department = models.CharField("决定部门", max_length=200)
    place = models.CharField("地区", max_length=6, blank=True)
    programme = models.CharField("项目", max_length=200, blank=True)
    category = models.CharField("类别", max_length=80, blank=True)
    source = models.CharField("来源", max_length=8)
    recipient = models.ForeignKey(
        AwardRecipient, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="获得支持的单位"
    )
    folded = models.TextField("全部文字（归一）")

    class Meta:
        verbose_name = verbose_name_plural = "公开检索条目"
        indexes = (
            models.Index(fields=("day", "award"), name="award_entry_by_day"),
            models.Index(fields=("amount", "award"), name="award_entry_by_amount"),
        )


class AwardTotal(models.Model):
    """How many and how much of one year, department, place, programme, category, source and state: the finest sums kept."""

    objects: ClassVar[models.Manager[AwardTotal]]

    key = models.CharField("标识", max_length=64, unique=True)  # SHA-256 of the seven
    year = models.PositiveSmallIntegerField("年份")
    department = models.CharField("决定部门", max_length=200)
    place = models.CharField("地区", max_length=6, blank=True)
    programme = models.CharField("项目", max_length=200, blank=True)
    category = models.CharField("类别", max_length=80, blank=True)
    source = models.CharField("来源", max_length=8)
    state = models.CharField("状态", max_length=8)
    count = models.BigIntegerField("笔数", default=0)
    amount = models.BigIntegerField("金额（分）", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "公开合计"
        ordering = ("pk",)
        indexes = (
            models.Index(fields=("department",), name="award_total_by_department"),
            models.Index(fields=("programme",), name="award_total_by_programme"),
            models.Index(fields=("place",), name="award_total_by_place"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(count__gte=0, amount__gte=0), name="award_total_not_negative"),
        )


class AwardChoice(models.Model):
    """How many awards one value of one field has: what the lists of the search offer, and the sums of everything."""

    objects: ClassVar[models.Manager[AwardChoice]]

    field = models.CharField(
        "字段", max_length=12
    )  # year, department, place, programme, category, source, state
    value = models.CharField("值", max_length=200)
    label = models.CharField("名称", max_length=200, blank=True)  # of a programme; others are their own label
    count = models.BigIntegerField("笔数", default=0)
    amount = models.BigIntegerField("有效金额（分）", default=0)  # of those that stand

    class Meta:
        verbose_name = verbose_name_plural = "公开合计：分项"
        ordering = ("field", "value")
        constraints = (models.UniqueConstraint(fields=("field", "value"), name="award_choice_once"),)
