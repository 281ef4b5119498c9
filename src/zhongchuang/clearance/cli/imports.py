"""`zhongchuang clearance import`: a file of awards of another department, looked at, and taken in on a word."""

from __future__ import annotations

from hashlib import sha256
from itertools import islice
from pathlib import Path

import click

from zhongchuang.clearance.importing.limits import MAX_FILE_BYTES
from zhongchuang.clearance.models import AwardImport, ImportChannel, ImportChoice, ImportState
from zhongchuang.clearance.selectors.importing import problems_in
from zhongchuang.clearance.services.import_reading import award_import_read
from zhongchuang.clearance.services.importing import KINDS, award_import_add, award_import_take, import_go_on
from zhongchuang.core.actors import SystemActor
from zhongchuang.core.errors import InvalidInput, Wording
from zhongchuang.core.upload import AcceptedUpload, FileKind, kind_of
from zhongchuang.parties.selectors.organisations import organisations_of_codes

BY = SystemActor("clearance.import")
SHOWN = 50


@click.command("import")
@click.argument(
    "path", metavar="文件", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
)
@click.option("--department", "source", metavar="名称", required=True, help="提供这份清单的部门")
@click.option(
    "--source", "basis", metavar="网址或文件", default="", help="已经在哪里公开；不写则逐件等待审查"
)
@click.option("--for", "code", metavar="代码", default="", help="由平台上的哪个部门负责：统一社会信用代码")
@click.option("--complete", is_flag=True, help="这是该部门的全部清单：不再出现的会说出来，不会删除")
@click.option("--take", is_flag=True, help="没有错误就导入；不写只核对")
@click.option("--leave-out-bad", is_flag=True, help="与 --take 一起：有错的行留下，其余导入，记入来源")
def import_command(
    path: Path, source: str, basis: str, code: str, complete: bool, take: bool, leave_out_bad: bool
) -> None:
    """导入其他部门给过的支持（.xlsx、.csv）：先核对，逐格说明错误；加 --take 才写入，整份一次写完或一行不写。"""
    found = award_import_add(
        actor=BY,
        channel=ImportChannel.CLI,
        source=source,
        upload=_file(path),
        public_basis=basis,
        complete=complete,
        department_id=_department(code),
    )
    found = award_import_read(actor=BY, key=found.key)
    _tell(found)
    if found.state == ImportState.FAILED:
        raise SystemExit(1)
    choice = ImportChoice.GOOD if leave_out_bad else ImportChoice.WHOLE
    if take:
        award_import_take(actor=BY, key=found.key, choice=choice, expected_version=found.row_version)
        import_go_on(actor=BY, key=found.key)
        found.refresh_from_db()
        if found.state != ImportState.TAKEN:
            _tell(found)
            raise SystemExit(1)
        click.echo(
            f"已导入：新增 {found.fresh}，更正 {found.corrected}，没有变化 {found.same}，留下有错的 {found.bad}。"
            + (f"以前有、这次没有的 {found.gone}，没有删除。" if found.complete else "")
        )
        return
    click.echo(f"没有写入。在 /office/imports/{found.key}/ 确认，或加 --take 再运行一次。")
    if found.bad:
        raise SystemExit(1)


def _file(path: Path) -> AcceptedUpload:
    """The file, if it is of a kind and size that is taken. Raises InvalidInput."""
    if path.stat().st_size > MAX_FILE_BYTES:
        raise _unusable("文件超过 64 MB", "the file is larger than 64 MB")
    data = path.read_bytes()
    kind = kind_of(data)
    if kind is FileKind.TEXT:
        kind = FileKind.CSV
    if kind not in KINDS or path.suffix.lower() not in kind.extensions:
        raise _unusable("只接受 .xlsx 和 .csv", "only .xlsx and .csv are taken")
    return AcceptedUpload(path.name, kind, data, sha256(data).hexdigest())


def _department(code: str) -> int | None:
    if not code:
        return None
    found = organisations_of_codes([code]).get(code)
    if found is None:
        raise InvalidInput(
            f"平台上没有代码为 {code[:20]} 的部门。", f"There is no department {code[:20]} on the platform."
        )
    return int(found.pk)


def _tell(found: AwardImport) -> None:
    if found.state == ImportState.FAILED:
        click.echo(f"✗ {found.problem_zh} / {found.problem_en}", err=True)
        return
    click.echo(
        f"{found.file_name}：{found.rows} 行，新增 {found.fresh}，更正 {found.corrected}，"
        f"没有变化 {found.same}，有错 {found.bad}" + (f"，不再出现 {found.gone}" if found.complete else "")
    )
    for one in islice(problems_in(found), SHOWN):
        click.echo(f"✗ 第 {one.row} 行 {one.column}：{one.zh} / {one.en}", err=True)
    if found.problems.count() > SHOWN:
        click.echo(f"……只列前 {SHOWN} 处，其余见 /office/imports/{found.key}/。", err=True)


def _unusable(zh: str, en: str) -> InvalidInput:
    return InvalidInput(
        f"文件没有收下：{zh}。", f"The file was not taken: {en}.", fields={"file": Wording(zh, en)}
    )
