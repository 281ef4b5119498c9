"""`zhongchuang clearance audit`: look at every support again, and write the report."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from zhongchuang.clearance.access.auditing import AuditReach, Extent
from zhongchuang.clearance.auditing.report import Line, as_json, workbook
from zhongchuang.clearance.errors.auditing import AuditAtWork
from zhongchuang.clearance.models import AuditRun, AuditState
from zhongchuang.clearance.selectors.auditing import active_run, finding_lines, findings_of_run, run_of
from zhongchuang.clearance.services.audit_running import audit_give_up, audit_run
from zhongchuang.clearance.services.auditing import ENGINES, audit_ask
from zhongchuang.core.actors import SystemActor

BY = SystemActor("clearance.cli")
KINDS = (".xlsx", ".json")
USAGE = 2


@click.command(
    "audit",
    help="把全部支持再查一遍：发票合同、现行规则、名称相连的主体、关联方。写出报告，发现留在核查页面。",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="文件",
    help="报告（.xlsx 或 .json），可写两次。",
)
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="duckdb",
    show_default=True,
    help="duckdb 在本机；spark 在集群（另行安装 PySpark）。",
)
def audit(out: tuple[Path, ...], engine: str) -> None:
    """Everything, now, in this process. A run that broke off here is taken up again from its beginning."""
    for path in out:
        if path.suffix.lower() not in KINDS:
            _fail(f"{path}：报告写成 .xlsx 或 .json。", "Write the report as .xlsx or .json.")
        if not path.absolute().parent.is_dir():
            _fail(f"没有文件夹 {path.absolute().parent}。", "There is no such folder.")
    run = _begun(engine)
    with _bar() as bar:
        task = bar.add_task("核查", total=100)

        def tell(done: int, of: int, what: str) -> None:
            bar.update(task, completed=100 * done / max(1, of), description=what or "完成")

        try:
            ended = audit_run(actor=BY, key=run.key, tell=tell)
        except KeyboardInterrupt:  # or nobody could start another
            audit_give_up(actor=BY, key=run.key)
            raise
    done = run_of(run.key)
    if ended is None or done.state != AuditState.DONE:
        _fail("这一次核查由别的进程结束了。", "Another process has ended this audit.")
    for path in out:
        _write(path, done)
        click.echo(f"写入 {path}。 Written to {path}.", err=True)
    click.echo(json.dumps(_summary(done), ensure_ascii=False))


def _begun(engine: str) -> AuditRun:
    """A run of its own, or the one that broke off: its worker is gone, or loses the race for its end."""
    try:
        return audit_ask(actor=BY, engine=engine, soon=False)
    except AuditAtWork:
        found = active_run()
        if found is None or found.engine != engine:
            raise
        return found


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"))
    return Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True)


def _summary(run: AuditRun) -> dict[str, Any]:
    return {
        "run": run.key,
        "engine": run.engine,
        "supports": run.supports,
        "parties": run.parties,
        "found": run.found,
        "counts": run.counts,
        "not_compared": run.crowded,
        "rules": run.rules,
        "inputs_sha256": run.inputs_sha256,
    }


def _write(path: Path, run: AuditRun) -> None:
    """Beside its place first, so that a report is whole or the old one."""
    with tempfile.TemporaryDirectory(dir=path.absolute().parent, prefix=".audit-") as folder:
        made = Path(folder) / path.name
        if path.suffix.lower() == ".json":
            made.write_text(as_json(_summary(run), _lines(run)), encoding="utf-8")
        else:
            workbook(made, _summary(run), _lines(run))
        made.replace(path)


def _lines(run: AuditRun) -> Iterator[Line]:
    everything = AuditReach(sees=Extent(everything=True))
    return finding_lines(findings_of_run(run, everything))


def _fail(zh: str, en: str) -> None:
    click.echo(f"{zh} {en}", err=True)
    sys.exit(USAGE)
