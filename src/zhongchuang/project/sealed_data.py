"""What is encrypted under the master keys, room by room: how it is moved to the current one, or that it must stay.

Rooms do not know each other; this table is the one place where all of it is told. A room that begins to encrypt under a master
key gets its line here, and what can't be moved is counted, so that nobody puts away a key that something still needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol

import click

from zhongchuang.cases.services.rewrapping import forms_under, seeds_rewrap
from zhongchuang.core import crypto
from zhongchuang.core.actors import Actor, SystemActor
from zhongchuang.core.audit.erasure import rewrap_person_keys
from zhongchuang.ledger.services.rewrapping import accounts_rewrap
from zhongchuang.messages.services import sms_rewrap
from zhongchuang.parties.services.rewrapping import second_factors_rewrap
from zhongchuang.vouchers.services.rewrapping import provider_accounts_rewrap


class Moves(Protocol):
    """A verb that moves what it knows of to the current key; how many."""

    def __call__(self, *, actor: Actor) -> int: ...


MOVED: Mapping[str, Moves] = MappingProxyType(
    {
        "个人密钥": rewrap_person_keys,
        "二次验证": second_factors_rewrap,
        "付款账号": accounts_rewrap,
        "服务机构账号": provider_accounts_rewrap,
        "抽取种子": seeds_rewrap,
        "待发短信": sms_rewrap,
    }
)
"""What is moved to the current key, by the name the command gives it: keys of persons, seeds of authenticators and recovery
codes, bank accounts of payments and of providers, seeds of panels not drawn yet, numbers of short messages that wait."""

STAYS: Mapping[str, Callable[[str], int]] = MappingProxyType({"申请表里的银行账号": forms_under})
"""What stays under the key it was written with: how many, by the id of a key."""


@click.command("rotate")
def keys_rotate() -> None:
    """把旧主密钥加密的内容改由现用主密钥加密；最后说明哪些旧密钥可以退役，哪些还要留着。"""
    actor, ring = SystemActor("cli.keys_rotate"), crypto.keyring()
    click.echo(f"现用主密钥“{ring.current}”，重新加密了：")
    for name, move in MOVED.items():
        click.echo(f"  {name} {move(actor=actor)} 项")
    for key_id in (one for one in ring.keys if one != ring.current):
        needed = [
            f"{name} {count} 处" for name, count_under in STAYS.items() if (count := count_under(key_id))
        ]
        told = f"要留在列表末尾（{'、'.join(needed)}）" if needed else "旧链接和登录过期后可以退役"
        click.echo(f"旧主密钥“{key_id}”：{told}。")
