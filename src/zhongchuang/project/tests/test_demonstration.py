"""The demonstration: an account for every role, invented organisations, nothing of it outside demonstration mode."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from zhongchuang.parties import selectors
from zhongchuang.parties.access import Role
from zhongchuang.parties.decisions import uscc_checked
from zhongchuang.parties.models import Account, Organisation
from zhongchuang.parties.tests.factory import make_place
from zhongchuang.project import demonstration
from zhongchuang.project.demonstration import ACCOUNTS, PASSWORD, NotADemonstration, sign_in_list

pytestmark = pytest.mark.django_db


@pytest.fixture
def places() -> None:
    for code in ("210000", "620000", "210100", "530100", "620100"):
        make_place(code, "某地", "Somewhere")


@pytest.fixture
def demonstrating(settings: Settings, places: None) -> None:
    settings.DEMONSTRATION = True


def test_outside_a_demonstration_nothing_is_loaded_or_told(places: None) -> None:
    with pytest.raises(NotADemonstration, match="make run"):
        demonstration.load()
    assert not Account.objects.exists()
    assert sign_in_list() == []
    page = Client().get("/accounts/login/").content.decode()
    assert PASSWORD not in page
    assert "demo.invalid" not in page


def test_production_refuses_in_a_process_of_its_own(tmp_path: Path) -> None:
    program = (
        "import django; django.setup(); from zhongchuang.project import demonstration; demonstration.load()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={
            "PATH": os.environ["PATH"],
            "ZHONGCHUANG_VAR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "zhongchuang.project.settings",
            "ZHONGCHUANG_MODE": "production",
            "ZHONGCHUANG_SECRET_KEY": "x" * 60,
            "ZHONGCHUANG_KEYS": "k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
            "ZHONGCHUANG_HOSTS": "zhongchuang.test.invalid",
            "DATABASE_URL": "sqlite:///" + str(tmp_path / "none.sqlite3"),
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "NotADemonstration" in done.stderr


def test_there_is_one_account_for_every_role_and_loading_again_makes_none(demonstrating: None) -> None:
    assert demonstration.load() == len(ACCOUNTS)
    assert demonstration.load() == 0
    held = [
        selectors.roles_of(account)
        for account in Account.objects.filter(email__in=[a.email for a in ACCOUNTS])
    ]
    assert {role for roles in held for role in roles} == set(Role)
    assert all(len(roles) == 1 for roles in held)


def test_what_is_missing_is_made_later(demonstrating: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(demonstration, "ACCOUNTS", ACCOUNTS[:-2])
        assert demonstration.load() == len(ACCOUNTS) - 2
    assert demonstration.load() == 2
    known = Organisation.objects.count()
    assert known >= len(demonstration.ORGANISATIONS)
    assert demonstration.load() == 0
    assert Organisation.objects.count() == known


def test_everything_says_that_it_is_invented(demonstrating: None) -> None:
    demonstration.load()
    for organisation in Organisation.objects.all():
        assert organisation.synthetic
        assert "虚构" in organisation.name
        assert organisation.uscc.startswith("91999999")
    assert all(account.email.endswith(".invalid") for account in Account.objects.all())
    assert all(account.name.startswith("演示·") for account in Account.objects.all())


def test_the_codes_are_valid_and_differ() -> None:
    codes = {demonstration.synthetic_uscc(number) for number in range(50)}
    assert len(codes) == 50
    assert all(uscc_checked(code) == code for code in codes)


def test_the_sign_in_page_offers_every_account_and_each_opens(demonstrating: None) -> None:
    demonstration.load()
    page = Client().get("/accounts/login/").content.decode()
    for demo in ACCOUNTS:
        assert demo.email in page
        assert str(demo.role.label) in page
        visitor = Client()
        answer = visitor.post("/accounts/login/", {"login": demo.email, "password": PASSWORD})
        assert answer.status_code == 302
        assert demo.name in visitor.get("/me/").content.decode()
    assert PASSWORD in page
