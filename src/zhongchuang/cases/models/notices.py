"""Public notices and objections."""

from __future__ import annotations

from django.db import models

from zhongchuang.cases.models.cases import Case
from zhongchuang.cases.models.programmes import Round
from zhongchuang.core.locks import RowVersioned


class PublicNotice(RowVersioned):
    """公示: what is to be decided, for so many working days, and how to object."""

    number = models.CharField("编号", max_length=40, unique=True)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="notices")
    title = models.CharField("标题", max_length=200)
    text = models.TextField("正文")
    contact = models.CharField("联系方式", max_length=300)
    days = models.PositiveSmallIntegerField("工作日数")
    drafted_at = models.DateTimeField("起草时间")
    drafted_by = models.CharField("起草人", max_length=80)
    opens_on = models.DateField("开始", null=True)
    closes_on = models.DateField("截止", null=True)  # the last working day of it
    calendar = models.CharField("所依据的放假安排", max_length=300, blank=True)
    published_at = models.DateTimeField("发布时间", null=True)  # None: a draft
    published_by = models.CharField("发布人", max_length=80, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    retracted_at = models.DateTimeField("撤下时间", null=True)
    retract_reason = models.CharField("撤下理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "公示"
        ordering = ("-pk",)


class NoticeItem(models.Model):
    """A case in a notice, as it was shown."""

    notice = models.ForeignKey(PublicNotice, on_delete=models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notice_items")
    name = models.CharField("对象", max_length=200)
    amount = models.BigIntegerField("金额（分）", null=True)
    order = models.PositiveIntegerField("序号")
    outcome = models.CharField("结果", max_length=10, blank=True)  # ended, retracted; empty while it stands
    settled_at = models.DateTimeField("了结时间", null=True)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "公示对象"
        ordering = ("notice", "order")
        constraints = (models.UniqueConstraint(fields=("notice", "case"), name="case_once_a_notice"),)


class ObjectionState(models.TextChoices):
    """What became of an objection."""

    OPEN = "open", "处理中"
    NOT_ACCEPTED = "not_accepted", "不予受理"
    LEAD = "lead", "转监督线索"
    UPHELD = "upheld", "成立"
    DISMISSED = "dismissed", "不成立"
    WITHDRAWN = "withdrawn", "已撤回"


class Objection(RowVersioned):
    """Somebody objects. Who it is is encrypted and shown to nobody but who handles it; an open one stops the case."""

    number = models.CharField("编号", max_length=40, unique=True)
    code_sha256 = models.CharField(
        "查询码摘要", max_length=64
    )  # the objector asks with the code what became of it
    notice = models.ForeignKey(PublicNotice, on_delete=models.PROTECT, related_name="objections")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="objections")
    by = models.CharField("提出方", max_length=10)  # person, unit, anonymous
    identity = models.TextField("身份（密文）", blank=True)
    ground = models.CharField("事由", max_length=20)
    statement = models.TextField("内容")
    evidence_checkable = models.BooleanField("证据可查", default=False)
    remedy = models.TextField("诉求", blank=True)
    state = models.CharField("状态", max_length=14, choices=ObjectionState, default=ObjectionState.OPEN)
    received_at = models.DateTimeField("收到时间")
    due_on = models.DateField("答复期限", null=True)
    handled_by = models.CharField("经办", max_length=80, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    answer = models.TextField("答复（公开，不具名）", blank=True)
    reason_not_accepted = models.CharField("不予受理的理由", max_length=20, blank=True)  # objecting.Refusal
    lead_note = models.TextField("线索处理情况", blank=True)
    lead_closed_at = models.DateTimeField("线索办结时间", null=True)
    lead_closed_by = models.CharField("线索办理人", max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "异议"
        ordering = ("-pk",)
