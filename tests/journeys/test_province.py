"""A fourth province, through every door at once: two people at the desk, then a subscriber, a citizen, a search, another
system. The text is made up and says so (`desk_at_work.TEXT`); the walk in a browser is in `test_desk.py`.
"""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.cache import cache
from django.test import Client

from zhongchuang.core.jobs.worker import run_worker
from zhongchuang.parties.tests.factory import make_account
from zhongchuang.policy.models import Draft
from zhongchuang.policy.packs.schema import SubjectKind
from zhongchuang.policy.selectors.rulebook import current_rulebook
from zhongchuang.policy.services import desk
from zhongchuang.policy.tests.desk_at_work import DOCUMENT, REVIEWER, step, submitted
from zhongchuang.policy.tests.factory import a_sheet, a_verdict
from zhongchuang.policy.tests.subscribers import a_subscription

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("site")]

SUBJECT = {
    "place": "220100",
    "kind": "team",
    "on": "2031-06-01",
    "facts": {"in_space": True, "transfer_income": 1000000},
}


def asked(client: Client, path: str, **query: str) -> Any:
    """What the API answers."""
    response = client.get(f"/api/v1/{path}", query)
    assert response.status_code == 200, response.content
    return response.json()


def test_what_two_people_publish_is_heard_found_answered_and_replayed(client: Client) -> None:
    cache.clear()
    run_worker(threading.Event(), until_idle=True)
    before = current_rulebook().version
    national = a_sheet("210100", SubjectKind.TEAM, in_space=True)
    kept = a_verdict(national, date(2026, 11, 1))
    subscriber = make_account()
    a_subscription(subscriber, words="众创空间")
    outbox.outbox.clear()

    waiting = submitted()
    assert client.get(f"/policy/{DOCUMENT}/").status_code == 404, "nothing of a draft is public"
    draft: Draft = step(desk.draft_publish, REVIEWER)(waiting)
    run_worker(threading.Event(), until_idle=True)

    mails = [sent for sent in outbox.outbox if sent.to == [subscriber.email]]
    assert len(mails) == 1
    assert "研发团队转让收益" in mails[0].body

    assert client.get(f"/policy/{DOCUMENT}/").status_code == 200
    assert client.get("/measures/jilin/transfer-share/").status_code == 200
    found = asked(client, "search", q="虚构众创空间")
    assert DOCUMENT in str(found)

    assert asked(client, f"documents/{DOCUMENT}")["number"] == "吉政办发〔2031〕12号"
    assert asked(client, "measures/jilin/transfer-share")["title"]
    answer = client.post("/api/v1/match", SUBJECT, content_type="application/json")
    verdicts = {row["measure"]: row for row in answer.json()["verdicts"]}
    assert verdicts["jilin/transfer-share"]["verdict"] == "met"
    assert verdicts["jilin/transfer-share"]["amount"] == 750000

    sheet = a_sheet("220100", SubjectKind.TEAM, in_space=True)
    told = a_verdict(sheet, date(2031, 6, 1))
    assert "jilin/transfer-share" in str(told.verdicts)

    again = asked(client, f"verdicts/{kept.token}/replay")
    assert (again["reproduced"], again["pack_version"], again["is_current"]) == (True, before, False)
    assert draft.result_id == current_rulebook().version != before
