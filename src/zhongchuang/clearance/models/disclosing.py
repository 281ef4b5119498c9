"""How an award came to be public: who looked at it before, what was corrected afterwards, who asked for that."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhongchuang.clearance.disclosing.grounds import WithholdGround
from zhongchuang.clearance.models.awards import Award
from zhongchuang.core.locks import RowVersioned


class ReviewOutcome(models.TextChoices):
    """What a review came to."""

    PUBLIC = "public", _("同意公开")
    WITHHELD = "withheld", _("不予公开")


class DisclosureReview(models.Model):
    """A 公开属性审查: who looked at which fields, when, with which outcome. One stands for a support at a time.

    One made before the decision has no award yet; it takes effect when the award is registered with the very content that was
    looked at, and never otherwise.
    """

    objects: ClassVar[models.Manager[DisclosureReview]]

    ref = models.CharField("支持编号", max_length=80)  # Award.ref
    award = models.ForeignKey(Award, on_delete=models.PROTECT, null=True, related_name="reviews")
    outcome = models.CharField("结论", max_length=8, choices=ReviewOutcome)
    ground = models.CharField(
        "不予公开的理由类别", max_length=16, blank=True, choices=[(g.value, g.label) for g in WithholdGround]
    )
    reason = models.CharField("说明", max_length=500, blank=True)
    fields = models.JSONField("审查的内容")  # names of what was looked at
    content_sha256 = models.CharField("内容摘要", max_length=64)  # of what stood in them
    months = models.PositiveSmallIntegerField("个人信息公开月数", null=True)  # None: not of a person
    department = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    by = models.CharField("审查人", max_length=80)
    at = models.DateTimeField("审查时间")
    superseded_at = models.DateTimeField("被取代时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "公开属性审查"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("ref",), condition=Q(superseded_at=None), name="one_standing_review"
            ),
            models.CheckConstraint(
                condition=Q(outcome="public", ground="")
                | (Q(outcome="withheld") & ~Q(ground="") & ~Q(reason="")),
                name="withheld_needs_ground",
            ),
        )


class AwardCorrection(models.Model):
    """One field of an award corrected: what it said before, what it says now, why. Rows are only added.

    `concealed`: what stood there should never have been public, so that the page tells of the correction without repeating it.
    A name that is taken down is taken out of these rows too.
    """

    objects: ClassVar[models.Manager[AwardCorrection]]

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="corrections")
    field = models.CharField("更正的内容", max_length=20)
    before = models.CharField("原来", max_length=400, blank=True)
    after = models.CharField("现在", max_length=400, blank=True)
    reason = models.CharField("理由", max_length=300)
    concealed = models.BooleanField("不再显示原内容", default=False)
    public = models.BooleanField("更正时已公开")
    department_name = models.CharField("更正部门", max_length=200)
    by = models.CharField("经手", max_length=80)
    at = models.DateTimeField("更正时间")

    class Meta:
        verbose_name = verbose_name_plural = "公开内容更正"
        ordering = ("pk",)


class RequestState(models.TextChoices):
    """How far a request is."""

    OPEN = "open", _("待答复")
    CORRECTED = "corrected", _("已更正")
    DECLINED = "declined", _("不予更正")


class CorrectionRequest(RowVersioned):
    """Somebody named in an award asks for a correction. One is open for an award at a time."""

    objects: ClassVar[models.Manager[CorrectionRequest]]

    number = models.CharField("编号", max_length=40, unique=True)  # GQ-…
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="requests")
    organisation = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )  # for whom it is asked; None: a person for themselves
    account = models.ForeignKey("parties.Account", on_delete=models.PROTECT, related_name="+")
    field = models.CharField("哪一项", max_length=20)
    says = models.CharField("应当是", max_length=1000)  # may hold personal words: emptied with the account
    state = models.CharField("状态", max_length=10, choices=RequestState, default=RequestState.OPEN)
    asked_at = models.DateTimeField("提出时间")
    answer = models.CharField("答复", max_length=1000, blank=True)
    answered_by = models.CharField("答复人", max_length=80, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    correction = models.OneToOneField(
        AwardCorrection, on_delete=models.PROTECT, null=True, related_name="request"
    )

    class Meta:
        verbose_name = verbose_name_plural = "更正申请"
        ordering = ("-pk",)
        indexes = (models.Index(fields=("state", "id"), name="correction_by_state"),)
        constraints = (
            models.UniqueConstraint(
                fields=("award",), condition=Q(state="open"), name="one_open_correction_request"
            ),
            models.CheckConstraint(
                condition=~Q(state="corrected") | Q(correction__isnull=False),
                name="corrected_by_a_correction",
            ),
        )

    def __str__(self) -> str:
        return self.number
