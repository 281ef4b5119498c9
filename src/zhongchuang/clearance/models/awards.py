"""Awards as the public reads them: who, how much, for what, on which clause, by which department, when.

An identity number, a telephone and a bank account never get here: there is no field for them.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhongchuang.core.locks import RowVersioned


class AwardSource(models.TextChoices):
    """Where an award was made."""

    PLATFORM = "platform", _("本平台办件")
    VOUCHER = "voucher", _("创新券")
    IMPORTED = "imported", _("其他部门提供")


class AwardState(models.TextChoices):
    """Whether the public sees it."""

    WAITING = "waiting", _("待公开属性审查")
    PUBLIC = "public", _("已公开")
    WITHHELD = "withheld", _("不予公开")
    REVOKED = "revoked", _("已撤销")  # stays in the list, with the day and the reason


class Award(RowVersioned):
    """One award. `ref` is the support it counts as (`StoredSupport.ref`): a case keeps its own when it becomes an award."""

    objects: ClassVar[models.Manager[Award]]

    number = models.CharField("公开编号", max_length=40, unique=True)  # public id, GK-…
    ref = models.CharField("支持编号", max_length=80, unique=True)
    source = models.CharField("来源", max_length=8, choices=AwardSource)
    state = models.CharField("状态", max_length=8, choices=AwardState, default=AwardState.WAITING)
    organisation = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    recipient_name = models.CharField("获得支持的单位或个人", max_length=200)
    recipient_code = models.CharField("统一社会信用代码", max_length=18, blank=True)  # never of a person
    personal = models.BooleanField("个人", default=False)  # a natural person: comes down after its term
    person = models.CharField("个人编号", max_length=40, blank=True)  # the platform's reference, never shown
    term_months = models.PositiveSmallIntegerField(
        "项目规定的个人信息公开月数", null=True
    )  # None: the platform's
    named_since = models.DateTimeField("个人姓名公开起点", null=True)  # its term runs on while withheld
    down_on = models.DateField("个人信息撤下日期", null=True)
    taken_down_at = models.DateTimeField("个人信息撤下时间", null=True)
    title = models.CharField("支持事项", max_length=200)
    programme = models.CharField("项目", max_length=80, blank=True)  # id of the packs
    programme_title = models.CharField("项目名称", max_length=200, blank=True)
    category = models.CharField("类别", max_length=80, blank=True)
    department = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    department_name = models.CharField("决定部门", max_length=200)
    place = models.CharField("地区", max_length=6, blank=True)  # GB/T 2260
    level = models.CharField("财政层级", max_length=8, blank=True)
    amount = models.BigIntegerField("支持金额（分）")
    paid = models.BigIntegerField("已支付（分）", default=0)
    clause = models.CharField("依据条款", max_length=200, blank=True)  # document slug and clause path
    basis_text = models.CharField("依据", max_length=400, blank=True)  # of another department's: as it says
    decided_on = models.DateField("决定日期")
    published_at = models.DateTimeField("公开时间", null=True)
    revoked_on = models.DateField("撤销日期", null=True)
    revoked_reason = models.CharField("撤销理由", max_length=300, blank=True)
    overridden = models.BooleanField("例外批准", default=False)  # cleared by two officers against a rule
    synthetic = models.BooleanField("演示数据", default=False)
    created_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "支持公开"
        ordering = ("-decided_on", "-pk")
        indexes = (
            models.Index(fields=("state", "decided_on", "id"), name="award_by_day"),
            models.Index(fields=("organisation", "state"), name="award_by_recipient"),
            models.Index(fields=("department", "state", "id"), name="award_by_department"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(amount__gte=0, paid__gte=0), name="award_not_negative"),
            models.CheckConstraint(
                condition=~Q(state="public") | Q(published_at__isnull=False), name="award_public_since"
            ),
            models.CheckConstraint(condition=Q(source="imported") | ~Q(clause=""), name="award_needs_clause"),
        )

    def __str__(self) -> str:
        return self.number


class DisclosedChange(models.Model):
    """One change of what the public reads, in an order that never skips: the number is given under a lock that is held until the
    transaction ends, so that a reader who has seen number n has seen every number before it. Rows are only added.
    """

    sequence = models.BigIntegerField("序号", unique=True)
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(
        "变化", max_length=12
    )  # published, corrected, paid, revoked, withheld, taken_down
    at = models.DateTimeField("时间")
    content = models.JSONField(
        "内容", default=dict
    )  # what the public may read of it: fields before and after

    class Meta:
        verbose_name = verbose_name_plural = "公开变化"
        ordering = ("sequence",)
