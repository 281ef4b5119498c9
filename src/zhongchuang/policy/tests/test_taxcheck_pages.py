"""The self-checks as anybody sees them: nothing is asked of who they are, nothing of it is kept."""

from __future__ import annotations

import io
import re
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.parties.tests.factory import SYSTEM
from zhongchuang.policy.packs.loader import default_root
from zhongchuang.policy.services.packs import packs_load
from zhongchuang.policy.tests.factory import words
from zhongchuang.policy.tests.taxcheck_factory import HEAD_TEXTS, line, workbook

pytestmark = pytest.mark.django_db
RESEARCH, INCUBATOR = "/taxcheck/research/", "/taxcheck/incubator/"
FIRM = {"year": "2025", "taxpayer_kind": "resident_enterprise", "industry": "C39"}


@pytest.fixture(autouse=True)
def _packs(db: None) -> None:
    packs_load(actor=SYSTEM, root=default_root())


def sent(client: Client, *lines: list[str], data: bytes | None = None, **changes: str) -> Any:
    content = workbook(*lines) if data is None else data
    return client.post(RESEARCH, {**FIRM, **changes, "file": SimpleUploadedFile("辅助账.xlsx", content)})


def test_a_ledger_is_checked_and_forgotten(client: Client) -> None:
    before = AuditEntry.objects.count()
    page = words(sent(client, line(staff="900", other="150"), line(voucher="记-9", commissioned="100")))
    assert "自己研发可以加计扣除的费用：1,000.00 元" in page
    assert "其他相关费用超过上限 50.00 元" in page
    assert "加计扣除额 1,000.00 元" in page or "加计扣除额 1,000 元" in page
    assert "× 80%" in page  # of what was commissioned
    assert "研发支出辅助账及汇总表" in page  # the papers to keep
    assert "财税〔2015〕119号" in page and "公告2023年第7号" in page
    assert AuditEntry.objects.count() == before


def test_an_industry_of_the_negative_list_is_told(client: Client) -> None:
    page = words(sent(client, line(staff="100"), industry="L72"))
    assert "研发费用加计扣除：不能享受" in page


def test_a_year_whose_rate_changes_gets_no_amount(client: Client) -> None:
    page = words(sent(client, line(day="2022-11-01", staff="100"), year="2022"))
    assert "2022 年中间加计比例有变化" in page and "加计扣除额" not in page
    assert "（待核实）" in page  # the rate of the last quarter is from memory, and says so


def test_rows_left_out_are_named(client: Client) -> None:
    page = words(sent(client, line(staff="100", counted="1"), line(voucher="记-2", staff="5")))
    assert "没有计入" in page and "现在的数偏小" in page


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"%PDF-1.7", "只接受Excel"),
        (b"PK\x03\x04 broken", "只接受Excel"),
        (workbook(heads=HEAD_TEXTS[:5]), "没有找到这些列"),
    ],
)
def test_a_file_that_will_not_do_is_refused_with_a_sentence(
    client: Client, data: bytes, sentence: str
) -> None:
    answer = sent(client, data=data)
    assert answer.status_code == 422 and sentence in words(answer)


def test_nothing_chosen_is_said_beside_the_field(client: Client) -> None:
    answer = client.post(RESEARCH, {"year": "2025"})
    assert answer.status_code == 422
    assert "请选择辅助账文件" in words(answer)


def test_the_template_is_taken_as_it_is(client: Client) -> None:
    answer = client.get("/taxcheck/research/template.xlsx")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    heads = [str(cell).removesuffix("（元）") for cell in sheet.to_python()[0]]
    assert heads == HEAD_TEXTS
    assert "没有发现" in words(sent(client, data=answer.content))


def test_the_report_becomes_a_pdf_and_nothing_else_does(client: Client) -> None:
    page = sent(client, line(staff="900", other="150")).content.decode()
    found = re.search(r'name="report" value="([^"]+)"', page)
    assert found
    pdf = client.post("/taxcheck/report.pdf", {"report": found[1]})
    assert pdf.content.startswith(b"%PDF") and "attachment" in pdf["Content-Disposition"]
    assert client.post("/taxcheck/report.pdf", {"report": found[1] + "x"}).status_code == 422
    with patch("zhongchuang.policy.views.taxcheck.DAY_SECONDS", -1):
        assert client.post("/taxcheck/report.pdf", {"report": found[1]}).status_code == 422


def asked(client: Client, **changes: str) -> str:
    query = {
        "kind": "space",
        "recognition": "national",
        "recognised_on": "2024-05-10",
        "separate_accounts": "yes",
        "on": "2025-06-01",
    }
    answer = client.get(INCUBATOR, {**query, **changes})
    assert answer.status_code == 200
    return words(answer)


def test_a_filed_makerspace_meets_the_conditions(client: Client) -> None:
    page = asked(client)
    assert "众创空间免征房产税和城镇土地使用税：条件都满足" in page
    assert "众创空间孵化服务收入免征增值税：条件都满足" in page
    assert "孵化协议" in page and "公告2023年第42号" in page


def test_a_provincial_one_does_not_and_an_incubator_does(client: Client) -> None:
    assert "城镇土地使用税：不能享受" in asked(client, recognition="provincial")
    page = asked(client, kind="incubator", recognition="provincial")
    assert "孵化器免征房产税和城镇土地使用税：条件都满足" in page


def test_the_month_of_the_filing_is_too_early(client: Client) -> None:
    assert "不满足" in asked(client, recognised_on="2025-06-01", on="2025-06-20")


def test_vat_after_2025_is_not_guessed(client: Client) -> None:
    page = asked(client, on="2026-03-01")
    assert "孵化服务收入免征增值税：还不能判断" in page
    assert "城镇土地使用税：条件都满足" in page


def test_what_is_missing_is_said(client: Client) -> None:
    answer = client.get(INCUBATOR, {"kind": "space"})
    assert answer.status_code == 422
    assert client.get(INCUBATOR).status_code == 200 and client.get("/taxcheck/").status_code == 200
