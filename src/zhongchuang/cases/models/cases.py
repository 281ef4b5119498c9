"""Cases: what was asked, where it stands, every move, every version handed in, every file."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from zhongchuang.cases.flow.states import State
from zhongchuang.cases.models.programmes import Programme, ProgrammeVersion, Round
from zhongchuang.core.locks import RowVersioned

NO_TERM = models.Func(template="'9999-12-31'", output_field=models.DateField())
"""Where a case without a term stands among those that have one: behind them. Written out rather than handed over as a value:
SQLite finds the index of an expression only by the same words.
"""
STATE_CHOICES = [(s.value, s.value) for s in State]


class Case(RowVersioned):
    """One application from the form to the end of the support. It keeps the version of the programme it began with."""

    number = models.CharField(
        "编号", max_length=40, unique=True
    )  # of a draft CG-…, from the first submission GS-2026-…
    draft_number = models.CharField(
        "草稿编号", max_length=40, blank=True, db_index=True
    )  # old addresses lead on
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="cases")
    title = models.CharField("名称", max_length=200)
    account = models.ForeignKey(
        "parties.Account", on_delete=models.PROTECT, null=True, related_name="+"
    )  # who opened it; nobody, where it came in on paper
    organisation = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    space = models.CharField("众创空间", max_length=40, blank=True)  # its reference, where a space applies
    person = models.CharField("个人", max_length=40, blank=True)  # its reference, where a person applies
    applicant_name = models.CharField("申请人", max_length=200)
    employer = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    place = models.ForeignKey("parties.Place", on_delete=models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=20, choices=STATE_CHOICES, default=State.DRAFT.value)
    at_place = models.ForeignKey("parties.Place", on_delete=models.PROTECT, null=True, related_name="+")
    # which unit of the recommendation chain looks at it now
    returned_from = models.CharField("由何处退回", max_length=20, blank=True)
    answers = models.JSONField("填写内容", default=dict)
    unread = models.JSONField(
        "没有读懂的填写", default=dict
    )  # as typed, by field: nothing typed is thrown away
    origins = models.JSONField(
        "预填来源", default=dict
    )  # field → where its answer came from, and what it was
    officer = models.ForeignKey("parties.Account", on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField("期限", null=True)  # of whoever has to act now
    escalated_at = models.DateTimeField("超期提醒时间", null=True)
    asked = models.BigIntegerField("申请金额（分）", null=True)
    proposed = models.BigIntegerField("拟支持金额（分）", null=True)
    granted = models.BigIntegerField("支持金额（分）", null=True)
    score = models.DecimalField("评审得分", max_digits=6, decimal_places=2, null=True)
    rank = models.PositiveIntegerField("名次", null=True)
    origin = models.CharField("来源", max_length=10, default="online")  # online, offered, backfill
    created_at = models.DateTimeField("建立时间")
    submitted_at = models.DateTimeField("提交时间", null=True)
    changed_at = models.DateTimeField("最近变化")
    decided_on = models.DateField("决定日期", null=True)
    in_force_until = models.DateField("有效期至", null=True)
    synthetic = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "办件"
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("state", "due_on", "id"), name="case_by_state_due"),
            models.Index(fields=("officer", "state", "due_on", "id"), name="case_by_officer"),
            models.Index(fields=("round", "state", "id"), name="case_by_round"),
            models.Index(fields=("account", "id"), name="case_by_account"),
            models.Index(fields=("at_place", "state", "id"), name="case_by_place"),
            # the lists of the desk: their order, the sums of their heads, what is searched for; the last two hold all
            # that is asked, so that no row with its answers is read
            models.Index(Coalesce("due_on", NO_TERM), "id", name="case_by_term"),
            models.Index(fields=("changed_at", "id"), name="case_by_change"),
            models.Index(fields=("state", "place", "round", "officer", "due_on"), name="case_by_state_place"),
            models.Index(
                fields=("round", "state", "number", "applicant_name", "title"), name="case_by_words"
            ),
        )
        constraints = (
            # 免申即享: one offer each and call, whoever runs it how often
            models.UniqueConstraint(
                fields=("round", "organisation", "space"),
                condition=Q(origin="offered"),
                name="offered_once_a_round",
            ),
        )

    def __str__(self) -> str:
        return self.number


class CaseNumber(models.Model):
    """The last number laid out for a place and a year: given to a case, or waiting as a `FreeNumber`."""

    prefix = models.CharField("地区", max_length=8)
    year = models.PositiveSmallIntegerField("年度")
    last = models.PositiveIntegerField("最后编号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "办件编号"
        constraints = (models.UniqueConstraint(fields=("prefix", "year"), name="case_number_once"),)


class FreeNumber(models.Model):
    """A number laid out and not taken. Whoever takes it deletes the row; where their transaction fails, it is there again."""

    prefix = models.CharField("地区", max_length=8)
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveIntegerField("编号")

    class Meta:
        verbose_name = verbose_name_plural = "待用编号"
        constraints = (models.UniqueConstraint(fields=("prefix", "year", "number"), name="free_number_once"),)


class CaseMove(models.Model):
    """A move that was made. Rows are only added."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="moves")
    move = models.CharField("动作", max_length=20)
    source = models.CharField("从", max_length=20)
    target = models.CharField("到", max_length=20)
    actor = models.CharField("经手", max_length=80)
    actor_name = models.CharField("经手人", max_length=120)
    at = models.DateTimeField("时间")
    reason = models.TextField("理由", blank=True)  # the applicant reads it
    details = models.JSONField("详情", default=dict)  # place, due date, number of a notice …

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        ordering = ("case", "pk")


