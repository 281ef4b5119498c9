"""A copy of one's own data, and the end of it: what goes is gone from every table, what stays proves itself still."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from axes.models import AccessAttempt
from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django import Settings

from zhongchuang.clearance.models import CorrectionRequest
from zhongchuang.clearance.services.correcting import correction_ask
from zhongchuang.clearance.tests.awards import public_person
from zhongchuang.core import clock
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.audit.people import read_personal
from zhongchuang.core.audit.verify import verify
from zhongchuang.core.errors import NotAllowed
from zhongchuang.messages.services import mail_send_due
from zhongchuang.parties import services
from zhongchuang.parties.access import Role, TokenScope
from zhongchuang.parties.errors import ErasureOver, ErasureStands, LastAdministrator, LastManager
from zhongchuang.parties.models import Account, ErasureRequest, Person, Standing
from zhongchuang.parties.services.tokens import token_create
from zhongchuang.parties.tests.factory import (
    PASSWORD,
    SYSTEM,
    actor,
    make_account,
    make_organisation,
)
from zhongchuang.policy import services as policy
from zhongchuang.policy.packs.schema import SubjectKind

pytestmark = pytest.mark.django_db
NAME, EMAIL, SECOND, BROWSER = (
    "被遗忘的虚构人",
    "forget-me@test.invalid",
    "also-me@test.invalid",
    "Rare-Browser/7",
)
TRACES = (NAME, EMAIL, SECOND, BROWSER, "forget-me", "also-me")
SAMPLE = Path(__file__).parents[2] / "policy" / "packs" / "tests" / "sample"


@pytest.fixture(autouse=True)
def unhurried(settings: Settings) -> None:
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = False


def browser_of(email: str = EMAIL, *, confirmed: bool = True) -> Client:
    browser = Client(HTTP_USER_AGENT=BROWSER, raise_request_exception=False)
    browser.post("/accounts/login/", {"login": email, "password": PASSWORD})
    if confirmed:
        browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return browser


def live_a_little() -> Account:
    """An account that left something in every room."""
    policy.packs_load(actor=SYSTEM, root=SAMPLE)
    account = make_account(Role.MENTOR, name=NAME, email=EMAIL)
    browser = browser_of()
    browser.post("/accounts/email/", {"action_add": "", "email": SECOND})
    services.account_rename(actor=actor(account), account=account, name=NAME + "改", expected_version=1)
    services.account_rename(
        actor=actor(account), account=account, name=NAME, expected_version=2, key="a-key-of-a-form"
    )
    organisation = make_organisation()
    manager = make_account()
    services.membership_add(
        actor=SYSTEM, account=manager, organisation=organisation, standing=Standing.MANAGER
    )
    services.invitation_make(
        actor=actor(manager),
        organisation=organisation,
        email=EMAIL,
        standing=Standing.MEMBER,
        link="SECRET",
        language="en",
    )
    token_create(actor=actor(account), account=account, name=NAME, scopes=[TokenScope.READ], days=30)
    policy.sheet_start(actor=actor(account), place="990100", kind=SubjectKind.TEAM)
    SocialAccount.objects.create(
        user=account, provider="x", uid="1", extra_data={"email": EMAIL, "name": NAME}
    )
    AccessAttempt.objects.create(username=EMAIL, failures_since_start=1, user_agent=BROWSER)
    services.sign_in_blocked(actor=SYSTEM, account=account, until=clock.now())
    mail_send_due(actor=SYSTEM)
    account.refresh_from_db()
    return account


def ask(account: Account) -> ErasureRequest:
    return services.erasure_request(
        actor=actor(account), account=account, expected_version=account.row_version
    )


def run_after(days: int) -> int:
    with clock.use_clock(clock.FrozenClock(clock.now() + dt.timedelta(days=days, minutes=1))):
        return services.erasures_run(actor=SYSTEM)


def everything_kept() -> dict[str, str]:
    """The text of every column of every table."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table in {
                "core_searchgrams",
                "clearance_awardgrams",
            }:  # SQLite cannot read them out: pieces of public texts
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = json.dumps(
                [list(row) for row in cursor.fetchall()], default=str, ensure_ascii=False
            )
    return found


def traces() -> dict[str, list[str]]:
    """Which tables still tell of the person, and what."""
    told = {table: [trace for trace in TRACES if trace in text] for table, text in everything_kept().items()}
    return {table: found for table, found in told.items() if found}


def test_the_copy_holds_what_the_platform_knows_in_both_languages() -> None:
    live_a_little()
    browser = browser_of()
    answer: Any = browser.post("/me/data/export")
    assert "attachment" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert set(archive.namelist()) == {"data.json", "data.zh-hans.html", "data.en.html"}
        data = json.loads(archive.read("data.json"))["data"]
        chinese, english = (archive.read(f"data.{x}.html").decode() for x in ("zh-hans", "en"))
    assert data["account"][0]["email"] == EMAIL
    assert data["roles"][0]["role"] == "mentor"
    assert data["sheets"] and data["tokens"][0]["name"] == NAME
    assert {row["kind"] for row in data["safety"]} == {"provider", "browser"}
    names = [row["personal"] for row in data["log"] if row["verb"] == "parties.account_rename"]
    assert names[0] == {"before": NAME, "after": NAME + "改"}
    assert "审计日志" in chinese and "Audit log" in english and NAME in english
    assert AuditEntry.objects.filter(verb="parties.data_exported").count() == 1


