"""Who stands behind an organisation, over two times: when it was so, and when the platform knew."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhongchuang.parties.models.accounts import Organisation
from zhongchuang.parties.models.persons import Person


class RelationKind(models.TextChoices):
    """What somebody is to an organisation."""

    REPRESENTATIVE = "representative", _("法定代表人")
    CONTROLLER = "controller", _("实际控制人")
    SHAREHOLDER = "shareholder", _("股东")
    EMPLOYEE = "employee", _("任职人员")


class Provenance(models.TextChoices):
    """How the platform came to know."""

    DECLARED = "declared", _("单位申报")
    VERIFIED = "verified", _("已核实")
    IMPORTED = "imported", _("导入")


class Relation(models.Model):
    """A person or an organisation (`holder`) is something to an organisation from one day to another, both included.

    What a row says never changes. A correction closes it (`corrected_at`) and names the row that stands in its place
    (`corrected_by`), or none where it never was so: the past can be read as it was, and as it was known.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="relations")
    kind = models.CharField("关系", max_length=16, choices=RelationKind)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="relations")
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="holdings")
    share = models.DecimalField("持股比例（%）", max_digits=7, decimal_places=4, null=True)
    post = models.CharField("职务", max_length=60, blank=True, default="")
    valid_from = models.DateField("自")
    valid_until = models.DateField("至", null=True)
    provenance = models.CharField("来源", max_length=8, choices=Provenance)
    source = models.CharField("依据", max_length=200, blank=True, default="")
    recorded_at = models.DateTimeField("记录时间")
    recorded_by = models.CharField("记录人", max_length=40)
    corrected_at = models.DateTimeField("更正时间", null=True)
    corrected_by = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="corrects", verbose_name="更正为"
    )
    correction = models.CharField("更正理由", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "单位关系"
        ordering = ("kind", "-valid_from", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(person__isnull=True, holder__isnull=False)
                | Q(person__isnull=False, holder__isnull=True),
                name="parties_relation_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(holder__isnull=True) | Q(kind__in=["controller", "shareholder"]),
                name="parties_relation_of_people",
            ),
            models.CheckConstraint(
                condition=Q(kind="shareholder", share__isnull=False, share__gt=0, share__lte=100)
                | (~Q(kind="shareholder") & Q(share__isnull=True)),
                name="parties_relation_share",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=models.F("valid_from")),
                name="parties_relation_days",
            ),
            models.CheckConstraint(
                condition=Q(corrected_by=None) | Q(corrected_at__isnull=False),
                name="parties_relation_corrected",
            ),
        )
