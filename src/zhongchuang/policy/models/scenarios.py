"""政策测算: what a change would mean, saved with the pack version it rests on."""

from __future__ import annotations

from django.db import models

from zhongchuang.core.locks import RowVersioned
from zhongchuang.policy.models.rulebook import PackVersion


class PopulationOrigin(models.TextChoices):
    """Where the subjects of a population come from."""

    REGISTERED = "registered", "平台登记"
    UPLOADED = "uploaded", "上传"
    SYNTHETIC = "synthetic", "合成"


class RunState(models.TextChoices):
    """How far a run is. Done, failed and cancelled are final."""

    WAITING = "waiting", "排队"
    RUNNING = "running", "计算中"
    DONE = "done", "完成"
    FAILED = "failed", "没有算成"
    CANCELLED = "cancelled", "已取消"


ACTIVE = (RunState.WAITING, RunState.RUNNING)


class Population(models.Model):
    """Subjects to try a scenario on: registered ones, an uploaded table or drawn ones, kept as Parquet; never changed."""

    key = models.CharField("标识", max_length=32, unique=True)
    name = models.CharField("名称", max_length=120)
    account_id = models.CharField("账户", max_length=40, db_index=True)
    origin = models.CharField("来源", max_length=12, choices=PopulationOrigin)
    subjects = models.PositiveIntegerField("对象数")
    columns = models.JSONField("列")
    report = models.JSONField(
        "读取情况", default=dict
    )  # what became of an uploaded table, or the seed of a drawn one
    table = models.BinaryField("数据")
    sha256 = models.CharField("摘要", max_length=64)
    created_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "测算人群"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.name


class Scenario(RowVersioned):
    """A change to the rules of one pack version. The pack version is never touched."""

    key = models.CharField("标识", max_length=32, unique=True)
    name = models.CharField("名称", max_length=120)
    account_id = models.CharField("账户", max_length=40, db_index=True)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    on = models.DateField("测算日期")
    changes = models.JSONField("改动", default=list)
    created_at = models.DateTimeField("建立时间")
    changed_at = models.DateTimeField("最近修改")

    class Meta:
        verbose_name = "测算方案"
        ordering = ("-changed_at",)

    def __str__(self) -> str:
        return self.name


class ScenarioRun(models.Model):
    """One computation of a scenario over a population; its result never changes."""

    key = models.CharField("标识", max_length=32, unique=True)
    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="runs")
    population = models.ForeignKey(Population, on_delete=models.PROTECT, related_name="+")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    language_version = models.CharField("规则语言版本", max_length=20)
    on = models.DateField("测算日期")
    changes = models.JSONField("改动")  # as they were when it was asked for
    state = models.CharField("状态", max_length=10, choices=RunState)
    done_part = models.PositiveSmallIntegerField("进度", default=0)  # per cent
    result = models.JSONField("结果", null=True)
    problem = models.JSONField("问题", null=True)  # a sentence in both languages
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)
    created_at = models.DateTimeField("建立时间")

    class Meta:
        verbose_name = "测算"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.key

    @property
    def is_active(self) -> bool:
        """Whether it waits or runs."""
        return self.state in ACTIVE