def test_nobody_takes_a_copy_of_anothers_data_nor_without_showing_who_they_are() -> None:
    account = make_account(email=EMAIL)
    with pytest.raises(NotAllowed):
        services.data_export(actor=actor(make_account(Role.ADMINISTRATOR)), account=account)
    answer = browser_of(confirmed=False).post("/me/data/export")
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")


def test_an_erased_person_is_in_no_table_and_the_log_still_proves_itself() -> None:
    account = live_a_little()
    control = traces()
    assert {
        "parties_account",
        "account_emailaddress",
        "axes_accessattempt",
        "zhongchuang_messages_mail",
    } <= set(control)
    named = [e for e in AuditEntry.objects.all() if read_personal(e, f"account:{account.pk}")]
    assert named  # readable before
    ask(account)
    assert run_after(6) == 0
    assert run_after(8) == 1
    assert traces() == {}
    assert not any(read_personal(entry, f"account:{account.pk}") for entry in named)
    assert not verify().findings
    account.refresh_from_db()
    assert (account.is_active, account.has_usable_password()) == (False, False)
    assert not Authenticator.objects.filter(user=account).exists()
    assert run_after(9) == 0
    again = make_account(email=EMAIL)  # the address is free
    assert again.pk != account.pk


def test_the_name_comes_down_from_awards_and_the_words_of_requests_are_gone() -> None:
    account = live_a_little()
    person = Person.objects.create(
        account=account, identity_kind="resident_id", created_by="test", created_at=clock.now()
    )
    row = public_person(person=f"person:{person.pk}", recipient_name=NAME)
    correction_ask(actor=actor(account), number=row.number, field="title", says=f"{NAME}：标题有误")
    with zipfile.ZipFile(io.BytesIO(services.data_export(actor=actor(account), account=account))) as copy:
        held = json.loads(copy.read("data.json"))["data"]
    assert held["awards"][0]["name"] == NAME and NAME in held["correction_requests"][0]["says"]
    account.refresh_from_db()
    ask(account)
    assert run_after(8) == 1
    assert traces() == {}
    row.refresh_from_db()
    assert row.recipient_name == "（已撤下）" and row.state == "public" and row.amount
    assert CorrectionRequest.objects.get().says == ""


def test_it_says_goodbye_and_signs_out_everywhere(django_capture_on_commit_callbacks: Any) -> None:
    account = make_account(email=EMAIL)
    browser = browser_of()
    ask(account)
    mail_send_due(actor=SYSTEM)
    assert "已申请注销" in mail.outbox[-1].subject
    with django_capture_on_commit_callbacks(execute=True):
        run_after(8)
    assert (mail.outbox[-1].subject, mail.outbox[-1].to) == ("众创台：账户已注销", [EMAIL])
    assert browser.get("/me/").status_code == 302


def test_somebody_thinks_better_of_it_on_the_page() -> None:
    account = make_account(email=EMAIL)
    browser = browser_of()
    page = browser.get("/me/data/erase/").content.decode()
    assert "保留，以及为什么" in page and "销毁这把密钥" in page
    request = ask(account)
    assert "撤销注销申请" in browser.get("/me/data/").content.decode()
    with pytest.raises(ErasureStands):
        ask(Account.objects.get(pk=account.pk))
    guard = {"row_version": request.row_version, "idempotency_key": "a-key-of-this-form"}
    for _ in range(2):
        assert browser.post("/me/data/erase/cancel", guard).status_code == 302
    assert run_after(30) == 0
    with pytest.raises(ErasureOver):
        services.erasure_cancel(actor=actor(account), request=request, expected_version=2)


def test_the_last_administrator_stays() -> None:
    boss = make_account(Role.ADMINISTRATOR)
    with pytest.raises(LastAdministrator):
        ask(boss)
    second = make_account(Role.ADMINISTRATOR)
    ask(boss)
    with pytest.raises(LastAdministrator):  # the other one is going already
        ask(second)


def test_whoever_became_the_last_administrator_meanwhile_stays() -> None:
    boss, second = make_account(Role.ADMINISTRATOR), make_account(Role.ADMINISTRATOR)
    ask(boss)
    services.role_revoke(actor=SYSTEM, account=second, role=Role.ADMINISTRATOR, expected_version=1)
    assert run_after(8) == 0
    boss.refresh_from_db()
    assert boss.is_active


def test_nobody_leaves_others_without_a_manager() -> None:
    manager, member, organisation = make_account(), make_account(), make_organisation()
    services.membership_add(
        actor=SYSTEM, account=manager, organisation=organisation, standing=Standing.MANAGER
    )
    services.membership_add(actor=SYSTEM, account=member, organisation=organisation)
    with pytest.raises(LastManager):
        ask(manager)


def test_nobody_erases_another() -> None:
    account = make_account()
    with pytest.raises(NotAllowed):
        services.erasure_request(
            actor=actor(make_account(Role.ADMINISTRATOR)), account=account, expected_version=1
        )
    with pytest.raises(NotAllowed):
        services.erasures_run(actor=actor(account))


def test_every_table_with_an_account_in_it_is_told_of() -> None:
    """A room that begins to keep something of people is found here; then it gets its line in project/personal_data.py."""
    known = {
        "policy.AnswerSheet", "policy.StoredVerdict", "policy.Subscription", "policy.Population", "policy.Scenario",
        "messages.Mail", "messages.Note", "messages.Sms",
        "parties.TenantImport",  # a register of a space, kept as the department's record
    }  # fmt: skip
    named = {
        model._meta.label.replace("zhongchuang_messages", "messages")
        for model in apps.get_models()
        if any(field.name == "account_id" for field in model._meta.get_fields())
    }
    assert named == known
