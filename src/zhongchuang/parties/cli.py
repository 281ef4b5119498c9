"""Commands of the room: the accounts nobody can make for themselves, the first administrator among them."""

from __future__ import annotations

import click
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from zhongchuang.core.actors import SystemActor
from zhongchuang.parties import selectors, services
from zhongchuang.parties.access import Role
from zhongchuang.parties.errors import PasswordWeak

ROLES = click.Choice([role.value for role in Role])
ROLE_HELP = "角色：" + "，".join(f"{role.value} {role.label}" for role in Role)


@click.command("add")
@click.argument("email", metavar="邮箱")
@click.option("--name", metavar="姓名", required=True, help="姓名或称呼")
@click.option("--role", "roles", metavar="角色", type=ROLES, multiple=True, help=f"{ROLE_HELP}；可重复")
@click.password_option(
    "--password",
    metavar="密码",
    prompt="密码",
    confirmation_prompt="再输入一次",
    help="密码；不写在命令行上时会询问（推荐）",
)
def add(email: str, name: str, roles: tuple[str, ...], password: str) -> None:
    """新建一个账户并授予角色，例如第一位管理员；邮箱视为已确认。"""
    try:
        validate_password(password)
    except ValidationError as error:
        raise PasswordWeak(error.messages) from None
    services.account_register(
        actor=SystemActor("cli.accounts_add"),
        email=email,
        name=name,
        password=password,
        roles=[Role(role) for role in roles],
    )
    click.echo(f"已建立账户 {email}。")


@click.command("grant")
@click.argument("email", metavar="邮箱")
@click.argument("role", metavar="角色", type=ROLES)
def grant(email: str, role: str) -> None:
    """授予一个账户一个角色，例如在没有管理员时指定管理员。"""
    account = selectors.account_by_email(email)
    services.role_grant(
        actor=SystemActor("cli.accounts_grant"),
        account=account,
        role=Role(role),
        expected_version=account.row_version,
    )
    click.echo(f"{email}：已有角色“{Role(role).label}”。")


@click.command("revoke")
@click.argument("email", metavar="邮箱")
@click.argument("role", metavar="角色", type=ROLES)
def revoke(email: str, role: str) -> None:
    """收回一个账户的一个角色。"""
    account = selectors.account_by_email(email)
    services.role_revoke(
        actor=SystemActor("cli.accounts_revoke"),
        account=account,
        role=Role(role),
        expected_version=account.row_version,
    )
    click.echo(f"{email}：已收回角色“{Role(role).label}”。")
