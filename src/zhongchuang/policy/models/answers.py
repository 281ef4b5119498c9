"""A person's answers and the verdicts they were given."""

from __future__ import annotations

from django.db import models

from zhongchuang.core.locks import RowVersioned
from zhongchuang.policy.models.rulebook import PackVersion
from zhongchuang.policy.packs.schema import SubjectKind


class AnswerSheet(RowVersioned):
    """What somebody has answered so far in “我能享受什么”; found by its secret, which only the asker holds."""

    secret = models.CharField("凭据", max_length=64, unique=True)
    account_id = models.CharField("账户", max_length=40, null=True, db_index=True)
    place = models.ForeignKey(
        "parties.Place", verbose_name="地区", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField("对象", max_length=12, choices=[(k.value, k.value) for k in SubjectKind])
    facts = models.JSONField(
        "事实", default=dict
    )  # name → {"value", "source"}, values as matching/stored.py keeps them
    asked = models.JSONField("问过的问题", default=list)  # in the order of asking; without a fact: skipped
    started_at = models.DateTimeField("开始时间")
    changed_at = models.DateTimeField("最近修改")

    class Meta:
        verbose_name = "问答记录"
        ordering = ("-changed_at",)

    @property
    def skipped(self) -> tuple[str, ...]:
        """What was asked and not answered."""
        return tuple(name for name in self.asked if name not in self.facts)


class StoredVerdict(models.Model):
    """Verdicts as they were given: pack version, language version, day and facts, so that they can be replayed. Never changed."""

    token = models.CharField("分享凭据", max_length=64, unique=True)
    account_id = models.CharField("账户", max_length=40, null=True, db_index=True)
    sheet = models.ForeignKey(AnswerSheet, on_delete=models.SET_NULL, null=True, related_name="verdicts")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    language_version = models.CharField("规则语言版本", max_length=20)
    place = models.ForeignKey(
        "parties.Place", verbose_name="地区", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField("对象", max_length=12)
    on = models.DateField("判断日期")
    facts = models.JSONField("事实")
    verdicts = models.JSONField("结论")
    stored_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = "已存结论"
        ordering = ("-stored_at",)
