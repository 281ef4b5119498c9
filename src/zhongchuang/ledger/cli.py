"""Commands of the room: proving the books, balances, statements. They read and change nothing."""

from __future__ import annotations

import datetime as dt
import json

import click

from zhongchuang.core import clock
from zhongchuang.core.errors import InvalidInput
from zhongchuang.core.money import plain_yuan
from zhongchuang.ledger import selectors
from zhongchuang.ledger.decisions import Sums
from zhongchuang.ledger.models import AccountKind, TransferKind

JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON，金额为分")


@click.command("check")
@JSON
def check(as_json: bool) -> None:
    """从每一笔转账重新算出每个账户，核对借贷总额、冻结、封存和触发器；有不符则逐条说明，退出码 1。"""
    books = selectors.books_check()
    if as_json:
        click.echo(json.dumps(_as_json(books), ensure_ascii=False))
    else:
        for fault in books.faults:
            click.echo(f"✗ {fault.wording.zh} / {fault.wording.en}")
        for one in books.differences:
            click.echo(f"✗ {one.code} {one.name}：{one.wording.zh} / {one.wording.en}")
        click.echo(
            f"账户 {books.accounts} 个，转账 {books.transfers} 笔，借方合计 {plain_yuan(books.debit)} 元，"
            f"贷方合计 {plain_yuan(books.credit)} 元：{'全部相符。' if books.ok else f'{books.wrong} 处不符。'}"
        )
    if not books.ok:
        raise SystemExit(1)


@click.command("balance")
@click.argument("code", metavar="[账户编码]", required=False)
@click.option(
    "--at", "when", metavar="日期或时刻", help="如 2026-12-31（当日终了）或 2026-11-21T09:00:00+08:00"
)
@click.option("--kind", type=click.Choice(AccountKind.values), help="只列这一类账户")
@JSON
def balance(code: str | None, when: str | None, kind: str | None, as_json: bool) -> None:
    """列出账户的余额、冻结、可用；不写编码则列出全部，末行是合计。"""
    trial = selectors.trial_balance(_when(when))
    only = selectors.account_by_code(code).code if code else None
    lines = [line for line in trial.lines if only in (None, line.code) and kind in (None, line.kind)]
    if as_json:
        rows = [
            {"code": line.code, "kind": line.kind, "name": line.name, **_sums(line.sums)} for line in lines
        ]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for line in lines:
        click.echo(_columns(line.sums) + f"  {line.code} {line.name}")
    if only is None and kind is None:
        click.echo(f"借方合计 {plain_yuan(trial.debit)}，贷方合计 {plain_yuan(trial.credit)}")


@click.command("statement")
@click.argument("code", metavar="账户编码")
@click.option("--from", "since", metavar="日期", help="从哪天起（含），不写则从头")
@click.option("--to", "until", metavar="日期", help="到哪天止（含），不写则到今天")
def statement(code: str, since: str | None, until: str | None) -> None:
    """列出一个账户的每一笔，以及每一笔之后的余额、冻结、可用。"""
    found = selectors.statement(selectors.account_by_code(code), _day(since), _day(until) or clock.today())
    click.echo(_columns(found.opening) + "  期初")
    for entry in found.entries:
        transfer = entry.transfer
        label = TransferKind(transfer.kind).label
        amount = plain_yuan(entry.moved or entry.held)
        click.echo(
            f"{_columns(entry.after)}  {transfer.on} {label} {amount} {transfer.basis} {transfer.memo}".rstrip()
        )
    click.echo(_columns(found.closing) + "  期末")


def _columns(sums: Sums) -> str:
    return "".join(f"{plain_yuan(one):>20}" for one in (sums.balance, sums.held_dr, sums.available))


def _sums(sums: Sums) -> dict[str, int]:
    return {"balance": sums.balance, "held": sums.held_dr, "available": sums.available}


def _as_json(books: selectors.Books) -> dict[str, object]:
    found = [{"zh": one.wording.zh, "en": one.wording.en} for one in books.faults]
    accounts = [{"code": one.code, "zh": one.wording.zh, "en": one.wording.en} for one in books.differences]
    counts = {"accounts": books.accounts, "transfers": books.transfers}
    return {
        "ok": books.ok,
        **counts,
        "debit": books.debit,
        "credit": books.credit,
        "faults": found,
        "differences": accounts,
    }


def _day(text: str | None) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(
            f"“{text}”不是日期，应如 2026-12-31。", f"{text!r} is no date; write it like 2026-12-31."
        ) from None


def _when(text: str | None) -> selectors.When:
    """A day, or a moment with its zone."""
    if not text or len(text) <= len("2026-12-31"):
        return _day(text)
    try:
        return clock.as_moment(dt.datetime.fromisoformat(text))
    except ValueError:
        raise InvalidInput(
            f"“{text}”不是带时区的时刻，应如 2026-11-21T09:00:00+08:00。",
            f"{text!r} is no moment with a zone; write it like 2026-11-21T09:00:00+08:00.",
        ) from None
