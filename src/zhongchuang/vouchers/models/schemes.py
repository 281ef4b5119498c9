"""Schemes as they were loaded: a voucher keeps the version it was issued under."""

from __future__ import annotations

from django.db import models


class SchemeVersion(models.Model):
    """One version of a scheme (`terms.schema.Scheme`), whole and never changed: the same code with other content is an error."""

    code = models.CharField("方案", max_length=80, unique=True)  # innovation-voucher@1
    scheme = models.CharField("编号", max_length=60)
    version = models.PositiveIntegerField("版本")
    place = models.CharField("地区", max_length=6)
    content = models.JSONField("内容")
    sha256 = models.CharField("摘要", max_length=64)
    loaded_at = models.DateTimeField("载入时间")

    class Meta:
        verbose_name = verbose_name_plural = "创新券方案"
        ordering = ("scheme", "-version")
        constraints = (models.UniqueConstraint(fields=("scheme", "version"), name="scheme_version_once"),)

    def __str__(self) -> str:
        return self.code
