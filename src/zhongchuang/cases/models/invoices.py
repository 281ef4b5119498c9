"""What was read in the files of invoices: facts only, the file itself is kept by the files room."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from zhongchuang.cases.models.cases import CaseFile


class InvoiceReading(models.Model):
    """What one file says as an invoice, or why it could not be read. Written once for a file, anew where more was typed."""

    objects: ClassVar[models.Manager[InvoiceReading]]

    paper = models.OneToOneField(CaseFile, on_delete=models.PROTECT, related_name="reading")
    number = models.CharField("发票号码", max_length=20, blank=True, db_index=True)
    facts = models.JSONField(
        "读到的内容"
    )  # `clearance.invoices.evidence.Reading`, without numbers of persons
    read_at = models.DateTimeField("读取时间")

    class Meta:
        verbose_name = verbose_name_plural = "发票读取"
        ordering = ("pk",)
