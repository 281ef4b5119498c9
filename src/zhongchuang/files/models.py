"""Files as they were handed in. The bytes lie beside the database, named by their SHA-256; the row says whose they are."""

from __future__ import annotations

from django.db import models


class StoredFile(models.Model):
    """One file: what it is by its content, who handed it in, what it belongs to. Opened through the room it belongs to."""

    key = models.CharField("标识", max_length=32, unique=True)
    sha256 = models.CharField("摘要", max_length=64, db_index=True)
    name = models.CharField("文件名", max_length=200)
    media_type = models.CharField("类型", max_length=120)
    size = models.PositiveBigIntegerField("字节数")
    belongs_to = models.CharField("归属", max_length=80, db_index=True)  # case:… objection:… letter:…
    stored_by = models.CharField("上传人", max_length=80)
    stored_at = models.DateTimeField("上传时间")
    removed_at = models.DateTimeField("移除时间", null=True)  # what law says to keep is kept; the row stays
    destroyed_at = models.DateTimeField(
        "销毁时间", null=True
    )  # what must not be kept longer: only the row stays

    class Meta:
        verbose_name = verbose_name_plural = "文件"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name
