"""`zhongchuang`: the one command. Every room brings its own commands; this file only hangs them on one tree.

Commands are imported when they are called, so that reading a document or asking for a verdict does not wait for Django.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import click

from zhongchuang.project.cli_chinese import speak_chinese


@dataclass(frozen=True, slots=True)
class Lazy:
    """Where a command lives, the one line the overview shows, and whether it needs the database."""

    target: str  # module:attribute
    help: str
    django: bool = False


def start_django() -> None:
    """Load the settings and apps, or end with the sentence that says what is missing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhongchuang.project.settings")
    import django

    from zhongchuang.project.environment import ConfigurationError

    try:
        django.setup()
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error


class LazyGroup(click.Group):
    """A group whose commands are imported on use."""

    def __init__(self, *args: Any, lazy: Mapping[str, Lazy], **kwargs: Any) -> None:
        super().__init__(
            *args, **{"options_metavar": "[选项]", "subcommand_metavar": "命令 [参数]…", **kwargs}
        )
        self.lazy = dict(lazy)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*self.lazy, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = self.lazy.get(cmd_name)
        if place is None:
            return super().get_command(ctx, cmd_name)
        if place.django:
            start_django()
        module, _, attribute = place.target.partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        command.options_metavar = "[选项]"
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The overview is written from the table above, without importing anything."""
        rows = [(name, place.help) for name, place in self.lazy.items()]
        rows += [(name, command.get_short_help_str()) for name, command in self.commands.items()]
        with formatter.section("命令"):
            formatter.write_dl(rows)


def group(name: str, help: str, lazy: Mapping[str, Lazy]) -> LazyGroup:
    """A lazy group; called without a command it prints its help."""
    return LazyGroup(name, lazy=lazy, help=help, no_args_is_help=True)


policy = group(
    "policy",
    "读政策文件，问“我能享受什么”。",
    {
        "read": Lazy(
            "zhongchuang.policy.documents.cli:read", "读一份文件（文本、HTML、DOCX、PDF、OFD），输出 JSON"
        ),
        "match": Lazy("zhongchuang.policy.matching.cli:match_command", "为一个对象逐条判断政策措施"),
        "match-all": Lazy("zhongchuang.policy.matching.cli:match_all", "为一批对象（Parquet）判断政策措施"),
    },
)
packs = group(
    "packs",
    "政策包：核对、载入、导出、导入。",
    {
        "check": Lazy("zhongchuang.policy.packs.cli:check", "核对政策包：覆盖率、引文、规则、示例"),
        "load": Lazy("zhongchuang.policy.cli:load", "把政策包载入数据库（可重复执行）", django=True),
        "versions": Lazy("zhongchuang.policy.cli:versions", "列出保存的政策包版本", django=True),
        "export": Lazy("zhongchuang.policy.cli:export", "把一个版本写成目录", django=True),
        "import": Lazy("zhongchuang.policy.cli:import_packs", "把一个目录并入现行版本", django=True),
    },
)
programmes = group(
    "programmes",
    "项目：核对、载入、列出。",
    {
        "check": Lazy("zhongchuang.cases.programmes.cli:check", "核对项目的格式、依据、引文、数值和规则"),
        "load": Lazy("zhongchuang.cases.cli:load", "把项目载入数据库（可重复执行）", django=True),
        "show": Lazy("zhongchuang.cases.cli:show", "列出项目和现行版本", django=True),
    },
)
cases = group(
    "cases",
    "办件：重算评审专家的抽取。",
    {
        "replay-draw": Lazy("zhongchuang.cases.cli:replay_draw", "重算一次专家抽取，与记录比对", django=True),
    },
)
accounts = group(
    "accounts",
    "账户：新建账户（例如第一位管理员），授予、收回角色。",
    {
        "add": Lazy("zhongchuang.parties.cli:add", "新建一个账户并授予角色", django=True),
        "grant": Lazy("zhongchuang.parties.cli:grant", "授予一个账户一个角色", django=True),
        "revoke": Lazy("zhongchuang.parties.cli:revoke", "收回一个账户的一个角色", django=True),
    },
)
audit = group(
    "audit",
    "审计日志：封存、核验、取证。",
    {
        "verify": Lazy("zhongchuang.core.cli:audit_verify", "用库外公布的根核验全部审计日志", django=True),
        "seal": Lazy("zhongchuang.core.cli:audit_seal", "封存尚未封存的日志并公布默克尔根", django=True),
        "guard": Lazy("zhongchuang.core.cli:audit_guard", "恢复只追加的表缺少的触发器", django=True),
        "prove": Lazy("zhongchuang.core.cli:audit_prove", "给出一条日志的包含证明", django=True),
        "check-proof": Lazy("zhongchuang.core.cli:audit_check_proof", "核对一份包含证明", django=True),
    },
)
api = group(
    "api",
    "开放接口：输出 OpenAPI 文件。",
    {"schema": Lazy("zhongchuang.project.api.cli:schema", "输出接口的 OpenAPI 文件（JSON）", django=True)},
)
keys = group(
    "keys",
    "加密密钥：新建、轮换。",
    {
        "new": Lazy("zhongchuang.core.cli:keys_new", "生成一把新密钥", django=True),
        "rotate": Lazy(
            "zhongchuang.project.sealed_data:keys_rotate",
            "用现用密钥重新加密，说明旧密钥能否退役",
            django=True,
        ),
    },
)
events = group(
    "events",
    "事件：查看和重送没有送达的事件。",
    {
        "dead": Lazy("zhongchuang.core.cli:events_dead", "列出多次未能送达的事件", django=True),
        "retry": Lazy("zhongchuang.core.cli:events_retry", "重新送达", django=True),
    },
)

ledger = group(
    "ledger",
    "账本：核对、余额、明细。",
    {
        "check": Lazy(
            "zhongchuang.ledger.cli:check", "从每一笔转账重新算出每个账户，有不符则退出码 1", django=True
        ),
        "balance": Lazy("zhongchuang.ledger.cli:balance", "账户的余额、冻结、可用，任何一天", django=True),
        "statement": Lazy("zhongchuang.ledger.cli:statement", "一个账户的每一笔", django=True),
    },
)
vouchers = group(
    "vouchers",
    "创新券：载入方案、列出方案、逐张核对。",
    {
        "load": Lazy("zhongchuang.vouchers.cli:load", "把创新券方案载入数据库（可重复执行）", django=True),
        "schemes": Lazy("zhongchuang.vouchers.cli:schemes", "列出方案和能不能发券", django=True),
        "check": Lazy(
            "zhongchuang.vouchers.cli:check", "券、订单、账本三方核对，有不符则退出码 1", django=True
        ),
    },
)
clearance = group(
    "clearance",
    "查重与公开：导入其他部门的支持，名单连接，全部支持再查一遍，公开名单重建索引。",
    {
        "import": Lazy(
            "zhongchuang.clearance.cli.imports:import_command",
            "核对并导入其他部门的支持（.xlsx、.csv）",
            django=True,
        ),
        "link": Lazy("zhongchuang.clearance.linking.cli:link", "两份单位名单，哪些行是同一家"),
        "audit": Lazy(
            "zhongchuang.clearance.cli.auditing:audit", "把全部支持再查一遍，写出报告", django=True
        ),
        "reindex": Lazy(
            "zhongchuang.clearance.cli.searching:reindex", "重建公开名单的检索索引与合计", django=True
        ),
    },
)
mail = group(
    "mail",
    "邮件：待发多少，哪些发不出，重发。",
    {
        "status": Lazy("zhongchuang.messages.cli:status", "待发、已发、发不出各多少", django=True),
        "failed": Lazy("zhongchuang.messages.cli:failed", "列出发不出的邮件与原因", django=True),
        "retry": Lazy("zhongchuang.messages.cli:retry", "重发", django=True),
    },
)
search = group(
    "search",
    "检索索引：重建。",
    {"rebuild": Lazy("zhongchuang.core.cli:search_rebuild", "清空检索索引，从数据库重新建立", django=True)},
)


@click.group(
    cls=LazyGroup,
    lazy={
        "serve": Lazy("zhongchuang.project.serve:serve", "启动网站、后台任务与定时任务"),
        "setup": Lazy(
            "zhongchuang.project.setup:setup", "准备本机：密钥、前端资源、数据库、政策包、演示数据"
        ),
        "worker": Lazy("zhongchuang.core.cli:worker", "只运行后台任务", django=True),
        "scheduler": Lazy("zhongchuang.core.cli:scheduler", "只运行定时任务", django=True),
        "backup": Lazy("zhongchuang.core.cli:backup", "备份数据库、文件与审计公布记录到一个包", django=True),
        "restore": Lazy("zhongchuang.core.cli:restore", "从备份包恢复", django=True),
        "manage": Lazy(
            "zhongchuang.project.manage:manage", "Django 的管理命令（migrate、shell 等）", django=True
        ),
    },
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="zhongchuang", message="%(prog)s %(version)s", help="显示版本号。")
def root() -> None:
    """众创台：政策条款即可运行的数据。每个命令加 --help 看用法。"""


for part in (
    *(policy, packs, programmes, cases, accounts, ledger, clearance, vouchers),
    *(audit, keys, events, mail, api, search),
):
    root.add_command(part)


def main() -> None:
    """Entry point; errors of the platform end as a sentence and exit code 2, never as a traceback."""
    speak_chinese()
    try:
        root(prog_name="zhongchuang")
    except Exception as error:
        sentence = getattr(error, "sentence", None)
        if sentence is None:
            raise
        click.echo(sentence, err=True)
        sys.exit(2)
