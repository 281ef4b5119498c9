"""免申即享: who would get it in a call, as computed once; every finding keeps what it rested on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhongchuang.cases.models.cases import Case
from zhongchuang.cases.models.programmes import Round
from zhongchuang.core.locks import RowVersioned


class ProactiveState(models.TextChoices):
    """How far a run is."""

    WAITING = "waiting", "排队"
    JUDGING = "judging", "核算中"
    JUDGED = "judged", "已核算"
    SENDING = "sending", "发送中"
    SENT = "sent", "已发送"
    FAILED = "failed", "没有算成"


class ProactiveRun(RowVersioned):
    """Everybody of the call's place judged on a day, by one version of the packs; and what was sent upon it."""

    ACTIVE = (ProactiveState.WAITING, ProactiveState.JUDGING, ProactiveState.SENDING)

    key = models.CharField("标识", max_length=32, unique=True)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    pack_version = models.CharField("政策包版本", max_length=64)
    on = models.DateField("核算日期")
    state = models.CharField("状态", max_length=10, choices=ProactiveState, default=ProactiveState.WAITING)
    done_part = models.PositiveSmallIntegerField("进度", default=0)  # per cent
    met = models.PositiveIntegerField("符合", default=0)
    lacking = models.PositiveIntegerField("差信息", default=0)
    not_met = models.PositiveIntegerField("不符合", default=0)
    asked_by = models.CharField("发起人", max_length=80)
    asked_at = models.DateTimeField("发起时间")
    sent_by = models.CharField("发送人", max_length=80, blank=True)
    finished_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "免申即享核算"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("round",),
                condition=Q(state__in=("waiting", "judging", "sending")),
                name="one_proactive_run_at_work",
            ),
        )

    def __str__(self) -> str:
        return self.key

    @property
    def is_active(self) -> bool:
        """Whether a worker has it, or is to have it."""
        return self.state in self.ACTIVE


class ProactiveFinding(models.Model):
    """One subject of a run: whether it has it, with the rule's words, and the facts it rested on with their hash."""

    run = models.ForeignKey(ProactiveRun, on_delete=models.CASCADE, related_name="findings")
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    space = models.CharField("众创空间", max_length=40, blank=True)
    name = models.CharField("名称", max_length=200)
    place = models.ForeignKey("parties.Place", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField("结论", max_length=8)  # met, lacking, not_met
    reasons = models.JSONField("理由")  # [holds, Chinese, English]
    facts = models.JSONField("依据的事实")  # name → value
    facts_sha256 = models.CharField("事实摘要", max_length=64)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    unsent = models.CharField("没有送的原因", max_length=10, blank=True)  # changed, applied, barred

    class Meta:
        verbose_name = verbose_name_plural = "免申即享结论"
        ordering = ("pk",)
        indexes = (models.Index(fields=("run", "outcome", "id"), name="finding_by_outcome"),)
        constraints = (
            models.UniqueConstraint(fields=("run", "organisation", "space"), name="judged_once_a_run"),
        )
