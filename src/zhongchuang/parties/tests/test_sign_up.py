"""Signing up, confirming an address, forgotten and changed passwords: allauth's pages over the room's verbs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client

from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.parties import selectors, services
from zhongchuang.parties.access import SELF_SERVICE, Role
from zhongchuang.parties.models import Account, MailLanguage
from zhongchuang.parties.tests.factory import PASSWORD, SYSTEM, make_account, signed_in

pytestmark = pytest.mark.django_db
EMAIL = "new@test.invalid"


@pytest.fixture(autouse=True)
def nobody_tried_before() -> None:
    cache.clear()


def sign_up(**changes: str) -> Any:
    given = {
        "email": EMAIL,
        "name": "虚构人员",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "role": "mentor",
    }
    return Client().post("/accounts/signup/", {**given, **changes})


def link_in(message: mail.EmailMessage) -> str:
    """The path of the link in a mail."""
    return str(re.findall(r"https?://[^/\s]+(/\S+)", str(message.body))[0])


def verbs() -> list[str]:
    entries = AuditEntry.objects.exclude(verb__startswith="messages.").order_by("pk")
    return list(entries.values_list("verb", flat=True))


def test_signing_up_makes_an_account_with_the_chosen_role_and_mails_a_link() -> None:
    answer = sign_up()
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/confirm-email/")
    account = Account.objects.get()
    assert (account.email, account.name) == (EMAIL, "虚构人员")
    assert selectors.roles_of(account) == {Role.MENTOR}
    assert verbs() == ["parties.account_register"]
    (message,) = mail.outbox
    assert message.to == [EMAIL]
    assert PASSWORD not in str(message.body)


@pytest.mark.parametrize("role", sorted(set(Role) - SELF_SERVICE))
def test_no_form_however_made_gives_a_role_that_is_granted(role: Role) -> None:
    told = sign_up(role=role.value)
    assert told.status_code == 200
    assert "可用选项" in told.content.decode() or "有效" in told.content.decode()
    assert not Account.objects.exists()
    assert f'value="{role.value}"' not in Client().get("/accounts/signup/").content.decode()


def test_until_the_address_is_confirmed_the_account_stays_shut() -> None:
    sign_up()
    told = Client().post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    assert told.headers["Location"] == "/accounts/confirm-email/"
    browser = Client()
    link = link_in(mail.outbox[0])
    assert "请确认 new@test.invalid 是“虚构人员”的邮箱" in browser.get(link).content.decode()
    assert EmailAddress.objects.get().verified is False  # looking at a link confirms nothing
    browser.post(link)
    assert EmailAddress.objects.get().verified is True
    assert verbs()[-1] == "parties.email_confirmed"
    answer = browser.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    assert answer.headers["Location"] == "/"
    assert "已经用过" in Client().get(link).content.decode()


def test_an_address_that_has_an_account_is_not_given_away() -> None:
    make_account(email=EMAIL)
    answer = sign_up()
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/confirm-email/")
    assert Account.objects.count() == 1
    (message,) = mail.outbox
    assert message.to == [EMAIL]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"email": "not an address"}, "有效的"),
        ({"name": ""}, "必填"),
        ({"password1": "12345678", "password2": "12345678"}, "常见"),
        ({"password2": "another-password"}, "必须相同"),
        ({"role": ""}, "必填"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_lost(changes: dict[str, str], told: str) -> None:
    text = sign_up(**changes).content.decode()
    assert "请先改正下面的问题" in text
    assert told in text
    if "email" not in changes:
        assert f'value="{EMAIL}"' in text
    assert PASSWORD not in text
    assert not Account.objects.exists()


def test_a_forgotten_password_is_set_by_the_mailed_link_once() -> None:
    account, browser = make_account(email=EMAIL), Client()
    answer = browser.post("/accounts/password/reset/", {"email": EMAIL})
    assert answer.headers["Location"] == "/accounts/password/reset/done/"
    form = browser.get(link_in(mail.outbox[0])).headers["Location"]
    assert "设置新密码" in browser.get(form).content.decode()
    browser.post(form, {"password1": "a-new-horse-battery", "password2": "a-new-horse-battery"})
    account.refresh_from_db()
    assert account.check_password("a-new-horse-battery")
    assert verbs()[-1] == "parties.password_set"
    assert "链接不能再用" in Client().get(link_in(mail.outbox[0])).content.decode()


def test_asking_for_an_unknown_address_reads_the_same() -> None:
    make_account(email=EMAIL)
    known = Client().post("/accounts/password/reset/", {"email": EMAIL})
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@test.invalid"})
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )


def test_a_changed_password_keeps_this_session_and_ends_all_others() -> None:
    account = make_account()
    here, elsewhere = signed_in(account), signed_in(account)
    wrong = here.post(
        "/accounts/password/change/", {"oldpassword": "wrong", "password1": "x", "password2": "x"}
    )
    assert wrong.status_code == 200
    new = "a-new-horse-battery"
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert here.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302
    assert verbs()[-1] == "parties.password_set"


def test_saving_a_password_does_not_save_the_rest_of_an_old_row() -> None:
    account = make_account(name="旧名字")
    Account.objects.filter(pk=account.pk).update(name="新名字", row_version=5)
    browser, new = signed_in(account), "a-new-horse-battery"
    browser.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    account.refresh_from_db()
    assert (account.name, account.row_version) == ("新名字", 5)


def test_a_new_address_is_added_confirmed_made_main_and_logged() -> None:
    account = make_account(email="old@test.invalid")
    browser = signed_in(account)
    browser.post("/accounts/email/", {"action_add": "", "email": EMAIL})
    assert verbs()[-1] == "parties.account_register"
    browser.post(link_in(mail.outbox[0]))
    assert verbs()[-1] == "parties.email_confirmed"
    page = browser.get("/accounts/email/").content.decode()
    assert "old@test.invalid" in page and EMAIL in page
    browser.post("/accounts/email/", {"action_primary": "", "email": EMAIL})
    account.refresh_from_db()
    assert account.email == EMAIL
    assert verbs()[-1] == "parties.email_changed"
    assert EMAIL not in str(AuditEntry.objects.latest("pk").personal)


def test_every_mail_is_in_the_readers_language_and_says_what_to_do_if_it_was_not_them() -> None:
    """Of the page where nobody has the address yet; where somebody has it, the language they chose, whoever asks."""
    for language, page in (("zh-hans", "en"), ("en", "zh-hans")):
        known = make_account(email=f"known-{language}@test.invalid")
        services.account_language(
            actor=SYSTEM, account=known, language=MailLanguage(language), expected_version=1
        )
        browser = Client()
        for email, of_page in ((f"{language}@test.invalid", language), (known.email, page)):
            browser.cookies["django_language"] = of_page
            cache.clear()
            browser.post("/accounts/password/reset/", {"email": email})
            form = {"email": email, "name": "someone", "password1": PASSWORD, "password2": PASSWORD}
            browser.post("/accounts/signup/", {**form, "role": "mentor"})
    chinese, english = mail.outbox[:4], mail.outbox[4:]
    assert len(english) == 4
    for message in english:
        assert not re.search(r"[\u4e00-\u9fff]", f"{message.subject}{message.body}")
        assert "http://testserver/accounts/" in message.body
        assert "ignore" in message.body
    for message in chinese:
        words = re.sub(r"https?://\S+|someone", "", f"{message.subject}{message.body}")
        assert not re.search(r"[A-Za-z]{2,}", words), words
        assert message.subject.startswith("众创台：")
        assert "http://testserver/accounts/" in message.body
        assert "不必理会" in message.body
