"""`zhongchuang mail`: how the mails stand, what was given up, and trying that again."""

from __future__ import annotations

import click

from zhongchuang.core.actors import SystemActor
from zhongchuang.core.clock import SHANGHAI
from zhongchuang.messages import selectors, services
from zhongchuang.messages.models import MailState


@click.command("status")
def status() -> None:
    """多少邮件待发、正在发、已发、发不出，最早的等了多久。"""
    found = selectors.mail_status()
    click.echo(
        "，".join(f"{MailState(state).label} {count} 封" for state, count in found.counts.items()) + "。"
    )
    if found.oldest_waiting is not None:
        click.echo(f"最早的一封写于 {found.oldest_waiting.astimezone(SHANGHAI):%Y-%m-%d %H:%M}（北京时间）。")


@click.command("failed")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1), help="最多列出多少封")
def failed(limit: int) -> None:
    """列出发不出的邮件：编号、写入时间、尝试次数、主题、原因；不显示收件地址。"""
    given_up = selectors.mails_given_up()
    for mail in given_up[:limit]:
        written = mail.written_at.astimezone(SHANGHAI)
        click.echo(f"{mail.pk}  {written:%Y-%m-%d %H:%M}  {mail.attempts} 次  {mail.subject}  {mail.problem}")
    click.echo(f"共 {given_up.count()} 封发不出。")


@click.command("retry")
@click.argument("mails", metavar="邮件编号…", nargs=-1, type=int)
@click.option("--all", "everything", is_flag=True, help="全部发不出的邮件")
def retry(mails: tuple[int, ...], everything: bool) -> None:
    """修好原因之后，把发不出的邮件放回，次数重新计。"""
    wanted = tuple(selectors.mails_given_up().values_list("pk", flat=True)) if everything else mails
    if not wanted:
        click.echo("没有要重发的邮件。")
        return
    count = services.mail_retry(actor=SystemActor("cli.mail_retry"), mail_ids=wanted)
    click.echo(f"已放回 {count} 封邮件。")
