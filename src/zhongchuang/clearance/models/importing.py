"""Awards of other departments: the files they came in, what was wrong, which award came from which row, what changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhongchuang.clearance.models.awards import Award
from zhongchuang.core.locks import RowVersioned


class ImportChannel(models.TextChoices):
    """By which way a file came."""

    UPLOAD = "upload", _("网页上传")
    API = "api", _("接口")
    CLI = "cli", _("命令行")


class ImportState(models.TextChoices):
    """How far a file has come. Whatever it is, its rows are all in or none of them is."""

    WAITING = "waiting", _("等待核对")
    READ = "read", _("已核对，待确认")
    TAKING = "taking", _("正在写入")
    TAKEN = "taken", pgettext_lazy("import", "已导入")
    FAILED = "failed", _("没有读成")
    DROPPED = "dropped", pgettext_lazy("import", "已放弃")


class ImportChoice(models.TextChoices):
    """What somebody decided on taking a file in."""

    WHOLE = "whole", _("整份导入")  # only where nothing is wrong with it
    GOOD = "good", _("除有错的行以外全部导入")


class AwardImport(RowVersioned):
    """A file of awards of one department: read and looked at first, then taken in by a worker as a whole.

    `source` is the department that tells it, as it is called; `source_key` the same in one way of writing. `complete`: the file
    is everything that department has, so what was there before and is not in it any more is told.
    """

    objects: ClassVar[models.Manager[AwardImport]]

    key = models.CharField("标识", max_length=32, unique=True)
    channel = models.CharField("渠道", max_length=8, choices=ImportChannel)
    source = models.CharField("提供部门", max_length=200)
    source_key = models.CharField("提供部门（写法统一）", max_length=200)
    department = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )  # whose officers took it in and see it; none: of those not bound to a department
    public_basis = models.CharField("公开依据", max_length=400, blank=True)  # where it is public already
    complete = models.BooleanField("是该部门的全部清单", default=False)
    file_key = models.CharField("文件标识", max_length=32)
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("摘要", max_length=64)
    size = models.PositiveBigIntegerField("字节数")
    file_gone_at = models.DateTimeField("文件销毁时间", null=True)  # after its term (`importing/keeping.py`)
    state = models.CharField("状态", max_length=8, choices=ImportState, default=ImportState.WAITING)
    choice = models.CharField("怎样导入", max_length=8, choices=ImportChoice, blank=True)
    progress = models.PositiveIntegerField("已核对的行", default=0)
    rows = models.PositiveIntegerField("行数", default=0)
    bad = models.PositiveIntegerField("有错的行", default=0)
    fresh = models.PositiveIntegerField("新增", default=0)
    same = models.PositiveIntegerField("没有变化", default=0)
    corrected = models.PositiveIntegerField("更正", default=0)
    gone = models.PositiveIntegerField("不再出现", default=0)
    problem_zh = models.CharField("没有读成的原因", max_length=400, blank=True)
    problem_en = models.CharField("没有读成的原因（英文）", max_length=600, blank=True)
    made_by = models.CharField("提交人", max_length=80)
    taken_by = models.CharField("确认人", max_length=80, blank=True)
    made_at = models.DateTimeField("提交时间")
    taken_at = models.DateTimeField("导入时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "其他部门支持导入"
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("department", "id"), name="award_import_department"),
            models.Index(fields=("source_key", "state", "id"), name="award_import_source"),
        )
        constraints = (
            models.CheckConstraint(
                condition=(Q(state="taken", taken_at__isnull=False) | (~Q(state="taken") & Q(taken_at=None))),
                name="award_import_taken_at",
            ),
            models.CheckConstraint(
                condition=~Q(choice="whole") | Q(bad=0), name="award_import_whole_is_clean"
            ),
        )

    def __str__(self) -> str:
        return self.file_name


class ImportProblem(models.Model):
    """What is wrong with one cell of a file; the first of them, so many are kept (`services.importing.KEPT_PROBLEMS`)."""

    found_in = models.ForeignKey(AwardImport, on_delete=models.CASCADE, related_name="problems")
    row = models.PositiveIntegerField("第几行")
    column = models.CharField("列", max_length=40, blank=True)
    zh = models.CharField("怎么改", max_length=400)
    en = models.CharField("怎么改（英文）", max_length=600)

    class Meta:
        verbose_name = verbose_name_plural = "导入问题"
        ordering = ("pk",)


class ImportedAward(models.Model):
    """Where an award comes from: which department's which number, the file and row that say what it says now.

    `content` is the row as it was told, so that a correction can say what it was before. A recipient without a code is known by
    its name only: `name_key` is for looking for likely names, and never a key by which anything counts.
    """

    objects: ClassVar[models.Manager[ImportedAward]]

    award = models.OneToOneField(Award, on_delete=models.PROTECT, related_name="imported")
    source_key = models.CharField("提供部门（写法统一）", max_length=200)
    number = models.CharField("来源编号", max_length=60)
    content = models.JSONField("内容")
    content_sha256 = models.CharField("内容摘要", max_length=64)
    name_key = models.CharField("名称（写法统一）", max_length=200, db_index=True)
    found_in = models.ForeignKey(AwardImport, on_delete=models.PROTECT, related_name="awards")
    row = models.PositiveIntegerField("第几行")
    gone_in = models.ForeignKey(AwardImport, on_delete=models.PROTECT, null=True, related_name="gone_awards")

    class Meta:
        verbose_name = verbose_name_plural = "支持的来源"
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("source_key", "number"), name="imported_number_once"),)


class ImportedChange(models.Model):
    """A correction by a later file: what the row said before and says now, field by field. Only added."""

    imported = models.ForeignKey(ImportedAward, on_delete=models.PROTECT, related_name="changes")
    found_in = models.ForeignKey(AwardImport, on_delete=models.PROTECT, related_name="changes")
    row = models.PositiveIntegerField("第几行")
    before = models.JSONField("原来")
    after = models.JSONField("现在")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "来源更正"
        ordering = ("pk",)
