"""Where somebody is signed in, and signing out elsewhere."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.parties.tests.factory import PASSWORD, make_account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_tried_before() -> None:
    cache.clear()


def browser_of(email: str, name: str) -> Client:
    browser = Client(HTTP_USER_AGENT=name)
    browser.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return browser


def test_every_browser_is_listed_and_one_or_all_others_are_signed_out() -> None:
    account = make_account()
    here, there, third = (browser_of(account.email, name) for name in ("Here/1", "There/1", "Third/1"))
    stranger = browser_of(make_account().email, "Stranger/1")
    page = here.get("/me/sessions/").content.decode()
    assert all(name in page for name in ("Here/1", "There/1", "Third/1")) and "Stranger" not in page
    number = page.partition("There/1")[2].partition('name="session" value="')[2].partition('"')[0]
    here.post("/me/sessions/end", {"session": number})
    assert (there.get("/me/").status_code, third.get("/me/").status_code) == (302, 200)
    stranger.post("/me/sessions/end", {"session": number})
    here.post("/me/sessions/end", {})
    assert (third.get("/me/").status_code, here.get("/me/").status_code) == (302, 200)
    assert stranger.get("/me/").status_code == 200
    assert AuditEntry.objects.filter(verb="parties.sessions_ended").count() == 2


def test_nobody_ends_anothers_browser() -> None:
    account = make_account()
    mine, other = browser_of(account.email, "Mine/1"), browser_of(make_account().email, "Other/1")
    from allauth.usersessions.models import UserSession

    other.post("/me/sessions/end", {"session": UserSession.objects.get(user=account).pk})
    assert mine.get("/me/").status_code == 200


def test_more_browsers_ask_the_database_no_more() -> None:
    account = make_account()
    here = browser_of(account.email, "Here/1")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            here.get("/me/sessions/")
        counts.append(len(asked))
        for number in range(3):
            browser_of(account.email, f"More/{number}")
    assert counts[0] == counts[1] <= 12
