"""What the last check of something said, for those who have to look at it; and exceptions that two officers made of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhongchuang.core.locks import RowVersioned


class Check(RowVersioned):
    """The last check of one holder, whatever it came to. A check that issues nothing is kept too: somebody has to look."""

    holder = models.CharField("对象", max_length=80, unique=True)  # as of its support: case:GS-2026-…
    verdict = models.CharField("结论", max_length=10)  # rules.Verdict; incomplete: a rule could not be asked
    asked = models.BigIntegerField("核对的金额（分）")
    allowed = models.BigIntegerField("至多（分）")
    warned = models.BooleanField("须核对", default=False)
    findings = models.JSONField("逐条结论", default=list)
    told = models.JSONField("告知申请人", default=list)
    facts_sha256 = models.CharField("事实摘要", max_length=64)
    department = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    title = models.CharField("名称", max_length=200)
    at = models.DateTimeField("查重时间")
    by = models.CharField("查重人", max_length=80)
    looked_at = models.DateTimeField("核对时间", null=True)  # of the warnings, for these very facts
    looked_by = models.CharField("核对人", max_length=80, blank=True)
    looked_words = models.CharField("核对意见", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "查重"
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=("department", "verdict", "id"), name="check_by_department"),)

    def __str__(self) -> str:
        return self.holder


class OverrideState(models.TextChoices):
    """How far an exception has come."""

    ASKED = "asked", _("待另一人确认")
    CONFIRMED = "confirmed", _("已确认")
    REFUSED = "refused", _("未予确认")
    VOID = "void", _("已失效")  # the facts changed


class Override(RowVersioned):
    """An exception: support against a rule, asked for by one officer with the reason and confirmed by another; published.

    Bound to the facts of the check it answers: when they change, it holds no longer.
    """

    number = models.CharField("编号", max_length=40, unique=True)  # LW-…
    holder = models.CharField("对象", max_length=80, db_index=True)
    facts_sha256 = models.CharField("事实摘要", max_length=64)
    recipient = models.CharField("申请人", max_length=200)  # of a person masked
    title = models.CharField("事项", max_length=200)
    rules = models.JSONField("所对的规则")  # [{id, title, source, document, clause, said}]: as they were then
    reason = models.TextField("理由")
    amount = models.BigIntegerField("金额（分）")
    department = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=10, choices=OverrideState, default=OverrideState.ASKED)
    asked_by = models.ForeignKey("parties.Account", on_delete=models.PROTECT, related_name="+")
    asked_as = models.CharField("提出人岗位", max_length=20)  # parties.Role: the public reads the post only
    asked_at = models.DateTimeField("提出时间")
    answered_by = models.ForeignKey("parties.Account", on_delete=models.PROTECT, null=True, related_name="+")
    answered_as = models.CharField("答复人岗位", max_length=20, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    answer = models.CharField("答复意见", max_length=500, blank=True)
    confirmed_at = models.DateTimeField("公开时间", null=True)
    voided_at = models.DateTimeField("失效时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "例外"
        ordering = ("-pk",)
        indexes = (models.Index(fields=("confirmed_at", "id"), name="override_by_day"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("asked_by")), name="override_by_two"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(answered_by__isnull=False, confirmed_at__isnull=False),
                name="override_confirmed_by_somebody",
            ),
            models.UniqueConstraint(
                fields=("holder",), condition=Q(state__in=("asked", "confirmed")), name="one_override_open"
            ),
        )

    def __str__(self) -> str:
        return self.number
