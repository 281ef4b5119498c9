"""Parts of the pages of files of awards: their state in word and shape, counts, tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from zhongchuang.clearance.importing.keeping import kept_until
from zhongchuang.clearance.importing.rows import Column as Told
from zhongchuang.clearance.models import (
    AwardImport,
    ImportChannel,
    ImportChoice,
    ImportedAward,
    ImportedChange,
    ImportProblem,
    ImportState,
)
from zhongchuang.clearance.selectors import importing as reads
from zhongchuang.core.actors import Actor
from zhongchuang.core.clock import business_date
from zhongchuang.core.money import format_yuan
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Money,
    Pagination,
    Row,
    Shape,
    Status,
    SummaryList,
    SummaryRow,
    Tone,
)
from zhongchuang.parties.selectors.names import colleague_names

SHOWN = 200
_LABELS = {column.key: (column.head, column.head_en) for column in Told}
_MONEY = (Told.AMOUNT.key, Told.PAID.key)


def english() -> bool:
    """Whether the reader reads English."""
    return (get_language() or "").startswith("en")


def state_status(state: ImportState) -> Status:
    """How far a file has come."""
    match state:
        case ImportState.TAKEN:
            return Status(pgettext("import", "已导入"), Shape.CHECK, Tone.ACCENT)
        case ImportState.FAILED:
            return Status(_("没有读成"), Shape.CROSS, Tone.DANGER)
        case ImportState.DROPPED:
            return Status(pgettext("import", "已放弃"), Shape.PAUSE)
        case ImportState.READ:
            return Status(_("已核对，待确认"), Shape.HALF)
        case _:
            return Status(str(state.label), Shape.RING)


def files_table(rows: Sequence[AwardImport], page: Pagination) -> DataTable:
    """The files, the latest first."""
    return DataTable(
        _("收到的文件"),
        (
            Column(_("文件")),
            Column(_("提供部门")),
            Column(_("状态")),
            Column(_("行数"), ColumnKind.NUMBER),
            Column(_("有错的行"), ColumnKind.NUMBER),
            Column(_("提交日期"), ColumnKind.DATE),
        ),
        tuple(
            Row(
                (
                    Cell(one.file_name, _url(one), str(ImportChannel(one.channel).label)),
                    Cell(one.source),
                    Cell(state_status(ImportState(one.state))),
                    Cell(one.rows or None),
                    Cell(one.bad if one.rows else None),
                    Cell(business_date(one.made_at)),
                )
            )
            for one in rows
        ),
        page,
        EmptyState(_("还没有导入过"), _("下载模板，请提供部门填好，在这里上传。")),
    )


def _url(found: AwardImport) -> str:
    return reverse("clearance:import", args=[found.key])


def failure(found: AwardImport) -> str:
    """Why nothing could be read."""
    return found.problem_en if english() else found.problem_zh


def counts(found: AwardImport) -> tuple[tuple[str, int], ...]:
    """What it changes or changed, by what becomes of the rows; nothing before it was read."""
    if not found.rows:
        return ()
    told = [
        (_("共"), found.rows),
        (_("新增"), found.fresh),
        (_("更正"), found.corrected),
        (_("没有变化"), found.same),
        (_("有错"), found.bad),
    ]
    return (*told, (_("不再出现"), found.gone)) if found.complete else tuple(told)


def facts(actor: Actor, found: AwardImport) -> SummaryList:
    """Where it comes from."""
    people = _people(actor, [found.made_by, found.taken_by])
    rows = [
        SummaryRow(_("提供部门"), found.source),
        SummaryRow(_("公开依据"), found.public_basis or _("没有填：导入后逐件等待公开属性审查")),
        SummaryRow(_("范围"), _("该部门的全部清单") if found.complete else _("新增或更正的一部分")),
        SummaryRow(_("渠道"), str(ImportChannel(found.channel).label)),
        SummaryRow(_("提交"), business_date(found.made_at), people.get(found.made_by, _("平台"))),
        SummaryRow(_("文件摘要（SHA-256）"), f"{found.sha256[:16]}…"),
    ]
    rows.append(_kept(found))
    if found.choice:
        rows.append(SummaryRow(_("导入方式"), str(ImportChoice(found.choice).label)))
    if found.taken_at is not None:
        who = people.get(found.taken_by, _("平台"))
        rows.append(SummaryRow(_("导入"), business_date(found.taken_at), who))
    return SummaryList(tuple(rows))


def _kept(found: AwardImport) -> SummaryRow:
    """How long the file itself is there."""
    if found.file_gone_at is not None:
        told = _("已销毁；它说过的逐行留在记录里，摘要可以核对是不是同一份文件。")
        return SummaryRow(_("文件本身"), business_date(found.file_gone_at), told)
    if found.state == ImportState.DROPPED:
        return SummaryRow(_("文件本身"), _("今夜销毁"))
    last = business_date(kept_until(found.made_at, found.taken_at))
    return SummaryRow(_("文件本身"), last, _("最晚保存到这一天，然后销毁。"))


def _people(actor: Actor, signed: Iterable[str]) -> dict[str, str]:
    """Names by how rows were signed."""
    keys = {one: one.partition(":")[2] for one in signed if one.startswith("person:")}
    names = colleague_names(actor, keys.values())
    return {one: names[key] for one, key in keys.items() if key in names}


def problems_table(problems: Sequence[ImportProblem]) -> DataTable:
    """What has to be mended."""
    return DataTable(
        _("要改的单元格"),
        (Column(_("第几行"), ColumnKind.NUMBER), Column(_("列")), Column(_("怎么改"))),
        tuple(
            Row(
                (
                    Cell(one.row),
                    Cell(_column(one.column)),
                    Cell(Status(one.en if english() else one.zh, Shape.CROSS, Tone.DANGER)),
                )
            )
            for one in problems
        ),
        show_caption=True,
    )


def _column(head: str) -> str:
    named = {column.head: column.head_en for column in Told}
    return named.get(head, head) if english() else head


def results(found: AwardImport) -> dict[str, object]:
    """What a file that was taken in changed."""
    changes = list(reads.changes_in(found)[:SHOWN])
    gone = list(reads.gone_in(found)[:SHOWN])
    return {
        "changes": _changes_table(changes) if changes else None,
        "gone": _awards_table(_("以前有、这份全部清单里没有的"), gone) if gone else None,
        "awards": _awards_table(_("这份文件里的支持"), list(reads.awards_in(found)[:SHOWN])),
    }


def _changes_table(rows: Sequence[ImportedChange]) -> DataTable:
    return DataTable(
        _("更正"),
        (Column(_("来源编号")), Column(_("内容")), Column(_("原来")), Column(_("现在"))),
        tuple(
            Row(
                (
                    Cell(one.imported.number, note=one.imported.award.number),
                    Cell(_LABELS[name][english()]),
                    Cell(_said(name, one.before.get(name))),
                    Cell(_said(name, value)),
                )
            )
            for one in rows
            for name, value in one.after.items()
        ),
        show_caption=True,
    )


def _said(name: str, value: object) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value)) or "—"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if name in _MONEY and isinstance(value, int):
        return format_yuan(value, language=get_language() or "")
    return str(value) if value not in (None, "") else "—"


def _awards_table(caption: str, rows: Sequence[ImportedAward]) -> DataTable:
    return DataTable(
        caption,
        (
            Column(_("第几行"), ColumnKind.NUMBER),
            Column(_("获得支持的单位或个人")),
            Column(_("支持事项")),
            Column(_("支持金额（元）"), ColumnKind.NUMBER),
            Column(_("决定日期"), ColumnKind.DATE),
            Column(_("公开")),
        ),
        tuple(
            Row(
                (
                    Cell(one.row),
                    Cell(one.award.recipient_name, note=one.award.recipient_code),
                    Cell(one.award.title, note=one.number),
                    Cell(Money(one.award.amount, unit=False)),
                    Cell(one.award.decided_on),
                    Cell(str(one.award.get_state_display())),
                )
            )
            for one in rows
        ),
        show_caption=True,
    )
