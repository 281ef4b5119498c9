"""What becomes of an organisation: looked into by an officer, found to be another one."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhongchuang.parties.models.accounts import Organisation, OrganisationState


class VerificationOutcome(models.TextChoices):
    """What an officer found."""

    VERIFIED = "verified", _("核实无误")
    RETURNED = "returned", _("退回补正")


class EvidenceKind(models.TextChoices):
    """On what a verification rests."""

    LICENCE = "licence", _("营业执照或法人证书原件")
    STAMPED_COPY = "stamped_copy", _("加盖公章的复印件")
    PUBLIC_REGISTER = "public_register", _("国家企业信用信息公示系统")
    UNIT_REGISTER = "unit_register", _("机关赋码和事业单位登记管理网")
    OTHER = "other", _("其他")


class Verification(models.Model):
    """One look of an officer into an organisation: what was found, on what evidence. Never changed."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="verifications")
    outcome = models.CharField("结果", max_length=8, choices=VerificationOutcome)
    evidence_kind = models.CharField("依据", max_length=16, choices=EvidenceKind, blank=True, default="")
    evidence = models.CharField("依据说明", max_length=400, blank=True, default="")
    lacks = models.TextField("需要补正", blank=True, default="")
    decided_by = models.CharField("经办人", max_length=40)
    decided_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "单位核实"
        ordering = ("-decided_at", "-pk")


class Merge(models.Model):
    """Two records were one organisation. `organisation` goes on as `into`; undone, it stands by itself again.

    What others wrote down of `organisation` keeps pointing to it: `Organisation.merged_into` says where it went on, and
    is the last one where that was merged in turn.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="merges")
    into = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="absorbed")
    state_before = models.CharField("合并前的状态", max_length=10, choices=OrganisationState)
    reason = models.CharField("理由", max_length=400)
    merged_by = models.CharField("合并人", max_length=40)
    merged_at = models.DateTimeField("合并时间")
    undone_by = models.CharField("撤销人", max_length=40, blank=True, default="")
    undone_at = models.DateTimeField("撤销时间", null=True)
    undone_reason = models.CharField("撤销理由", max_length=400, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "单位合并"
        ordering = ("-merged_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation",), condition=Q(undone_at=None), name="parties_merged_once"
            ),
            models.CheckConstraint(condition=~Q(organisation=F("into")), name="parties_merge_of_two"),
        )
