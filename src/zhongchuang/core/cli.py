"""Commands of the ground floor; the project hangs them on the one tree."""

from __future__ import annotations

import base64
import datetime as dt
import json
from pathlib import Path
from typing import TextIO
from uuid import UUID

import click

from zhongchuang.core import clock, crypto
from zhongchuang.core.actors import SystemActor
from zhongchuang.core.audit.guarding import guards_restore
from zhongchuang.core.audit.proofs import prove, read_proof, verify_proof
from zhongchuang.core.audit.publication import Publication
from zhongchuang.core.audit.seal import seal_day
from zhongchuang.core.audit.verify import verify
from zhongchuang.core.backup import backup as make_backup
from zhongchuang.core.backup import restore as restore_backup
from zhongchuang.core.jobs.scheduler import run_scheduler
from zhongchuang.core.jobs.stop import SignalStop
from zhongchuang.core.jobs.worker import run_worker
from zhongchuang.core.outbox.delivery import dead_letters, delivery_retry
from zhongchuang.core.outbox.models import Delivery
from zhongchuang.core.search import index_rebuild, search_kind

PUBLICATION = click.option(
    "--publication",
    "directory",
    type=click.Path(path_type=Path, file_okay=False),
    help="公布目录（默认用设置中的目录；可指向您自己留存的副本）",
)


@click.command("verify")
@PUBLICATION
@click.option("--known", metavar="哈希", help="您以前抄下的某次封存哈希，须仍在公布文件中")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def audit_verify(directory: Path | None, known: str | None, as_json: bool) -> None:
    """从数据库重新计算每一条日志与每一个根，与库外公布的文件逐一比对；有差异则逐条说明，退出码 1。"""
    report = verify(publication=Publication(directory), known_hash=known)
    if as_json:
        findings = [
            {
                "kind": finding.kind,
                "seal": finding.seal,
                "position": finding.position,
                "entry": str(finding.entry) if finding.entry else None,
                "zh": finding.sentence.zh,
                "en": finding.sentence.en,
            }
            for finding in report.findings
        ]
        counts = {
            "seals": report.seals,
            "entries": report.entries,
            "unsealed": report.unsealed,
            "late": report.late,
        }
        click.echo(
            json.dumps(
                {"ok": report.ok, **counts, "head": report.head, "findings": findings}, ensure_ascii=False
            )
        )
    else:
        click.echo(
            f"核对了 {report.seals} 次封存、{report.entries} 条日志；另有 {report.unsealed} 条等待封存。"
        )
        if report.late:
            click.echo(f"其中 {report.late} 条的日期早于最近一次封存（提交较晚，将进入下一次封存）。")
        for finding in report.findings:
            click.echo(f"✗ {finding.sentence.zh}\n  {finding.sentence.en}")
        click.echo("全部相符。" if report.ok else f"发现 {len(report.findings)} 处差异。")
        if report.unprotected:
            click.echo(f"⚠ 数据库缺少“只追加”的触发器：{'、'.join(report.unprotected)}，见 docs/audit.md。")
        click.echo(f"最新封存哈希（请抄存别处）：{report.head}")
    if not report.ok:
        raise SystemExit(1)


@click.command("seal")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="封存到哪一天为止（默认今天）")
def audit_seal(day: dt.datetime | None) -> None:
    """封存截至某日、尚未封存的全部日志，并把默克尔根写入库外的公布文件；每天一次，定时任务会自动做。"""
    seal = seal_day(day.date() if day else clock.today(), actor=SystemActor("cli.audit_seal"))
    click.echo(f"第 {seal.number} 号封存，{seal.day.isoformat()}，{seal.size} 条日志。")
    click.echo(f"默克尔根：{seal.root}\n封存哈希：{seal.seal_hash}")


@click.command("guard")
def audit_guard() -> None:
    """恢复只追加的表（审计日志、转账）缺少的触发器，并记入日志；之后请核验，看缺少期间有没有被改动。"""
    restored = guards_restore(actor=SystemActor("cli.audit_guard"))
    click.echo(f"恢复了：{'、'.join(restored)}。请核验日志与账本。" if restored else "触发器都在。")


@click.command("prove")
@click.argument("entry", metavar="日志编号", type=click.UUID)
def audit_prove(entry: UUID) -> None:
    """给出一条日志的包含证明（JSON，含日志内容；个人信息仍是密文）。"""
    click.echo(prove(entry).to_json())


