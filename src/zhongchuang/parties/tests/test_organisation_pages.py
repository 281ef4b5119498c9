"""Organisations in the browser: registered, looked into, related, merged; what is typed is kept, what is whole is logged."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.parties import services
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import (
    Account,
    Delegation,
    Merge,
    Organisation,
    Person,
    PersonLook,
    Relation,
    RelationKind,
)
from zhongchuang.parties.tests.factory import (
    SYSTEM,
    a_company,
    a_document,
    a_number,
    a_uscc,
    actor,
    make_account,
    make_place,
    manager_of,
    signed_in,
)
from zhongchuang.parties.tests.relating import declare

pytestmark = pytest.mark.django_db
SAID = {"name": "虚构创业有限公司", "kind": "enterprise", "place": "990000", "industry": "6510"}


def guard(row: Any = None) -> dict[str, Any]:
    version = {} if row is None else {"row_version": type(row)._default_manager.get(pk=row.pk).row_version}
    return {"idempotency_key": new_idempotency_key(), **version}


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def company() -> Organisation:
    return a_company(1)


@pytest.fixture
def manager(company: Organisation) -> Client:
    return signed_in(manager_of(company))


@pytest.fixture
def officer() -> Client:
    return signed_in(make_account(Role.OFFICER))


def test_an_idea_becomes_an_organisation_that_waits_is_mended_and_verified(officer: Client) -> None:
    make_place()
    account = make_account(Role.ENTREPRENEUR)
    browser = signed_in(account)
    assert "登记单位" in text(browser.get("/organisations/"))
    wrong = browser.post("/organisations/register/", {**SAID, **guard(), "uscc": a_uscc(1)[:-1] + "I"})
    assert wrong.status_code == 422
    assert "校验码" in text(wrong) and SAID["name"] in text(wrong)  # nothing typed is lost
    made = browser.post("/organisations/register/", {**SAID, **guard(), "uscc": a_uscc(1)})
    organisation = Organisation.objects.get()
    page = text(browser.get(made.headers["Location"]))
    assert "正在等待主管部门核实" in page and "修改资料" in page
    address = f"/organisations/{organisation.pk}"
    assert f"{address}/check/" in text(officer.get("/organisations/waiting/"))
    empty = officer.post(f"{address}/check/return", {**guard(organisation), "lacks": ""})
    assert empty.status_code == 422
    officer.post(f"{address}/check/return", {**guard(organisation), "lacks": "名称与执照不符"})
    assert "名称与执照不符" in text(browser.get(f"{address}/"))
    assert f"{address}/check/" not in text(officer.get("/organisations/waiting/"))
    browser.post(f"{address}/edit/", {**SAID, "name": "虚构创业（沈阳）有限公司", **guard(organisation)})
    answer = officer.post(
        f"{address}/check/verify",
        {**guard(organisation), "evidence_kind": "public_register", "evidence": "今天查询"},
    )
    assert answer.headers["Location"] == "/organisations/waiting/"
    assert "已核实" in text(browser.get(f"{address}/"))
    assert "今天查询" in text(browser.get(f"{address}/history/"))


def test_a_stale_edit_is_told_and_writes_nothing(company: Organisation, manager: Client) -> None:
    old = guard(company)
    declare(SYSTEM, company, RelationKind.CONTROLLER, a_document(1))
    answer = manager.post(f"/organisations/{company.pk}/edit/", {**SAID, **old})
    assert answer.status_code == 409
    assert Organisation.objects.get().name == "虚构公司1"


def test_a_manager_names_people_and_organisations_and_pages_show_them_masked(
    company: Organisation, manager: Client
) -> None:
    other, number = a_company(2), a_number(5)
    address = f"/organisations/{company.pk}/relations/"
    assert "单位的统一社会信用代码" not in text(manager.get(f"{address}add/representative/?who=organisation"))
    terms = {"since": "2026-01-01", "source": "章程"}
    person = {"who": "person", "person_name": "虚构王五", "identity_kind": "resident_id", "number": number}
    wrong = manager.post(
        f"{address}add/representative/", {**terms, **person, "number": number[:-2] + "00", **guard(company)}
    )
    assert wrong.status_code == 422 and "虚构王五" in text(wrong)
    manager.post(f"{address}add/representative/", {**terms, **person, **guard(company)})
    held = {"who": "organisation", "uscc": other.uscc, "share": "33.3333"}
    assert "改为登记个人" in text(manager.get(f"{address}add/shareholder/?who=organisation"))
    manager.post(f"{address}add/shareholder/", {**terms, **held, **guard(company)})
    over = manager.post(f"{address}add/shareholder/", {**terms, **person, "share": "70", **guard(company)})
    assert over.status_code == 422 and "103.3333%" in text(over)
    page = text(manager.get(address))
    assert "虚***" in page and "33.3333%" in page and other.name in page
    assert "虚构王五" not in page and number not in page
    assert "虚***" not in text(manager.get(f"{address}?on=2025-12-31"))
    assert "虚***" not in text(manager.get(f"{address}?known=2025-12-31"))


def test_a_relation_is_corrected_verified_withdrawn(
    company: Organisation, manager: Client, officer: Client
) -> None:
    declare(SYSTEM, company, RelationKind.CONTROLLER, a_document(1))

    def address() -> str:
        return f"/organisations/{company.pk}/relations/{Relation.objects.get(corrected_at=None).pk}/"

    first = address()
    said = {"since": "2026-01-01", "until": "", "source": "章程", "reason": "日期填错"}
    assert manager.post(first, {**said, **guard(company), "since": "someday"}).status_code == 422
    manager.post(first, {**said, **guard(company)})
    assert "更正于" in text(manager.get(first)) and "日期填错" in text(manager.get(first))
    assert manager.post(first, {**said, **guard(company)}).status_code == 422  # corrected before
    assert "记为已核实" not in text(manager.get(address()))
    officer.post(f"{address()}verify", {"source": "公示系统", **guard(company)})
    assert "公示系统" in text(manager.get(address()))
    last = address()
    manager.post(f"{last}withdraw", {"reason": "写错了人", **guard(company)})
    assert "撤回于" in text(manager.get(last))
    assert not Relation.objects.filter(corrected_at=None).exists()


def test_the_whole_number_is_shown_once_with_a_reason_and_the_page_before_does_not(
    company: Organisation, manager: Client, officer: Client
) -> None:
    declare(SYSTEM, company, RelationKind.CONTROLLER, a_document(1))
    address = f"/organisations/{company.pk}/people/{Person.objects.get().pk}/"
    assert a_number(1) not in text(officer.get(address))
    assert officer.post(f"{address}look", {**guard(), "reason": "看"}).status_code == 422
    assert not PersonLook.objects.exists()
    shown = officer.post(f"{address}look", {**guard(), "reason": "核对法定代表人"})
    assert a_number(1) in text(shown)
    assert "no-store" in shown.headers["Cache-Control"]
    assert "核对法定代表人" in text(officer.get(address))
    assert manager.get(address).status_code == 200
    assert manager.post(f"{address}look", {**guard(), "reason": "想知道"}).status_code == 403
    other = a_company(2)
    assert officer.get(f"/organisations/{other.pk}/people/{Person.objects.get().pk}/").status_code == 404


def test_related_parties_are_told_with_the_reason(company: Organisation, officer: Client) -> None:
    sister = a_company(2)
    for one in (company, sister):
        declare(SYSTEM, one, RelationKind.CONTROLLER, a_document(1))
    declare(SYSTEM, sister, RelationKind.SHAREHOLDER, company.uscc, "20")
    page = text(officer.get(f"/organisations/{company.pk}/related/"))
    assert "同一实际控制人" in page and sister.name in page
    assert "虚***" in page and "虚构1号" not in page


def test_two_records_are_merged_and_parted(company: Organisation, manager: Client) -> None:
    kept, boss = a_company(2), signed_in(make_account(Role.ADMINISTRATOR))
    address = f"/organisations/{company.pk}"
    unknown = boss.post(f"{address}/merge/", {"uscc": a_uscc(9), "reason": "同一家", **guard(company)})
    assert unknown.status_code == 422
    boss.post(f"{address}/merge/", {"uscc": kept.uscc.lower(), "reason": "重复导入", **guard(company)})
    page = text(manager.get(f"{address}/"))
    assert "已并入另一个单位" in page and kept.name in page and "修改资料" not in page
    assert manager.get(f"/organisations/{kept.pk}/").status_code == 200
    history = text(boss.get(f"{address}/history/"))
    assert "重复导入" in history and "撤销合并" in history
    boss.post(f"{address}/merges/{Merge.objects.get().pk}/undo", {"reason": "不是同一家", **guard(company)})
    assert "不是同一家" in text(boss.get(f"{address}/history/"))
    assert manager.get(f"/organisations/{kept.pk}/").status_code == 404


def test_somebody_says_who_they_are_and_sees_it_masked_then_whole() -> None:
    account = make_account()
    browser = signed_in(account)
    said = {"identity_kind": "resident_id", "person_name": "虚构某人", "telephone": "13800001234"}
    wrong = browser.post("/me/identity/", {**said, "number": "123", **guard(account)})
    assert wrong.status_code == 422 and "虚构某人" in text(wrong)
    browser.post("/me/identity/", {**said, "number": a_number(3), **guard(account)})
    page = text(browser.get("/me/identity/"))
    assert "138****1234" in page and a_number(3) not in page and "虚构某人" not in page
    whole = browser.post("/me/identity/look", guard())
    assert a_number(3) in text(whole)
    browser.post("/me/identity/telephone", {"telephone": "13900005678", **guard(Person.objects.get())})
    assert "139****5678" in text(browser.get("/me/identity/"))


def test_a_delegation_from_form_to_end(company: Organisation) -> None:
    giver, receiver = manager_of(company), make_account()
    browsers = {one: signed_in(one) for one in (giver, receiver)}
    given = {
        "email": receiver.email,
        "organisation": str(company.pk),
        "scopes": ["apply", "report"],
        "valid_from": "2026-01-01",
        "valid_until": "2027-01-01",
    }
    none = browsers[giver].post("/me/delegations/", {**given, "scopes": [], **guard()})
    assert none.status_code == 422 and receiver.email in text(none)
    foreign = browsers[receiver].post("/me/delegations/", {**given, **guard()})
    assert foreign.status_code == 422  # not an organisation they manage
    browsers[giver].post("/me/delegations/", {**given, **guard()})
    delegation = Delegation.objects.get()
    assert "等待接受" in text(browsers[giver].get("/me/delegations/"))
    browsers[receiver].post(f"/me/delegations/{delegation.pk}/accept", guard(delegation))
    page = text(browsers[receiver].get("/me/delegations/"))
    assert company.name in page and "有效" in page
    browsers[giver].post(f"/me/delegations/{delegation.pk}/end", guard(delegation))
    assert "已终止" in text(browsers[receiver].get("/me/delegations/"))


def test_an_officer_who_belongs_to_it_is_told_to_leave_it_to_another(company: Organisation) -> None:
    account: Account = make_account(Role.OFFICER)
    services.membership_add(actor=SYSTEM, account=account, organisation=company)
    page = text(signed_in(account).get(f"/organisations/{company.pk}/check/"))
    assert "请交给另一位经办" in page and "退回并通知管理人" not in page
    assert actor(account).organisation_id == str(company.pk)
