"""Parts of the pages of audits: states as a word and a shape, tables, both supports side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from zhongchuang.clearance.auditing.findings import Kind, Severity
from zhongchuang.clearance.models import AuditAnswer, AuditFinding, AuditRun, AuditState, FindingState
from zhongchuang.clearance.rules.facts import Key, Level, Standing
from zhongchuang.clearance.selectors.auditing import Side, said
from zhongchuang.core.clock import business_date
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Link,
    Money,
    Pagination,
    Row,
    Shape,
    Status,
    SummaryList,
    SummaryRow,
    Tone,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KINDS: dict[str, StrOrPromise] = {
    Kind.RULE.value: gettext_lazy("违反规则"),
    Kind.KEY.value: gettext_lazy("凭据重复使用"),
    Kind.ALIKE.value: gettext_lazy("可能登记两次"),
    Kind.LINKED.value: gettext_lazy("疑似同一主体"),
    Kind.RELATED.value: gettext_lazy("关联主体"),
}
_STANDINGS: dict[str, StrOrPromise] = {
    Standing.WAITING.value: gettext_lazy("申请中"),
    Standing.CLEARED.value: gettext_lazy("已查重"),
    Standing.HELD.value: gettext_lazy("占用中"),
    Standing.AWARDED.value: gettext_lazy("已批准"),
    Standing.PAID.value: gettext_lazy("已支付"),
    Standing.ENDED.value: gettext_lazy("已终止"),
}
_LEVELS: dict[str, StrOrPromise] = {
    Level.COUNTY.value: gettext_lazy("县级"),
    Level.CITY.value: gettext_lazy("市级"),
    Level.PROVINCE.value: gettext_lazy("省级"),
    Level.NATION.value: gettext_lazy("国家级"),
}
_KEYS: dict[str, StrOrPromise] = {
    Key.CATEGORY.value: gettext_lazy("类别"),
    Key.PROGRAMME.value: gettext_lazy("项目编号"),
    Key.INVOICE.value: gettext_lazy("发票"),
    Key.CONTRACT.value: gettext_lazy("合同"),
    Key.EQUIPMENT.value: gettext_lazy("设备"),
}


def in_language(finding: AuditFinding) -> str:
    """The finding's sentence in the reader's language."""
    return said(finding).in_language(get_language())


def run_status(run: AuditRun) -> Status:
    """How far a run is."""
    match AuditState(run.state):
        case AuditState.DONE:
            return Status(pgettext("audit", "已完成"), Shape.CHECK, Tone.ACCENT)
        case AuditState.FAILED:
            return Status(pgettext("audit", "没有完成"), Shape.CROSS, Tone.DANGER)
        case AuditState.RUNNING:
            return Status(pgettext("audit", "正在核查"), Shape.HALF, Tone.ACCENT)
        case AuditState.WAITING:
            return Status(pgettext("audit", "排队"), Shape.RING)


def finding_status(state: str) -> Status:
    """What became of a finding."""
    match FindingState(state):
        case FindingState.OPEN:
            return Status(pgettext("finding", "待答复"), Shape.RING)
        case FindingState.ANSWERED:
            return Status(pgettext("finding", "已答复，待办结"), Shape.HALF)
        case FindingState.CLOSED:
            return Status(pgettext("finding", "已办结"), Shape.CHECK, Tone.ACCENT)


def severity_status(severity: str) -> Status:
    """How much there is to it."""
    if severity == Severity.BREACH:
        return Status(_("规则不允许"), Shape.WARNING, Tone.DANGER)
    return Status(_("请核对"), Shape.QUESTION)


def runs_table(rows: Sequence[AuditRun], page: Pagination, reached: dict[int, int]) -> DataTable:
    """The runs, the latest first; `reached`: how many of its findings the reader sees, by run."""
    return DataTable(
        _("历次核查"),
        (
            Column(_("发起日期"), ColumnKind.DATE),
            Column(_("状态")),
            Column(_("支持数"), ColumnKind.NUMBER),
            Column(_("发现（本人可见）"), ColumnKind.NUMBER),
        ),
        tuple(
            Row(
                (
                    Cell(business_date(one.asked_at), reverse("clearance:audit", args=[one.key])),
                    Cell(run_status(one)),
                    Cell(one.supports or None),
                    Cell(reached.get(one.pk, 0) if one.state == AuditState.DONE else None),
                )
            )
            for one in rows
        ),
        page,
        EmptyState(_("还没有核查过"), _("核查把全部支持放在一起再查一遍，由审计或管理员发起。")),
    )


def run_facts(run: AuditRun) -> SummaryList:
    """What was looked at, and with what."""
    rows = [SummaryRow(_("发起"), business_date(run.asked_at))]
    if run.finished_at is not None:
        rows.append(SummaryRow(_("结束"), business_date(run.finished_at)))
    if run.state == AuditState.DONE:
        rows += [
            SummaryRow(_("支持"), run.supports, note=_("已批准、已支付、占用中的；申请中的由查重管")),
            SummaryRow(_("主体"), run.parties),
            SummaryRow(_("规则"), len(run.rules), note="、".join(sorted(run.rules))),
            SummaryRow(_("输入摘要"), run.inputs_sha256[:16], note=_("同样的输入，摘要相同")),
        ]
    if run.crowded:
        told = "、".join(f"{key} × {number}" for key, number in sorted(run.crowded.items()))
        rows.append(SummaryRow(_("没有逐一比较"), told, note=_("同一个值之下支持太多，请单独核对")))
    return SummaryList(tuple(rows))


def findings_table(rows: Sequence[AuditFinding], page: Pagination) -> DataTable:
    """Findings, what a rule says first, most money first."""
    return DataTable(
        _("发现"),
        (
            Column(_("发现")),
            Column(_("种类")),
            Column(_("轻重")),
            Column(_("涉及金额（元）"), ColumnKind.NUMBER),
            Column(_("状态")),
        ),
        tuple(
            Row(
                (
                    Cell(in_language(one), reverse("clearance:finding", args=[one.pk])),
                    Cell(KINDS[one.kind]),
                    Cell(severity_status(one.severity)),
                    Cell(Money(one.amount, unit=False) if one.amount else None),
                    Cell(finding_status(one.state)),
                )
            )
            for one in rows
        ),
        page,
        EmptyState(_("这里没有发现"), _("换一个筛选条件，或看另一次核查。")),
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """A support beside the other: its head and its facts."""

    head: str
    facts: SummaryList


def shown(side: Side, number: int) -> Shown:
    """One support of a finding, as its reader may read it."""
    rows = [SummaryRow(_("编号"), side.ref.partition(":")[2])]
    if side.hidden:
        rows.append(SummaryRow(_("名称"), _("其他部门对个人的支持，不显示姓名和名称")))
    else:
        rows.append(SummaryRow(_("名称"), side.title))
        if side.recipient:
            rows.append(SummaryRow(_("获得支持的单位或个人"), side.recipient, note=side.code))
    rows += [
        SummaryRow(_("部门"), side.department or _("没有记载")),
        SummaryRow(_("金额"), Money(side.amount)),
        SummaryRow(_("日期"), side.on),
        SummaryRow(_("进度"), _STANDINGS.get(side.standing, side.standing)),
    ]
    if side.level:
        rows.append(SummaryRow(_("财政层级"), _LEVELS.get(side.level, side.level)))
    if side.since and side.until:
        rows.append(SummaryRow(_("支持期间"), f"{side.since} – {side.until}"))
    rows += [SummaryRow(_KEYS[key], value) for key, value in side.keys]
    if side.award:
        rows.append(SummaryRow(_("公开编号"), Link(side.award, f"/awards/{side.award}/")))
    return Shown(_("第 %(n)d 项") % {"n": number}, SummaryList(tuple(rows)))


def answers_list(answers: Sequence[AuditAnswer], names: dict[str, str]) -> SummaryList:
    """What was answered, the first first."""
    return SummaryList(
        tuple(
            SummaryRow(
                business_date(one.at).isoformat(),
                str(one.get_outcome_display()),
                note=f"{one.reason}（{(one.department.name if one.department else '')}"
                f"{names.get(one.by, '')}）",
            )
            for one in answers
        )
    )