@click.command("check-proof")
@click.argument("file", metavar="证明文件", type=click.File(encoding="utf-8"))
@PUBLICATION
def audit_check_proof(file: TextIO, directory: Path | None) -> None:
    """用公布文件核对一份包含证明；不相符时退出码 1。不需要数据库。"""
    proof = read_proof(file.read())
    roots = {line.record.number: line.record.root for line in Publication(directory).read_seals().seals}
    if proof.seal not in roots:
        click.echo(f"公布文件中没有第 {proof.seal} 号封存。")
        raise SystemExit(1)
    if not verify_proof(proof, published_root=roots[proof.seal]):
        click.echo("不相符：内容、路径或根与公布的不一致。")
        raise SystemExit(1)
    click.echo(f"相符：这条日志在 {proof.day} 的第 {proof.seal} 号封存中，第 {proof.position} 叶。")


@click.command()
@click.option("--until-idle", is_flag=True, help="做完现有的就结束")
def worker(until_idle: bool) -> None:
    """运行后台任务并投递事件；SIGTERM 时做完手上的再停。可同时运行多个。"""
    run_worker(SignalStop(), until_idle=until_idle)


@click.command()
def scheduler() -> None:
    """按时把定时任务放入队列（每日审计封存等）；停机期间错过的按各自规则补上。"""
    run_scheduler(SignalStop())


@click.command()
@click.argument("path", metavar="文件", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--replace", is_flag=True, help="文件已存在时覆盖它")
def backup(path: Path, replace: bool) -> None:
    """把数据库、上传的文件与审计公布记录备份到一个 .tar 文件。

    不必停服务，写完即核对。主密钥不在其中，请另行保管。
    """
    report = make_backup(path, replace_existing=replace)
    size = f"{report.size / 1024 / 1024:.1f} MB"
    click.echo(f"已备份到 {report.path}：{report.files} 个文件，{size}；校验无误。")
    click.echo(f"审计日志含至第 {report.newest_seal} 号封存。")


@click.command()
@click.argument("path", metavar="文件", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--replace", is_flag=True, help="取代现有数据（请先停下服务并另做备份）")
def restore(path: Path, replace: bool) -> None:
    """从备份包恢复；先核对整个包再动数据，恢复后核验审计日志。已有数据时须加 --replace。"""
    report = restore_backup(path, replace_existing=replace)
    click.echo(f"已恢复 {report.made_at} 的备份：{report.files} 个文件。")
    if report.migrations_pending:
        click.echo("备份来自较早的版本，请接着运行 zhongchuang setup 更新数据库结构。")
    if report.audit.ok:
        click.echo(f"审计日志核验无误：{report.audit.seals} 次封存，{report.audit.entries} 条。")
        return
    for finding in report.audit.findings:
        click.echo(f"✗ {finding.sentence.zh}\n  {finding.sentence.en}")
    raise SystemExit(1)


@click.command("new")
def keys_new() -> None:
    """生成一把新的主密钥，写成 ZHONGCHUANG_KEYS 的一项；请放在列表最前。"""
    click.echo(f"k{clock.today():%Y%m%d}:{base64.b64encode(crypto.new_key()).decode()}")


@click.command("dead")
def events_dead() -> None:
    """列出已放弃的事件投递：编号、事件、听者、最后的错误。"""
    for delivery in dead_letters():
        reason = delivery.last_error.strip().rpartition("\n")[2]
        click.echo(f"{delivery.pk}  {delivery.event.name}  {delivery.listener}  {reason}")
    click.echo(
        f"共 {dead_letters().count()} 条已放弃，{Delivery.objects.filter(done_at=None).count()} 条未送达。"
    )


@click.command("retry")
@click.argument("deliveries", metavar="投递编号…", nargs=-1, required=True, type=click.UUID)
def events_retry(deliveries: tuple[UUID, ...]) -> None:
    """修好原因之后，把已放弃的投递放回，次数重新计。"""
    count = delivery_retry(actor=SystemActor("cli.events_retry"), delivery_ids=deliveries)
    click.echo(f"已放回 {count} 条投递。")


@click.command("rebuild")
def search_rebuild() -> None:
    """清空检索索引，从数据库重新建立。检索在重建期间照常使用旧的索引。"""
    for name, count in index_rebuild().items():
        kind = search_kind(name)
        click.echo(f"{kind.label if kind else name}：{count} 条")
