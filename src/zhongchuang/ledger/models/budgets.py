"""Budgets: an account with whose it is, of which year, for what."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhongchuang.core.locks import RowVersioned
from zhongchuang.ledger.models.accounts import Account


class Budget(RowVersioned):
    """What a department may spend in a year: as a whole (`programme` empty), or for one programme."""

    objects: ClassVar[models.Manager[Budget]]

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="budget")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    department = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("parties.Place", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    programme = models.CharField("项目", max_length=80, blank=True)  # the programme's id, as in the packs
    name = models.CharField("名称", max_length=200)
    basis = models.CharField("下达文件", max_length=200)
    lapsed_at = models.DateTimeField("年末结清时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "预算"
        ordering = ("-year", "name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("department", "year", "programme"), name="budget_once"),
            models.CheckConstraint(
                condition=Q(programme="", parent=None) | (~Q(programme="") & Q(parent__isnull=False)),
                name="budget_programme_has_parent",
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} {self.name}"
