"""Experts, panels drawn with a seed, sheets scored blind, minutes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhongchuang.cases.models.cases import Case
from zhongchuang.cases.models.programmes import Round
from zhongchuang.core.locks import RowVersioned


class Expert(RowVersioned):
    """Somebody in the pool: an account with fields and a place of work."""

    account = models.OneToOneField("parties.Account", on_delete=models.PROTECT, related_name="+")
    key = models.CharField("随机标识", max_length=32, unique=True)  # tells nothing; a panel hashes it anew
    person = models.CharField("个人", max_length=40, blank=True)
    organisation = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    title = models.CharField("职称", max_length=60, blank=True)
    fields = models.JSONField("领域", default=list)
    active = models.BooleanField("在库", default=True)
    admitted_at = models.DateTimeField("入库时间")
    admitted_by = models.CharField("入库经办", max_length=80)
    synthetic = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "评审专家"
        ordering = ("pk",)


class Tie(models.Model):
    """What an expert has or had to do with an organisation: mentorship, cooperation, a post, as declared by the expert."""

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="ties")
    organisation = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    person = models.CharField("个人", max_length=40, blank=True)
    kind = models.CharField("关系", max_length=16)  # reviewing.conflicts.TieKind
    since = models.DateField("自")
    until = models.DateField("至", null=True)
    told_by = models.CharField("来源", max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = "专家关联"


class Panel(RowVersioned):
    """Experts for some cases of a round. First the seed is chosen and its digest and the list of candidates are fixed
    (arranged); then the seed is opened (drawn). Whoever has both can replay it: reviewing/drawing.py.
    """

    number = models.CharField("编号", max_length=40, unique=True)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="panels")
    cases = models.ManyToManyField(Case, related_name="panels")
    seats = models.PositiveSmallIntegerField("专家数")
    seed = models.TextField("种子（抽取前为密文）")
    seed_hash = models.CharField("种子摘要（先公布）", max_length=64)
    pool = models.JSONField("抽取名单")  # candidates, who was left out, who was passed over, each with why
    pool_hash = models.CharField("名单摘要（先公布）", max_length=64)
    days = models.PositiveSmallIntegerField("评分工作日数")
    arranged_at = models.DateTimeField("公布种子摘要的时间")
    arranged_by = models.CharField("组织人", max_length=80)
    drawn_at = models.DateTimeField("抽取时间", null=True)
    drawn_by = models.CharField("抽取人", max_length=80, blank=True)
    due_on = models.DateField("评分期限", null=True)
    closed_at = models.DateTimeField("结束时间", null=True)
    closed_by = models.CharField("结束经办", max_length=80, blank=True)
    result = models.JSONField("结果", default=dict)  # per case: sheets, trimmed, mean, rank
    minutes = models.TextField("评审纪要", blank=True)
    minutes_file = models.CharField("纪要文件", max_length=32, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评审组"
        ordering = ("-pk",)


class Seat(RowVersioned):
    """An expert in a panel, in the order drawn. Who is recused is followed by the next of the draw."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="members")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField("抽取顺序")
    state = models.CharField("状态", max_length=10, default="seated")  # seated, recused
    recused_for = models.CharField("回避理由", max_length=300, blank=True)
    reminded_at = models.DateTimeField("催办时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "评审席位"
        ordering = ("panel", "order")
        constraints = (models.UniqueConstraint(fields=("panel", "expert"), name="expert_once_a_panel"),)


class Sheet(RowVersioned):
    """An expert's scores of a case. Until it is handed in only its writer sees it."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="sheets")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    scores = models.JSONField("各项得分", default=dict)
    comment = models.TextField("评语", blank=True)
    total = models.PositiveSmallIntegerField("总分", null=True)
    submitted_at = models.DateTimeField("提交时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "评分表"
        ordering = ("seat", "case")
        constraints = (
            models.UniqueConstraint(fields=("seat", "case"), name="sheet_once"),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(total__isnull=False), name="sheet_handed_in_has_total"
            ),
        )
