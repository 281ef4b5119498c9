"""Check, submit, review, publish, return; duties and targets; the end of a document."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account
from zhongchuang.parties.tests.factory import actor, make_account, signed_in
from zhongchuang.policy.drafting.content import EntryKind
from zhongchuang.policy.models import Document, Draft, DraftState
from zhongchuang.policy.selectors.desk import problems_of, workbench
from zhongchuang.policy.selectors.rulebook import current_rulebook
from zhongchuang.policy.tests.desk_at_work import (
    DOCUMENT,
    begun,
    load_real_packs,
    published,
    ready,
    submitted,
)
from zhongchuang.policy.tests.factory import words

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def loaded(today: None) -> None:
    """The packs of the repository in force, with the rows of their documents."""
    load_real_packs()


def press(browser: Client, draft: Draft, button: str, **fields: str) -> str:
    """A button of the draft's pages; the page it leads to."""
    draft.refresh_from_db()
    guard = {"row_version": draft.row_version, "idempotency_key": new_idempotency_key()}
    return words(browser.post(f"/desk/{draft.key}/{button}", {**guard, **fields}, follow=True))


def browser_of(role: Role) -> tuple[Account, Client]:
    account = make_account(role)
    return account, signed_in(account)


@pytest.mark.usefixtures("packs")
def test_everything_wrong_leads_to_where_it_is_put_right() -> None:
    _account, officer = browser_of(Role.OFFICER)
    draft = begun()
    page = officer.get(f"/desk/{draft.key}/check/")
    problems = problems_of(workbench(draft), current_rulebook())
    assert f"还有 {len(problems)} 处要处理" in words(page)
    for problem in problems:
        assert problem.zh in words(page)
    links = set(re.findall(rf'href="(/desk/{draft.key}/[^"]*)"', page.content.decode()))
    assert f"/desk/{draft.key}/#warnings-title" in links and f"/desk/{draft.key}/classes/#k0" in links
    for link in links:
        assert officer.get(link.partition("#")[0]).status_code == 200, link
    assert "提交审核</button>" not in page.content.decode()
    assert "还有" in press(officer, draft, "submit")  # pressed all the same: told, and nothing handed on
    assert Draft.objects.get().state == DraftState.OPEN


@pytest.mark.usefixtures("loaded")
def test_from_submitting_to_a_public_page() -> None:
    account, officer = browser_of(Role.OFFICER)
    _other, reviewer = browser_of(Role.REVIEWER)
    draft = ready(actor(account))
    assert "没有要处理的" in words(officer.get(f"/desk/{draft.key}/check/"))
    page = press(officer, draft, "submit")
    assert "已提交审核" in page and "发布和退回由审核人员办理" in page
    shown = words(reviewer.get(f"/desk/{draft.key}/review/"))
    for needed in ("新增文件", "房租补助", "已核对：已对照原件核对。", "成果转让收益 × 75%"):
        assert needed in shown
    assert "租金十万元，补助封顶三万元" in words(reviewer.get(f"/desk/{draft.key}/review/?effect=1"))
    assert "已发布，公众现在就能看到。" in press(reviewer, draft, "publish")
    assert Document.objects.get(slug=DOCUMENT).place_id == "220000"
    assert "研发团队转让收益" in words(Client().get(f"/policy/{DOCUMENT}/"))
    assert "已发布，这里只供查看" in words(officer.get(f"/desk/{draft.key}/"))


@pytest.mark.usefixtures("packs")
def test_whoever_worked_on_it_finds_no_button_and_reads_why() -> None:
    account, administrator = browser_of(Role.ADMINISTRATOR)
    draft = begun(actor(account))
    Draft.objects.filter(pk=draft.pk).update(state=DraftState.SUBMITTED, submitted_by=str(account.pk))
    page = administrator.get(f"/desk/{draft.key}/review/")
    assert "您经手过这份草稿" in words(page)
    assert f'action="/desk/{draft.key}/publish"' not in page.content.decode()
    answer = administrator.post(
        f"/desk/{draft.key}/publish", {"row_version": 1, "idempotency_key": new_idempotency_key()}
    )
    assert answer.status_code == 403


@pytest.mark.usefixtures("packs")
def test_a_draft_is_returned_with_the_reason_above_it() -> None:
    _account, officer = browser_of(Role.OFFICER)
    _other, reviewer = browser_of(Role.REVIEWER)
    draft = begun()
    Draft.objects.filter(pk=draft.pk).update(state=DraftState.SUBMITTED, submitted_by="101")
    assert "请写明退回的理由" in press(reviewer, draft, "return", reason=" ")
    assert Draft.objects.get().state == DraftState.SUBMITTED
    assert "已退回" in press(reviewer, draft, "return", reason="第二条引文请再核对。")
    assert "审核人退回：第二条引文请再核对。" in words(officer.get(f"/desk/{draft.key}/"))
    assert "被退回，修改中" in words(officer.get("/desk/"))


