"""Commands of the room: schemes of the release, and the proof over every voucher."""

from __future__ import annotations

import json
from pathlib import Path

import click
from django.conf import settings

from zhongchuang.core.actors import SystemActor
from zhongchuang.core.errors import ZhongchuangError
from zhongchuang.core.money import plain_yuan
from zhongchuang.vouchers import services
from zhongchuang.vouchers.selectors.proving import vouchers_proof
from zhongchuang.vouchers.selectors.schemes import is_demonstration, newest_schemes, scheme_of

_POTS = ("可用", "冻结", "已核销", "到期收回", "撤销收回")


@click.command("load")
@click.option(
    "--root", type=click.Path(path_type=Path, exists=True, file_okay=False), default=None, help="政策包目录。"
)
def load(root: Path | None) -> None:
    """把 packs/*/vouchers/ 的创新券方案载入数据库；已有的版本不动，可重复执行。"""
    folder: Path = root or settings.PACKS_DIR
    try:
        made = services.schemes_load(actor=SystemActor("vouchers.load"), root=folder)
    except ZhongchuangError as error:
        raise click.ClickException(f"{error.what.zh} {error.next_step.zh}") from error
    click.echo("\n".join(f"已载入 {one.code}" for one in made) if made else "方案没有变化，无需载入")


@click.command("schemes")
def schemes() -> None:
    """列出每套创新券方案的现行版本，能不能发券，不能的说明在等什么。"""
    for version in newest_schemes():
        rules = scheme_of(version)
        why = rules.why_not(demonstration=is_demonstration())
        click.echo(
            f"{version.code}  {version.place}  {rules.title.zh}  {'可以发券' if why is None else why.zh}"
        )


@click.command("check")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，金额为分")
def check(as_json: bool) -> None:
    """逐张核对创新券的五个数、订单合计和账本；有不符则逐条说明，退出码 1。"""
    proof = vouchers_proof()
    if as_json:
        found = [{"zh": one.wording.zh, "en": one.wording.en} for one in proof.found]
        told = {"ok": proof.ok, "vouchers": proof.vouchers, "issued": proof.whole.issued, "found": found}
        click.echo(json.dumps({**told, "pots": list(proof.whole.pots)}, ensure_ascii=False))
    else:
        for one in proof.found:
            click.echo(f"✗ {one.wording.zh} / {one.wording.en}")
        pots = "，".join(
            f"{name} {plain_yuan(fen)}" for name, fen in zip(_POTS, proof.whole.pots, strict=True)
        )
        click.echo(
            f"创新券 {proof.vouchers} 张，面额 {plain_yuan(proof.whole.issued)} 元：{pots}。"
            f"{'全部相符。' if proof.ok else f'{len(proof.found)} 处不符。'}"
        )
    if not proof.ok:
        raise SystemExit(1)
