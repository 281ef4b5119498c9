"""What follows a decision: duties, changes of what runs, what is recorded of a leave, honesty."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhongchuang.cases.models.cases import Case
from zhongchuang.core.locks import RowVersioned


class Aftercare(RowVersioned):
    """Something owed after the decision: a report, an assessment, an acceptance, a return to the post."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="aftercare")
    item = models.CharField("事项", max_length=60)  # the programme's id of it
    turn = models.PositiveSmallIntegerField("次", default=1)
    due_on = models.DateField("期限")
    reminded_at = models.DateTimeField("提醒时间", null=True)
    answers = models.JSONField("填写内容", default=dict)
    submitted_at = models.DateTimeField("提交时间", null=True)
    result = models.CharField("结论", max_length=10, blank=True)  # passed, failed, waived
    opinion = models.TextField("意见", blank=True)
    checked_by = models.CharField("核验人", max_length=80, blank=True)
    checked_at = models.DateTimeField("核验时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "后续事项"
        ordering = ("due_on", "pk")
        constraints = (models.UniqueConstraint(fields=("case", "item", "turn"), name="aftercare_once"),)


class CaseChange(RowVersioned):
    """A change asked for while a project runs: name, budget, leader, term; and what was decided of it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField("变更", max_length=60)  # the programme's id of it: name, budget, leader, term …
    before = models.JSONField("变更前")
    after = models.JSONField("变更后")
    reason = models.TextField("理由")
    asked_at = models.DateTimeField("申请时间")
    asked_by = models.CharField("申请人", max_length=80)
    granted = models.BooleanField("同意", null=True)
    opinion = models.TextField("意见", blank=True)
    decided_by = models.CharField("审核人", max_length=80, blank=True)
    decided_at = models.DateTimeField("审核时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "项目变更"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("case",), condition=Q(granted=None), name="one_open_change"),
        )


class LeaveKind(models.TextChoices):
    """What is recorded while somebody is on leave. The first three are asked for; the rest are written down."""

    EXTENSION = "extension", "延长"
    RETURN = "return", "返岗"
    END = "end", "解除聘用"
    TITLE = "title", "职称评聘"
    PROMOTION = "promotion", "岗位晋升"
    INSURANCE = "insurance", "社会保险"
    REMINDER = "reminder", "到期提醒"


class LeaveState(models.TextChoices):
    """How far something asked for is; what is only written down is recorded at once."""

    ASKED = "asked", "待单位同意"
    AGREED = "agreed", "待部门备案"
    RECORDED = "recorded", "已备案"
    REFUSED = "refused", "未同意"
    TAKEN_BACK = "taken_back", "已撤回"


class LeaveEntry(RowVersioned):
    """Something that happened in an entrepreneurial leave: an extension, the return, what the employer goes on granting."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="leave_entries")
    kind = models.CharField("事项", max_length=10, choices=LeaveKind)
    on = models.DateField("日期")  # the first day of an extension, the day of the return, the day it happened
    until = models.DateField("至", null=True)  # new last day; insurance paid until; the last day reminded of
    words = models.TextField("说明", blank=True)
    state = models.CharField("状态", max_length=10, choices=LeaveState)
    asked_by = models.CharField("提出人", max_length=80)
    asked_at = models.DateTimeField("提出时间")
    employer_words = models.TextField("单位意见", blank=True)
    employer_by = models.CharField("单位经手", max_length=80, blank=True)
    employer_at = models.DateTimeField("单位答复时间", null=True)
    department_words = models.TextField("部门意见", blank=True)
    department_by = models.CharField("部门经手", max_length=80, blank=True)
    department_at = models.DateTimeField("部门备案时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "离岗记录"
        ordering = ("case", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("case",), condition=Q(state__in=("asked", "agreed")), name="one_open_leave_request"
            ),
            models.UniqueConstraint(
                fields=("case", "until", "on"), condition=Q(kind="reminder"), name="leave_reminded_once"
            ),
        )


class HonestyState(models.TextChoices):
    """First the one concerned is heard, then another person decides."""

    PROPOSED = "proposed", "听取陈述申辩"
    RECORDED = "recorded", "已认定"
    DROPPED = "dropped", "不予认定"


class HonestyRecord(RowVersioned):
    """A falsification: what was found, what its author says to it, and until when nothing may be applied for.

    Only where the programme's basis sets a term; the term stands here as it was set then.
    """

    number = models.CharField("编号", max_length=20, unique=True)
    organisation = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    person = models.CharField("个人", max_length=40, blank=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="honesty")
    state = models.CharField("状态", max_length=10, choices=HonestyState, default=HonestyState.PROPOSED)
    finding = models.TextField("认定的事实")
    evidence = models.TextField("证据")
    clause = models.CharField("依据条款", max_length=200)
    quote = models.TextField("依据")
    months = models.PositiveSmallIntegerField("限制申报几个月")
    remedies = models.TextField("救济途径")
    opened_by = models.CharField("提出人", max_length=80)
    opened_at = models.DateTimeField("提出时间")
    answer_by = models.DateField("陈述申辩期限")
    statement = models.TextField("陈述申辩", blank=True)
    stated_by = models.CharField("陈述人", max_length=80, blank=True)
    stated_at = models.DateTimeField("陈述时间", null=True)
    grounds = models.TextField("决定理由", blank=True)
    decided_by = models.CharField("决定人", max_length=80, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True)
    since = models.DateField("自", null=True)
    until = models.DateField("至", null=True)
    lifted_at = models.DateTimeField("撤销时间", null=True)
    lifted_by = models.CharField("撤销人", max_length=80, blank=True)
    lift_reason = models.CharField("撤销原因", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "诚信记录"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("case",), condition=Q(state="proposed"), name="one_open_honesty_proposal"
            ),
            models.CheckConstraint(
                condition=~Q(state="recorded") | Q(since__isnull=False, until__isnull=False),
                name="barred_from_day_to_day",
            ),
            models.CheckConstraint(
                condition=Q(decided_by="") | ~Q(decided_by=models.F("opened_by")), name="honesty_by_two"
            ),
        )
