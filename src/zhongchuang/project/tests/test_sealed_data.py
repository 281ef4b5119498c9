"""All that is encrypted moves to a new master key; what stays is counted, and nothing else needs the old one."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from click.testing import CliRunner
from django.apps import apps
from pytest_django import Settings

from zhongchuang.cases.programmes.accounts import account_number
from zhongchuang.cases.services.panels import panel_draw
from zhongchuang.cases.tests.deciding.test_paying import payable, send
from zhongchuang.cases.tests.factory import BANK_ACCOUNT
from zhongchuang.cases.tests.review import scene
from zhongchuang.core import clock, crypto
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.cli import keys_new
from zhongchuang.core.crypto import KeysUnusable
from zhongchuang.core.errors import NotAllowed
from zhongchuang.ledger.models import BatchLine
from zhongchuang.ledger.services.orders import decrypt_account
from zhongchuang.ledger.services.rewrapping import accounts_rewrap
from zhongchuang.messages.models import Sms
from zhongchuang.messages.services import ShortText, sms_write_many
from zhongchuang.parties.services.rewrapping import second_factors_rewrap
from zhongchuang.parties.tests.factory import SYSTEM, actor, make_account
from zhongchuang.project.sealed_data import keys_rotate

pytestmark = pytest.mark.django_db
STAYS = {"cases.Case.answers", "cases.Submission.answers"}


def under(key_id: str) -> set[str]:
    """Every column of every table with a token of a key in it."""
    token = re.compile(rf"(?<![A-Za-z0-9_-]){re.escape(key_id)}\.[A-Za-z0-9_-]{{30,}}")
    return {
        f"{model._meta.label}.{name}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        for row in model._base_manager.values()
        for name, value in row.items()
        if token.search(str(value))
    }


def rotated() -> str:
    """What the command says."""
    said = CliRunner().invoke(keys_rotate, catch_exceptions=False)
    assert said.exit_code == 0
    return said.output


def new_key(settings: Settings) -> tuple[str, str]:
    """A new key before the others: the ids of the one before and of the new one."""
    old = crypto.keyring().current
    made = CliRunner().invoke(keys_new).output.strip()
    settings.ZHONGCHUANG_KEYS = f"{made},{settings.ZHONGCHUANG_KEYS}"
    return old, crypto.keyring().current


def forget(settings: Settings, key_id: str) -> None:
    """Put a key away."""
    kept = [one for one in settings.ZHONGCHUANG_KEYS.split(",") if not one.startswith(f"{key_id}:")]
    settings.ZHONGCHUANG_KEYS = ",".join(kept)


def test_afterwards_only_what_the_command_names_needs_the_old_key(settings: Settings) -> None:
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN = "https://sms.invalid/", "token-1"
    with clock.use_date(scene.TODAY):
        for _ in range(4):
            scene.expert()
        panel = scene.arranged(scene.cases(), scene.officer())
        case, order = payable()
        send(order)
        person = make_account()
        codes = Authenticator.objects.create(
            user=person,
            type=Authenticator.Type.RECOVERY_CODES,
            data={"seed": get_adapter().encrypt("some seed"), "used_mask": 5},
        )
        sms_write_many(actor=SYSTEM, texts=[ShortText("a", str(person.pk), "00000000007", "已受理")])
        old, new = new_key(settings)
        before = under(old)
        assert {"ledger.PaymentOrder.bank_account", "ledger.BatchLine.bank_account"} < before
        assert {"cases.Panel.seed", "core.PersonKey.wrapped", "mfa.Authenticator.data"} < before

        said = rotated()
        assert under(old) == before & STAYS != set()
        assert f"现用主密钥“{new}”" in said and "付款账号 2 项" in said and "二次验证 1 项" in said
        assert re.search(rf"旧主密钥“{old}”：要留在列表末尾（申请表里的银行账号 \d+ 处）", said)
        assert "付款账号 0 项" in rotated(), "a second run finds nothing to move"

        case.refresh_from_db()
        assert account_number(case.answers["bank_account"]) == BANK_ACCOUNT
        forget(settings, old)
        order.refresh_from_db()
        codes.refresh_from_db()
        panel.refresh_from_db()
        assert decrypt_account(order.bank_account) == BANK_ACCOUNT
        assert decrypt_account(BatchLine.objects.get().bank_account) == BANK_ACCOUNT
        assert get_adapter().decrypt(codes.data["seed"]) == "some seed" and codes.data["used_mask"] == 5
        assert Sms.objects.get().telephone_sealed.startswith(f"{new}.")
        drawn = panel_draw(actor=scene.officer(), panel=panel, expected_version=panel.row_version)
        assert drawn.drawn_at is not None
        with pytest.raises(KeysUnusable, match=old):
            account_number(case.answers["bank_account"])


def test_a_key_that_nothing_needs_may_be_put_away_and_the_log_says_what_moved(settings: Settings) -> None:
    person = make_account()
    Authenticator.objects.create(
        user=person, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt("S3CRET")}
    )
    old, new = new_key(settings)
    assert f"旧主密钥“{old}”：旧链接和登录过期后可以退役。" in rotated()
    entries = list(AuditEntry.objects.filter(verb="core.column_rewrap"))
    assert {entry.target_id for entry in entries} == {new}
    told = {after["where"]: after["rewrapped"] for entry in entries if (after := entry.after)}
    assert told["mfa.authenticator.data"] == 1 and told.keys() == {
        "core.personkey.wrapped",
        "mfa.authenticator.data",
    }


def test_a_missing_key_moves_nothing(settings: Settings) -> None:
    with clock.use_date(scene.TODAY):
        _case, order = payable()
    old, _new = new_key(settings)
    forget(settings, old)
    with pytest.raises(KeysUnusable, match=old):
        accounts_rewrap(actor=SYSTEM)
    kept = order.bank_account
    order.refresh_from_db()
    assert order.bank_account == kept


def test_no_person_moves_keys() -> None:
    officer = actor(make_account())
    with pytest.raises(NotAllowed):
        accounts_rewrap(actor=officer)
    with pytest.raises(NotAllowed):
        second_factors_rewrap(actor=officer)
