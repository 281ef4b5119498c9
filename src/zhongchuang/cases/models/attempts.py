"""Hand-ins that were refused because what they rest on supports another one already."""

from __future__ import annotations

from django.db import models

from zhongchuang.cases.models.cases import Case


class ClaimAttempt(models.Model):
    """A case was to be handed in with something that another holds. For the officers of both; the applicant reads of it no more
    than that it is used.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attempts")
    other = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="attempted")
    holder = models.CharField("占用者", max_length=80)  # of what is no case (a voucher) its reference
    text = models.CharField("内容", max_length=400)  # in the words of whoever tried
    times = models.PositiveIntegerField("次数", default=1)
    first_at = models.DateTimeField("首次")
    last_at = models.DateTimeField("最近一次")
    by = models.CharField("提交人", max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = "被拒的占用"
        ordering = ("-last_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("case", "holder", "text"), name="attempt_once_a_thing"),
        )
