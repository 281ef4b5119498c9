"""The pages of makerspaces: what everybody sees, the register as at a day, forms that lose nothing, figures, sheets."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape

from zhongchuang.core.clock import use_date
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import PeriodClose, Space, Tenant, TenantImport
from zhongchuang.parties.services import membership_add
from zhongchuang.parties.services.periods import period_close
from zhongchuang.parties.spaces.periods import quarter
from zhongchuang.parties.spaces.reading import answered
from zhongchuang.parties.spaces.residency import EventKind
from zhongchuang.parties.tests.factory import SYSTEM, make_account, signed_in
from zhongchuang.parties.tests.sheets import row, workbook
from zhongchuang.parties.tests.space_factory import (
    a_code,
    an_operator,
    happens,
    make_space,
    make_tenant,
    operator_of,
)

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with use_date(TODAY):
        yield


def operator(space: Space) -> Client:
    """A browser of somebody who acts for the operator."""
    return signed_in(an_operator(operator_of(space)))


def text(answer: Any) -> str:
    return str(answer.content.decode())


def sent(version: int | None = None, /, **values: Any) -> dict[str, object]:
    """What a form of ours carries."""
    row_version = {} if version is None else {"row_version": version}
    return {"idempotency_key": new_idempotency_key(), **row_version, **values}


def test_everybody_sees_how_many_and_nobody_learns_who() -> None:
    space = make_space()
    make_tenant(space, "不公开的企业")
    page = text(Client().get(f"/spaces/{space.pk}/"))
    assert "在孵企业和团队" in page and "不公开的企业" not in page
    listed = text(Client().get("/spaces/"))
    assert "虚构众创空间" in listed and "不公开的企业" not in listed


def test_the_list_is_narrowed_by_its_facets_and_words() -> None:
    make_space("甲空间", fields=("新材料",))
    make_space("乙空间", fields=("现代农业",))
    found = text(Client().get("/spaces/", {"field": "现代农业"}))
    assert "乙空间" in found and "甲空间" not in found
    assert "没有符合这些条件" in text(Client().get("/spaces/", {"q": "没有这个"}))
    assert Client().get("/spaces/", {"place": "x", "kind": "no-such", "page": "9" * 9}).status_code == 200


def test_the_register_is_shown_as_at_a_day() -> None:
    space = make_space()
    happens(make_tenant(space, "走了的企业"), EventKind.LEFT, dt.date(2026, 3, 2))
    browser = operator(space)
    now, before = (
        text(browser.get(f"/spaces/{space.pk}/tenants/", query))
        for query in ({}, {"on": "2026-03-01", "stay": "resident"})
    )
    assert "已退出" in now
    assert "走了的企业" in before and "2026年3月1日时的情形" in before
    assert "走了的企业" not in text(
        browser.get(f"/spaces/{space.pk}/tenants/", {"on": "2026-03-02", "stay": "resident"})
    )
    assert browser.get(f"/spaces/{space.pk}/tenants/", {"on": "9999-99-99"}).status_code == 200


def test_what_waits_is_said_with_the_way_to_it() -> None:
    space = make_space()
    make_tenant(space, "申请队", team=True, kind=EventKind.APPLIED)
    make_tenant(space, "没报数的企业")
    page = text(operator(space).get(f"/spaces/{space.pk}/desk/"))
    assert "1 个入驻申请等您决定" in page and "?stay=applied" in page
    assert "1 个在孵者还没有申报人数和工位" in page
    assert "个周期可以关账" in page


def test_a_refusal_stands_on_the_form_and_nothing_typed_is_lost() -> None:
    code = a_code()
    make_tenant(make_space("甲空间"), uscc=code)
    space = make_space("乙空间")
    typed = {"name": "想两头在的企业", "uscc": code, "first": "admitted", "on": "2026-05-06", "staff": "7"}
    browser, form = operator(space), sent(**typed)
    answer = browser.post(f"/spaces/{space.pk}/tenants/new/", form)
    page = text(answer)
    assert answer.status_code == 422
    assert "甲空间" in page and 'value="想两头在的企业"' in page and 'value="7"' in page
    assert str(form["idempotency_key"]) in page
    assert not Tenant.objects.filter(space=space).exists()
    done = browser.post(f"/spaces/{space.pk}/tenants/new/", {**form, "justification": "中试线只在这里"})
    assert done.status_code == 302
    story = text(browser.get(done.headers["Location"]))
    assert "同时在另一个众创空间，理由：中试线只在这里" in story


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"milestone": "registered"}, "团队注册成立企业时要填。"),
        ({"milestone": "financed", "amount": "很多"}, "无法读取"),
        ({"milestone": "financed", "amount": "0"}, "金额要大于 0。"),
        ({"milestone": "award", "on": "2027-01-01"}, "日期不能在今天以后。"),
        ({"milestone": ""}, ""),
    ],
)
def test_a_milestone_is_asked_for_what_belongs_to_it(values: dict[str, str], told: str) -> None:
    space = make_space()
    tenant = make_tenant(space)
    answer = operator(space).post(
        f"/spaces/{space.pk}/tenants/{tenant.pk}/record/milestone/",
        sent(tenant.row_version, **{"on": "2026-05-06", **values}),
    )
    assert answer.status_code == 422 and told in text(answer)


def test_a_milestone_moving_and_leaving_stand_on_the_time_line() -> None:
    space = make_space()
    tenant = make_tenant(space)
    browser, at = operator(space), f"/spaces/{space.pk}/tenants/{tenant.pk}/"
    for kind, values in (
        ("milestone", {"milestone": "financed", "amount": "500 万元"}),
        ("moved", {"stage": "incubator", "leaves": "", "where": ""}),
        ("left", {"why": "合同到期"}),
    ):
        tenant.refresh_from_db()
        done = browser.post(f"{at}record/{kind}/", sent(tenant.row_version, on="2026-05-06", **values))
        assert done.status_code == 302, text(done)
    story = text(browser.get(at))
    assert "500 万元" in story and "到孵化器，仍在本空间" in story and "合同到期" in story
    assert "再次入驻" in story and "记退出" not in story  # what may follow now
    assert browser.get(f"{at}record/graduated/").status_code == 404  # it has a page of its own


def test_a_stale_page_is_told_and_changes_nothing() -> None:
    space = make_space()
    tenant = make_tenant(space)
    answer = operator(space).post(
        f"/spaces/{space.pk}/tenants/{tenant.pk}/record/left/",
        sent(tenant.row_version + 1, on="2026-05-06", why="走了"),
    )
    assert answer.status_code == 409 and "别人已经保存过" in text(answer)


def test_a_firm_sees_its_own_story_and_may_not_write_it() -> None:
    space = make_space()
    tenant = make_tenant(space)
    member = make_account(Role.ENTREPRENEUR)
    assert tenant.organisation is not None
    membership_add(actor=SYSTEM, account=member, organisation=tenant.organisation)
    browser, at = signed_in(member), f"/spaces/{space.pk}/tenants/{tenant.pk}/"
    story = text(browser.get(at))
    assert "时间线" in story and "记里程碑" not in story and "/correct/" not in story
    assert browser.get(f"/spaces/{space.pk}/tenants/").status_code == 404
    assert browser.get(f"{at}record/left/").status_code == 403


def test_results_of_a_review_are_shown_whatever_came_out() -> None:
    space = make_space()
    tenant = make_tenant(space)
    browser, at = operator(space), f"/spaces/{space.pk}/tenants/{tenant.pk}/"
    values = {"met_company": "no", "met_financed": "no", "met_premises": "unknown", "standard": "agreement"}
    done = browser.post(f"{at}graduate/", sent(tenant.row_version, on="2026-05-06", **values))
    assert done.status_code == 302
    story = text(browser.get(at))
    assert "没有达到标准" in story and "没有核对" in story and "在孵" in story


def test_a_period_is_seen_closed_and_corrected_beside() -> None:
    space = make_space()
    tenant = make_tenant(space, values={"staff": 5})
    browser, at = operator(space), f"/spaces/{space.pk}/periods/2026Q3/"
    assert "还没有关账" in text(browser.get(at))
    space.refresh_from_db()
    assert browser.post(f"{at}close", sent(space.row_version)).status_code == 302
    closed = PeriodClose.objects.get()
    file = browser.get(f"{at}figures.json")
    assert file.content == bytes(closed.content) and json.loads(file.content)["figures"]["jobs"] == 5
    tenant.refresh_from_db()
    browser.post(
        f"/spaces/{space.pk}/tenants/{tenant.pk}/declare/",
        sent(tenant.row_version, on="2026-09-30", staff="8"),
    )
    page = text(browser.get(at))
    assert "关账以后有更正" in page and "更正后" in page
    assert browser.get(f"{at}figures.json").content == bytes(closed.content)


def test_periods_that_are_none_of_the_spaces_are_missing() -> None:
    space = make_space()
    browser = operator(space)
    for name in ("2023Q4", "2027Q1", "2026Q5", "soon"):
        assert browser.get(f"/spaces/{space.pk}/periods/{name}/").status_code == 404
    assert browser.get(f"/spaces/{space.pk}/periods/2026Q3/figures.json").status_code == 404  # not closed


def test_the_export_can_be_imported_again_and_changes_nothing() -> None:
    space = make_space()
    make_tenant(space, "甲企业", values={"staff": 5, "revenue_fen": 123_456_789, "high_tech": False})
    make_tenant(space, "乙队", team=True)
    happens(make_tenant(space, "走了的企业"), EventKind.LEFT, dt.date(2026, 3, 2))
    browser = operator(space)
    exported = browser.get(f"/spaces/{space.pk}/tenants.xlsx").content
    read = answered(exported, TODAY)
    assert [one["name"] for one in read["rows"]] == ["甲企业", "乙队"] and read["problems"] == []
    done = browser.post(
        f"/spaces/{space.pk}/tenants/import/",
        sent(on="2026-11-21", file=SimpleUploadedFile("名册.xlsx", exported)),
    )
    assert "和现在的名册完全一样" in text(browser.get(done.headers["Location"]))


def test_a_sheet_with_errors_names_each_cell_in_both_languages() -> None:
    space = make_space()
    browser = operator(space)
    sheet = SimpleUploadedFile(
        "名册.xlsx", workbook([row("9199", "甲"), row("", "乙", "昨天")], sheet="表一")
    )
    done = browser.post(f"/spaces/{space.pk}/tenants/import/", sent(on="2026-11-21", file=sheet))
    page = text(browser.get(done.headers["Location"]))
    table = page.partition("<table")[2]
    assert "表一" in table and "不是日期" in table
    assert table.index(">A2<") < table.index(">C3<")
    browser.cookies["django_language"] = "en"
    assert "no date; write it like" in text(browser.get(done.headers["Location"]))
    assert "确认导入" not in page


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("名册.xlsx", b"", "文件是空的"),
        ("名册.xlsx", b"%PDF-1.7 something", "只接受"),
        ("名册.csv", b"a,b", "只接受"),
    ],
)
def test_what_is_no_workbook_is_told_on_the_form(name: str, content: bytes, told: str) -> None:
    space = make_space()
    answer = operator(space).post(
        f"/spaces/{space.pk}/tenants/import/",
        sent(on="2026-11-21", file=SimpleUploadedFile(name, content)),
    )
    assert answer.status_code == 422 and told in text(answer)
    assert not TenantImport.objects.exists()


def test_departments_see_every_register_by_place_and_keep_none() -> None:
    first = make_space("甲空间")
    make_tenant(first, "在孵企业")
    officer = signed_in(make_account(Role.OFFICER))
    assert "甲空间" in text(officer.get("/my-spaces/"))
    assert "甲空间" not in text(officer.get("/my-spaces/", {"place": "620100"}))
    assert "在孵企业" in text(officer.get(f"/spaces/{first.pk}/tenants/"))
    assert "登记入驻" not in text(officer.get(f"/spaces/{first.pk}/tenants/"))
    assert officer.get(f"/spaces/{first.pk}/tenants/new/").status_code == 403
    outsider = signed_in(make_account(Role.OPERATOR))
    assert "还没有众创空间" in text(outsider.get("/my-spaces/"))


def test_a_new_space_is_registered_by_who_manages_its_operator() -> None:
    held = operator_of(make_space("旧空间"))
    browser = signed_in(an_operator(held))
    values = {
        "name": "新开的空间",
        "operator": held.pk,
        "place": "990000",
        "address": "虚构路9号",
        "kind": "makers",
        "built_by": "park",
        "stage": "space",
        "opened_on": "2026-01-01",
        "area_m2": "500",
        "tenant_area_m2": "600",
        "workstations": "40",
        "fields_named": "新材料、储能",
    }
    wrong = browser.post("/spaces/new/", sent(**values))
    assert wrong.status_code == 422 and "不能大于总面积" in text(wrong)
    done = browser.post("/spaces/new/", sent(**{**values, "tenant_area_m2": "400"}))
    made = Space.objects.get(name="新开的空间")
    assert done.headers["Location"] == f"/spaces/{made.pk}/desk/"
    assert [one.name for one in made.fields.all()] == ["新材料", "储能"]
    nobody = signed_in(make_account(Role.OPERATOR))
    assert "先要有您管理的单位" in text(nobody.get("/spaces/new/"))


def test_a_reviewer_writes_down_and_revokes_a_recognition() -> None:
    space = make_space()
    browser = signed_in(make_account(Role.REVIEWER))
    values = {"level": "city", "number": "虚构〔2025〕3号", "since": "2025-05-06", "basis": "虚构办法第三条"}
    assert browser.post(f"/spaces/{space.pk}/recognise/", sent(**values)).status_code == 302
    given = space.recognitions.get()
    assert "有效" in text(Client().get(f"/spaces/{space.pk}/"))
    bare = browser.post(
        f"/spaces/{space.pk}/revoke/", sent(1, recognition=given.pk, on="2026-01-05", reason="")
    )
    assert bare.status_code == 422
    done = browser.post(
        f"/spaces/{space.pk}/revoke/", sent(1, recognition=given.pk, on="2026-01-05", reason="考核<不合格>")
    )
    assert done.status_code == 302
    page = text(Client().get(f"/spaces/{space.pk}/"))
    assert "已撤销" in page and escape("考核<不合格>") in page


def test_closed_periods_are_listed_with_their_day() -> None:
    space = make_space()
    period_close(actor=SYSTEM, space=space, period=quarter(2026, 3), expected_version=1)
    page = text(operator(space).get(f"/spaces/{space.pk}/periods/"))
    assert "2026年第三季度" in page and "已关账" in page and "可以关账" in page
