"""The department's desk: drafts of documents with their measures, every step kept until they are published."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhongchuang.core.locks import RowVersioned
from zhongchuang.policy.models.rulebook import PackVersion


class DraftState(models.TextChoices):
    """Where a draft stands."""

    OPEN = "open", "起草中"
    SUBMITTED = "submitted", "待审核"
    PUBLISHED = "published", "已发布"
    DISCARDED = "discarded", "已放弃"


class Draft(RowVersioned):
    """Work on one document: its text, how it is read, what its clauses do, its measures. Nothing of it is public."""

    key = models.CharField("标识", max_length=32, unique=True)  # in addresses; random
    place_code = models.CharField("行政区划代码", max_length=6)
    document_slug = models.CharField("文件标识", max_length=80)
    title = models.CharField("标题", max_length=200)
    state = models.CharField("状态", max_length=10, choices=DraftState, default=DraftState.OPEN)
    base = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")  # what it was begun on
    result = models.ForeignKey(PackVersion, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField("原文")  # as read from what was put in; mending never changes it
    reading = models.JSONField("阅读结果")  # as the reader gave it
    original_name = models.CharField("文件名", max_length=200, blank=True)
    original = models.BinaryField("原件", null=True)
    cursor = models.PositiveIntegerField("当前步骤", default=0)
    worked_by = models.JSONField(
        "经手人", default=list
    )  # accounts that made a step: none of them may publish
    created_by = models.CharField("起草人", max_length=40)
    created_at = models.DateTimeField("起草时间")
    changed_at = models.DateTimeField("最近修改")
    submitted_by = models.CharField("提交人", max_length=40, null=True)
    submitted_at = models.DateTimeField("提交时间", null=True)
    returned_because = models.TextField("退回理由", blank=True)
    published_by = models.CharField("发布人", max_length=40, null=True)
    published_at = models.DateTimeField("发布时间", null=True)

    class Meta:
        verbose_name = "文件草稿"
        ordering = ("-changed_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("document_slug",),
                condition=Q(state__in=["open", "submitted"]),
                name="one_live_draft_per_document",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it can be worked on."""
        return self.state == DraftState.OPEN

    @property
    def is_submitted(self) -> bool:
        """Whether it waits for a second person."""
        return self.state == DraftState.SUBMITTED


class DraftStep(models.Model):
    """One step of the work and what the draft held after it; going back moves the cursor, a new step cuts what lay ahead."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField("序号")  # 0: as it was put in
    verb = models.CharField("动作", max_length=40)
    label = models.CharField("说明", max_length=200)
    content = models.JSONField("内容")  # policy/drafting: DraftContent.to_json()
    made_by = models.CharField("操作人", max_length=40)
    made_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "草稿步骤"
        ordering = ("draft", "number")
        constraints = (models.UniqueConstraint(fields=("draft", "number"), name="draft_step_once"),)
