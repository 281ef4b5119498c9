"""The desk's page of a call without application, and the subject's page with its three answers."""

from __future__ import annotations

import pytest
from django.test import Client

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, ProactiveRun
from zhongchuang.cases.services.offers import offer_now
from zhongchuang.cases.services.proactive import proactive_judge, run_judge
from zhongchuang.cases.tests.proactive import scene
from zhongchuang.core.actors import PersonActor
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.parties.models import Account, Space
from zhongchuang.parties.tests.factory import SYSTEM
from zhongchuang.policy.selectors import current_rulebook
from zhongchuang.policy.tests.factory import words

pytestmark = pytest.mark.django_db


def browser(who: PersonActor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=who.user_id))
    return client


def answer(case: Case, who: PersonActor, word: str, **more: str) -> object:
    form = {
        "row_version": str(case.row_version),
        "idempotency_key": new_idempotency_key(),
        "answer": word,
        "seen": offer_now(case, current_rulebook()).found.digest,
        **more,
    }
    return browser(who).post(f"/my/cases/{case.number}/offer/", form)


def test_the_desk_sees_who_has_it_and_what_others_lack() -> None:
    call, by = scene.call(), scene.officer()
    scene.space(1)
    scene.space(2, tenants=0)
    scene.space(3, telephone="")
    page = f"/office/rounds/{call.pk}/proactive/"
    before = words(browser(by).get(page))
    assert "核算谁符合" in before
    scene.judged(by, call)
    told = words(browser(by).get(page))
    counts = told.replace(" ", "")
    assert "全部3符合1差登记信息1不符合1" in counts
    assert "不成立：现有团队或企业入驻" in told and "平台没有登记：联系电话" in told
    assert "送给1个符合的" in counts
    only = words(browser(by).get(page + "?outcome=lacking"))
    assert "虚构众创空间3" in only and "虚构众创空间1" not in only


def test_from_the_desk_it_is_judged_and_sent() -> None:
    call, by = scene.call(), scene.officer()
    scene.space(1)
    page = f"/office/rounds/{call.pk}/proactive/"
    asked = browser(by).post(page + "judge/", {"idempotency_key": new_idempotency_key()})
    assert asked.headers["Location"] == page
    waiting = browser(by).get(page)
    assert "排队" in words(waiting) and "hx-trigger" in waiting.content.decode()
    run = scene.judged(by, scene.call(scene.said(id="another")))
    assert run.state == "judged"
    mine = ProactiveRun.objects.get(round=call)
    run_judge(actor=SYSTEM, key=mine.key)
    mine.refresh_from_db()
    form = {"row_version": str(mine.row_version), "idempotency_key": new_idempotency_key(), "run": mine.key}
    browser(by).post(page + "send/", form)
    mine.refresh_from_db()
    assert mine.state == "sending"


def test_what_cannot_be_judged_says_why() -> None:
    call, by = scene.call(), scene.officer()
    proactive_judge(actor=by, round_id=call.pk)
    client = browser(by)
    client.post(
        f"/office/rounds/{call.pk}/proactive/judge/", {"idempotency_key": new_idempotency_key()}, follow=True
    )
    assert ProactiveRun.objects.count() == 1


def test_the_call_page_leads_there_and_the_public_one_says_so() -> None:
    call, by = scene.call(), scene.officer()
    assert (
        f"/office/rounds/{call.pk}/proactive/"
        in browser(by).get(f"/office/rounds/{call.pk}/").content.decode()
    )
    assert "免申即享" in words(Client().get("/apply/liaoning/without-application/"))


def test_the_subject_sees_what_is_known_from_where_on_which_words() -> None:
    case, who = scene.offered()
    listed = words(browser(who).get("/my/cases/"))
    assert "待确认" in listed and "确认期限" in listed
    own = browser(who).get(f"/my/cases/{case.number}/")
    assert "看看并答复" in words(own) and f"/my/cases/{case.number}/offer/" in own.content.decode()
    page = browser(who).get(f"/my/cases/{case.number}/offer/")
    told = words(page)
    assert "来自众创空间登记" in told and "来自单位登记" in told and "来自入驻登记" in told
    assert (scene.ALLIANCE["quote"] in told and "/clauses/" in page.content.decode()) or "三2" in told
    assert "现有团队或企业入驻" in told and "确认" in told and "更正" in told and "不要" in told


def test_confirmed_on_the_page_it_goes_on() -> None:
    case, who = scene.offered()
    done = answer(case, who, "confirm")
    case.refresh_from_db()
    assert case.state == State.SUBMITTED
    assert getattr(done, "headers")["Location"] == f"/my/cases/{case.number}/"  # noqa: B009 - a response


def test_a_page_that_is_old_shows_what_changed() -> None:
    case, who = scene.offered()
    old = offer_now(case, current_rulebook()).found.digest
    scene.admit(Space.objects.get(), "虚构新团队")
    refused = answer(case, who, "confirm", seen=old)
    told = words(refused)  # type: ignore[arg-type]
    assert getattr(refused, "status_code") == 409  # noqa: B009 - a response
    assert "登记的情况变了" in told and "在驻团队和企业：1 → 2" in told.replace(" ：", "：")
    case.refresh_from_db()
    assert case.state == State.OFFERED


def test_corrected_it_opens_the_form_and_declined_it_ends() -> None:
    case, who = scene.offered()
    opened = answer(case, who, "correct")
    assert getattr(opened, "headers")["Location"].endswith("/fill/about/")  # noqa: B009 - a response
    other, second = scene.offered(2, programme=scene.said(id="second"))
    answer(other, second, "decline")
    other.refresh_from_db()
    assert other.state == State.DECLINED
    assert "您已表示不要" in words(browser(second).get(f"/my/cases/{other.number}/"))


def test_what_is_being_corrected_is_declined_where_it_is_taken_back() -> None:
    case, who = scene.offered()
    answer(case, who, "correct")
    case.refresh_from_db()
    form = {"row_version": str(case.row_version), "idempotency_key": new_idempotency_key()}
    browser(who).post(f"/my/cases/{case.number}/withdraw/", form)
    case.refresh_from_db()
    assert case.state == State.DECLINED


def test_an_offer_that_is_answered_leads_to_the_case() -> None:
    case, who = scene.offered()
    answer(case, who, "decline")
    gone = browser(who).get(f"/my/cases/{case.number}/offer/")
    assert gone.headers["Location"] == f"/my/cases/{case.number}/"
    assert browser(scene.officer()).get(f"/my/cases/{case.number}/offer/").status_code == 404
