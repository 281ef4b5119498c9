"""Clearance and disclosure in the demonstration: awards are public, one exception, one case waits, an audit has findings."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import Settings

from tests.whole import world
from zhongchuang.cases.services import letters
from zhongchuang.clearance.models import AuditFinding, AuditRun, Award, AwardImport, Check, Override
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account
from zhongchuang.parties.tests.factory import signed_in
from zhongchuang.project import demonstration
from zhongchuang.project.demonstration_awards import ROWS
from zhongchuang.project.demonstration_proactive import FILES
from zhongchuang.vouchers.tests.worlds import unboxed


@pytest.fixture(autouse=True)
def _demonstrating(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMONSTRATION = True
    settings.CUMULATION_DEMONSTRATION_DIR = FILES
    monkeypatch.setattr(letters, "render_pdf", lambda *_data, **_made: world.PDF)


def of(role: Role) -> Client:
    """One of the demonstration's people, signed in."""
    return signed_in(Account.objects.get(email=f"{role.value}@demo.invalid"))


def counted() -> list[int]:
    """How much of everything there is."""
    return [model.objects.count() for model in (Award, AwardImport, AuditRun, AuditFinding, Override, Check)]


@pytest.mark.usefixtures("day")
def test_everything_the_pages_show_is_there_once_and_says_that_it_is_invented() -> None:
    with unboxed():
        demonstration.load()
        made = counted()
        assert demonstration.load() == 0
    assert counted() == made

    awards = Award.objects.all()
    assert {(one.state, one.synthetic) for one in awards} == {("public", True)}
    assert len(awards) == len(ROWS) + 1
    assert all("虚构" in one.recipient_name for one in awards)
    public = signed_in(None)
    page = public.get("/awards/").content.decode()
    assert "演示智能装备有限公司（虚构）" in page and "（演示）" in page

    (exception,) = Override.objects.all()
    assert (exception.state, exception.asked_by_id != exception.answered_by_id) == ("confirmed", True)
    assert exception.reason in public.get("/awards/exceptions/").content.decode()
    sister = Check.objects.get(holder=exception.holder)
    assert {one["rule"]: one["outcome"] for one in sister.findings} == {
        "demo-yearly-cap": "reduced",
        "many-heads": "warned",
        "related-parties": "warned",
    }

    blocked = Check.objects.get(verdict="blocked")
    waits = of(Role.OFFICER).get("/office/clearance/?needs=blocked").content.decode()
    assert blocked.holder.partition(":")[2] in waits and "演示铸造股份有限公司（虚构）" in waits

    (run,) = AuditRun.objects.all()
    assert (run.state, run.found > 0) == ("done", True)
    assert AuditFinding.objects.filter(told__0="invoice-once", refs__0__startswith="award:").count() == 2
    audits = of(Role.AUDITOR).get("/office/audits/").content.decode()
    assert re.search(rf"/office/audits/{run.key}/", audits)


@pytest.mark.usefixtures("day")
def test_without_the_rules_of_the_demonstration_nothing_is_excepted(settings: Settings) -> None:
    settings.CUMULATION_DEMONSTRATION_DIR = None
    with unboxed():
        demonstration.load()
    assert not Override.objects.exists()
    assert {one.verdict for one in Check.objects.all()} == {"clear"}