@pytest.mark.usefixtures("packs")
def test_proposals_are_taken_changed_declined_and_written_anew() -> None:
    _account, officer = browser_of(Role.OFFICER)
    draft = begun()
    first, second, *_rest = workbench(draft).proposals
    changed = {
        "quote": first.quote,
        "title_zh": "改过的名称",
        "title_en": "Changed",
        "value": "41",
        "unit": "家",
        "comparator": ">=",
    }
    assert "已采用" in press(officer, draft, "proposals/", do="accept", proposal=first.key, **changed)
    press(officer, draft, "proposals/", do="decline", proposal=second.key)
    content = workbench(Draft.objects.get()).content
    assert content.decided == {first.key: "accepted", second.key: "declined"}
    (row,) = content.of(first.kind)
    assert row["title"] == {"zh": "改过的名称", "en": "Changed"}
    own = {"clause": "三", "quote": "每年报送示例数据", "title_zh": "报送", "title_en": "Report"}
    assert "已写下" in press(officer, draft, "proposals/", do="add", kind="duties", **own)
    assert any(
        entry["quote"] == "每年报送示例数据" for entry in workbench(Draft.objects.get()).content.duties
    )
    missing = press(officer, draft, "proposals/", do="add", kind="duties", clause="三", quote="")
    assert "请写引文" in missing


@pytest.mark.usefixtures("loaded")
def test_a_published_document_is_opened_and_ended_from_its_own_page() -> None:
    _account, officer = browser_of(Role.OFFICER)
    where = "/desk/documents/liaozhengbanfa-2016-88/"
    assert "打开修订" in words(officer.get(where))
    wrong = officer.post(f"{where}end", {"idempotency_key": new_idempotency_key(), "kind": "repealed"})
    assert wrong.status_code == 422 and "请写日期。" in words(wrong)
    form = {"kind": "repealed", "on": "2027-01-01", "by": "", "source": "辽宁省人民政府公报（虚构）"}
    done = officer.post(f"{where}end", {"idempotency_key": new_idempotency_key(), **form}, follow=True)
    draft = Draft.objects.get()
    assert "终止已起草" in words(done)
    (end,) = workbench(draft).content.ends
    assert (end.document, end.on.isoformat()) == ("liaozhengbanfa-2016-88", "2027-01-01")
    assert "这份文件正有一份草稿" in words(officer.get(where))
    again = officer.post(f"{where}amend", {"idempotency_key": new_idempotency_key()}, follow=True)
    assert "已经有人在起草" in words(again) and again.redirect_chain[-1][0] == f"/desk/{draft.key}/"


@pytest.mark.usefixtures("packs")
def test_giving_up_leaves_a_record() -> None:
    account, officer = browser_of(Role.OFFICER)
    draft = begun(actor(account))
    assert "草稿已放弃" in press(officer, draft, "discard")
    page = words(officer.get(f"/desk/{draft.key}/history/"))
    assert "已放弃，只供查看" in page and account.name in page


@pytest.mark.usefixtures("loaded")
def test_taking_back_reopens_it() -> None:
    draft = submitted()
    account = make_account(Role.OFFICER)
    Draft.objects.filter(pk=draft.pk).update(submitted_by=str(account.pk))
    assert "已收回，可以接着改。" in press(signed_in(account), draft, "take-back")
    assert Draft.objects.get().state == DraftState.OPEN


@pytest.mark.usefixtures("loaded")
def test_a_revision_does_not_ask_again_what_was_decided() -> None:
    published()
    _account, officer = browser_of(Role.OFFICER)
    officer.post(f"/desk/documents/{DOCUMENT}/amend", {"idempotency_key": new_idempotency_key()})
    bench = workbench(Draft.objects.get(state=DraftState.OPEN))
    assert bench.proposals and not bench.open_proposals
    assert {bench.decision(one) for one in bench.proposals} >= {"accepted"}
    page = words(officer.get(f"/desk/{Draft.objects.get(state=DraftState.OPEN).key}/proposals/"))
    assert "待定" not in page


@pytest.mark.usefixtures("loaded")
def test_an_example_that_is_not_kept_leads_to_its_measure() -> None:
    published()
    _account, officer = browser_of(Role.OFFICER)
    form = {"kind": "repealed", "on": "2026-04-01", "by": "", "source": "虚构"}
    officer.post(f"/desk/documents/{DOCUMENT}/end", {"idempotency_key": new_idempotency_key(), **form})
    draft = Draft.objects.get(state=DraftState.OPEN)
    page = officer.get(f"/desk/{draft.key}/check/").content.decode()
    assert "实例" in page and "还有" in page
    links = re.findall(rf'href="(/desk/{draft.key}/measures/[^"/]+/)#try-title"', page)
    assert links
    for link in links:
        assert officer.get(link).status_code == 200


@pytest.mark.usefixtures("loaded")
def test_an_example_taken_out_of_a_revision_is_gone_from_its_measure() -> None:
    published()
    _account, officer = browser_of(Role.OFFICER)
    officer.post(f"/desk/documents/{DOCUMENT}/amend", {"idempotency_key": new_idempotency_key()})
    draft = Draft.objects.get(state=DraftState.OPEN)
    (row, *_rest) = workbench(draft).content.of(EntryKind.EXAMPLE)
    measure = str(next(iter(row["expect"]))).rpartition("/")[2]
    page = f"/desk/{draft.key}/measures/{measure}/"
    assert str(row["name"]) in words(officer.get(page)).partition("这项措施的实例")[2]
    press(officer, draft, f"measures/{measure}/", drop_example=str(row["name"]))
    assert (
        workbench(Draft.objects.get(pk=draft.pk)).content.entry(EntryKind.EXAMPLE, str(row["name"])) is None
    )
    assert str(row["name"]) not in words(officer.get(page)).partition("这项措施的实例")[2]
