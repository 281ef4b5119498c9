"""The tables of the index. Raw SQL that reads them is in sqlite.py and postgres.py; the grams are theirs alone."""

from __future__ import annotations

from django.db import models


class SearchEntry(models.Model):
    """What ordering, counting and access need of a thing: a narrow row, so that a thousand are read at once."""

    kind = models.CharField("种类", max_length=20)
    key = models.CharField("标识", max_length=200)
    group = models.CharField("随谁更新", max_length=120, blank=True, db_index=True)
    audience = models.CharField("给谁看", max_length=40, blank=True)
    title_folded = models.TextField("标题（归一）")
    heading_folded = models.TextField("小标题（归一）")
    place = models.CharField("地区", max_length=12, blank=True)
    year = models.PositiveSmallIntegerField("年份", null=True)
    day = models.DateField("日期", null=True)
    until = models.DateField("至", null=True)
    text_weight = models.PositiveSmallIntegerField("正文分量", default=1)
    rank = models.PositiveSmallIntegerField("次序", default=0)
    standing = models.PositiveSmallIntegerField("效力", default=0)
    digest = models.CharField("内容摘要", max_length=64)
    index_version = models.PositiveSmallIntegerField("索引版本")

    class Meta:
        verbose_name = "检索条目"
        constraints = (models.UniqueConstraint(fields=("kind", "key"), name="core_search_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class SearchText(models.Model):
    """The words of a thing as written, and folded for the second look."""

    entry = models.OneToOneField(
        SearchEntry, on_delete=models.CASCADE, primary_key=True, related_name="words"
    )
    title = models.TextField("标题")
    title_en = models.TextField("英文标题", blank=True)
    heading = models.TextField("小标题", blank=True)
    context = models.TextField("出处", blank=True)
    text = models.TextField("正文", blank=True)
    text_en = models.TextField("英文正文", blank=True)
    folded = models.TextField("全部文字（归一）")

    class Meta:
        verbose_name = "检索文字"


class SearchLabel(models.Model):
    """A value of a facet beyond kind, place and year."""

    entry = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, related_name="labels")
    name = models.CharField("分面", max_length=20)
    value = models.CharField("值", max_length=40)

    class Meta:
        verbose_name = "检索标签"
        constraints = (
            models.UniqueConstraint(fields=("entry", "name", "value"), name="core_search_label_once"),
        )
        indexes = (models.Index(fields=("name", "value"), name="core_search_label"),)