class Submission(models.Model):
    """What was handed in, each time: the base of every “what changed”."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField("次")
    answers = models.JSONField("填写内容")
    materials = models.JSONField("材料", default=list)  # [material, name, sha256]
    sha256 = models.CharField("摘要", max_length=64)
    at = models.DateTimeField("时间")
    actor = models.CharField("提交人", max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = "提交版本"
        ordering = ("case", "number")
        constraints = (models.UniqueConstraint(fields=("case", "number"), name="submission_once"),)


class CaseFile(models.Model):
    """A file of a case under the material it answers."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="files")
    material = models.CharField("材料", max_length=60)
    file = models.OneToOneField("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("时间")
    removed_at = models.DateTimeField("移除时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "办件材料"
        ordering = ("case", "material", "pk")


class Recommendation(RowVersioned):
    """What a county or city says of a case. Its quota is counted over these rows."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="recommendations")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("parties.Place", on_delete=models.PROTECT, related_name="+")
    level = models.CharField("层级", max_length=8)
    order = models.PositiveSmallIntegerField("顺序")
    recommended = models.BooleanField("同意推荐", null=True)
    rank = models.PositiveSmallIntegerField("排序", null=True)
    opinion = models.TextField("意见", blank=True)
    by = models.CharField("经手", max_length=80, blank=True)
    at = models.DateTimeField("时间", null=True)
    due_on = models.DateField("期限", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "推荐"
        ordering = ("case", "order")
        constraints = (models.UniqueConstraint(fields=("case", "level"), name="recommended_once_a_level"),)


class SavedView(models.Model):
    """A list with its filters, under a name, of one officer."""

    account = models.ForeignKey("parties.Account", on_delete=models.PROTECT, related_name="+")
    name = models.CharField("名称", max_length=60)
    query = models.CharField("筛选", max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = "常用筛选"
        ordering = ("name", "pk")
        constraints = (models.UniqueConstraint(fields=("account", "name"), name="view_name_once"),)


class Batch(models.Model):
    """Something done with many cases at once: each has its own outcome, told row by row."""

    key = models.CharField("编号", max_length=32, unique=True)
    account = models.ForeignKey("parties.Account", on_delete=models.PROTECT, related_name="+")
    action = models.CharField("动作", max_length=10)  # accept, assign, notify
    said = models.CharField("说明", max_length=400, blank=True)  # to whom, with which words
    outcomes = models.JSONField("结果")  # [case number, applicant, "" or what went wrong in both languages]
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "批量办理"
        ordering = ("-pk",)


class BackfillState(models.TextChoices):
    """How far a sheet of earlier awards is."""

    READ = "read", "已读取"
    DONE = "done", "已补录"
    DROPPED = "dropped", "已放弃"


class Backfill(RowVersioned):
    """A sheet of earlier awards and paper cases: read, looked at, then taken in whole or not at all."""

    key = models.CharField("编号", max_length=32, unique=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField("文件", max_length=200)
    sha256 = models.CharField("摘要", max_length=64)
    rows = models.JSONField("各行")  # as read; amounts in 分, dates in ISO
    problems = models.JSONField("问题")  # [row, column, what in Chinese, in English]
    state = models.CharField("状态", max_length=8, choices=BackfillState, default=BackfillState.READ)
    account = models.ForeignKey("parties.Account", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("上传时间")
    done_at = models.DateTimeField("补录时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "补录"
        ordering = ("-pk",)


class Substitute(models.Model):
    """AB 岗: who acts in whose place, from when until when; and the hand-over of a post with all its open cases."""

    officer = models.ForeignKey("parties.Account", on_delete=models.PROTECT, related_name="+")
    substitute = models.ForeignKey("parties.Account", on_delete=models.PROTECT, related_name="+")
    since = models.DateField("自")
    until = models.DateField("至", null=True)
    handed_over = models.BooleanField("交接", default=False)  # the cases went with it
    cases = models.PositiveIntegerField("交接件数", default=0)
    reason = models.CharField("原因", max_length=200)
    arranged_by = models.CharField("安排人", max_length=80)
    arranged_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "AB 岗与交接"
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(officer=models.F("substitute")), name="substitute_is_another"
            ),
        )
