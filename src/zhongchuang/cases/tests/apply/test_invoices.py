"""Invoices in an application: read as they are handed in, told with what to mend, refused where they do not fit."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from stdnum.cn import ric

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, CaseFile, InvoiceReading
from zhongchuang.cases.programmes.invoice_errors import InvoicesNotRight
from zhongchuang.cases.selectors.applying import files_of
from zhongchuang.cases.selectors.invoices import told_of_invoices
from zhongchuang.cases.services.applying import case_submit
from zhongchuang.cases.services.clearing import facts_of
from zhongchuang.cases.services.materials import material_add, material_remove
from zhongchuang.cases.tests.apply.given import PDF, PNG, WITHIN, draft, verified, whose
from zhongchuang.cases.tests.apply.pages import of, page, words
from zhongchuang.cases.tests.factory import CODES, at_post, content, make_programme, open_round
from zhongchuang.clearance.errors import AlreadyClaimed
from zhongchuang.clearance.invoices.model import Invoice, Party
from zhongchuang.clearance.invoices.tests.builders import (
    NUMBER,
    OTHER_NUMBER,
    SELLER,
    an_invoice,
    ofd,
    pdf,
    printed,
    xml,
    zipped,
)
from zhongchuang.clearance.services.reversals import reversal_note
from zhongchuang.core.clock import use_date
from zhongchuang.core.errors import InvalidInput
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import SYSTEM, signed_in

pytestmark = pytest.mark.django_db
BUYER = Party("虚构单位1", CODES[1])


def invoice(**changes: Any) -> Invoice:
    """One that is right for organisation 1: 10,740.00 元."""
    return an_invoice(**{"buyer": BUYER, **changes})


def with_invoices(*rows: tuple[str, int], programme: str = "reads-invoices", of: int = 1) -> Case:
    """A complete draft in a programme that asks for invoices: a row for each, its number and what is claimed on it (分)."""
    about, *more = content().model_dump(mode="json")["sections"]
    text = {"zh": "明细", "en": "Items"}
    table = {
        "id": "items",
        "label": text,
        "type": "table",
        "columns": [
            {"id": "invoice", "label": text, "type": "text", "max_length": 40},
            {"id": "amount", "label": text, "type": "money"},
        ],
    }
    said = content(
        id=programme,
        sections=[about | {"fields": [*about["fields"], table]}, *more],
        materials=[
            {
                "id": "invoices",
                "label": {"zh": "发票", "en": "Invoices"},
                "kinds": ["xml", "ofd", "pdf", "png"],
                "max_files": 20,
                "invoices": True,
                "required": False,
            }
        ],
        claims=[{"kind": "invoice", "keys": ["items.invoice"], "text": {"zh": "一次", "en": "Once"}}],
    )
    items = [{"invoice": number, "amount": fen} for number, fen in rows]
    call = open_round(make_programme(said))
    return draft(round=call, organisation=verified(of), answers={"items": items})


def add(case: Case, name: str, data: bytes) -> CaseFile:
    with use_date(WITHIN):
        paper = material_add(
            actor=whose(case),
            case=case,
            material="invoices",
            file=SimpleUploadedFile(name, data),
            expected_version=case.row_version,
        )
    case.refresh_from_db()
    return paper


def submit(case: Case) -> Case:
    with use_date(WITHIN):
        return case_submit(
            actor=whose(case), case_id=case.pk, expected_version=case.row_version, confirmed=True
        )


def refusals(case: Case) -> list[str]:
    with use_date(WITHIN):
        return [one.wording.zh for one in told_of_invoices(case, files_of(case)) if one.refuses]


def looked_at(case: Case) -> list[str]:
    with use_date(WITHIN):
        return [one.wording.zh for one in told_of_invoices(case, files_of(case)) if not one.refuses]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("发票.xml", xml(invoice())),
        ("发票.ofd", ofd(invoice())),
        ("发票.pdf", pdf([printed(invoice())])),  # by the number typed in the form
    ],
)
def test_an_invoice_that_fits_is_read_and_handed_in(name: str, data: bytes) -> None:
    case = with_invoices((NUMBER, 1_074_000))
    add(case, name, data)
    row = InvoiceReading.objects.get()
    assert row.number == NUMBER and row.facts["invoice"]["total"] == 1_074_000
    assert refusals(case) == []
    assert submit(case).state == State.RECOMMENDING


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"buyer": Party("虚构单位2", CODES[2])}, "购买方是“虚构单位2”"),
        ({"buyer": Party("虚构单位1")}, "购买方是“虚构单位1”"),  # the bare name of a firm is not the firm
        ({"red": True, "net": -1_000_000, "tax": -74_000, "total": -1_074_000, "lines": ()}, "红字发票"),
        ({"issued_on": dt.date(2027, 1, 1)}, "2027"),
        ({"tax": 74_001}, "不等于价税合计"),
        ({"seller": BUYER}, "购买方和销售方都是"),
        ({"seller": replace(SELLER, code="91999999000000202X")}, "代码"),
    ],
)
def test_what_is_wrong_with_it_keeps_the_case_from_being_handed_in(changes: dict[str, Any], why: str) -> None:
    case = with_invoices((NUMBER, 1))
    add(case, "发票.xml", xml(invoice(**changes)))
    assert any(why in one for one in refusals(case)), refusals(case)
    with pytest.raises(InvoicesNotRight, match=NUMBER):
        submit(case)
    case.refresh_from_db()
    assert case.state == State.DRAFT and files_of(case)  # nothing is lost


def test_a_number_that_the_file_has_and_the_form_has_not_is_refused() -> None:
    case = with_invoices((OTHER_NUMBER, 1))
    add(case, "发票.xml", xml(invoice()))
    assert f"“发票.xml”是发票 {NUMBER}，表里没有填这个号码" in refusals(case)[0]
    with pytest.raises(InvoicesNotRight):
        submit(case)


def test_more_claimed_than_it_is_worth_and_one_invoice_in_two_files() -> None:
    case = with_invoices((NUMBER, 1_074_001))
    add(case, "发票.xml", xml(invoice()))
    assert "超过可以计入的 10,740.00 元" in refusals(case)[0]
    add(case, "同一张.ofd", ofd(invoice()))
    assert any("出现了 2 次" in one for one in refusals(case))


def test_a_red_invoice_takes_the_blue_one_with_it() -> None:
    case = with_invoices((NUMBER, 1), (OTHER_NUMBER, 1))
    red = {"number": OTHER_NUMBER, "red": True, "reverses": NUMBER, "net": -1_000_000, "tax": -74_000}
    add(case, "蓝.xml", xml(invoice()))
    add(case, "红.xml", xml(invoice(**red, total=-1_074_000, lines=())))
    assert any(f"{NUMBER} 已被红字发票 {OTHER_NUMBER} 冲红" in one for one in refusals(case))


RED = {"number": OTHER_NUMBER, "red": True, "reverses": NUMBER, "net": -1_000_000, "tax": -74_000}


def test_a_red_invoice_taken_out_again_is_not_forgotten() -> None:
    case = with_invoices((NUMBER, 1))
    add(case, "蓝.xml", xml(invoice()))
    paper = add(case, "红.xml", xml(invoice(**RED, total=-1_074_000, lines=())))
    with use_date(WITHIN):
        material_remove(
            actor=whose(case), case_id=case.pk, file_key=paper.file.key, expected_version=case.row_version
        )
    case.refresh_from_db()
    assert [paper.file.name for paper in files_of(case)] == ["蓝.xml"]
    assert any(f"{NUMBER} 已被红字发票 {OTHER_NUMBER} 冲红" in one for one in refusals(case))
    with pytest.raises(InvoicesNotRight):
        submit(case)


def test_a_red_invoice_brought_elsewhere_later_is_a_changed_fact() -> None:
    case = with_invoices((NUMBER, 1))
    add(case, "蓝.xml", xml(invoice()))
    submit(case)
    case.refresh_from_db()
    before = facts_of(case)
    stranger, red = Party("虚构旁人", CODES[2]), invoice(**RED, total=-1_074_000, lines=())
    for forged, bringer in ((replace(red, seller=stranger), stranger), (red, stranger), (red, Party(""))):
        reversal_note(actor=SYSTEM, invoice=forged, brought_by=[bringer])
        assert facts_of(case) == before, "a stranger's file takes back nothing"
    for _again in range(2):
        assert reversal_note(actor=SYSTEM, invoice=red, brought_by=[BUYER])
    assert facts_of(case) == {**before, "reversed": [NUMBER]}
    assert any("冲红" in one for one in refusals(case))


def test_an_invoice_of_another_programme_is_caught_by_its_number() -> None:
    first = with_invoices((NUMBER, 1))
    add(first, "发票.xml", xml(invoice()))
    submit(first)
    second = with_invoices((NUMBER, 1), programme="reads-invoices-too")
    add(second, "发票.ofd", ofd(invoice()))
    with pytest.raises(AlreadyClaimed):
        submit(second)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("发票.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><EInvoice>&b;</EInvoice>", "实体定义"),
        ("发票.xml", b"<a>", "损坏"),
        ("发票.xml", b"<a/>", "不是数电票"),
        ("发票.ofd", zipped({"OFD.xml": "<a/>"}), "没有附带"),
        (
            "发票.ofd",
            zipped({"OFD.xml": "<a/>", "Doc_0/Attach/original_invoice.xml": " " * 9_000_000}),
            "恶意",
        ),
        ("发票.ofd", ofd(invoice(), shown=[f"发票号码：{OTHER_NUMBER}"]), "不是同一张发票"),
        ("发票.pdf", PDF, "损坏"),
    ],
)
def test_a_hostile_or_broken_file_is_a_sentence_and_nothing_is_kept(name: str, data: bytes, why: str) -> None:
    case = with_invoices((NUMBER, 1))
    add(case, "好的.xml", xml(invoice()))
    with pytest.raises(InvalidInput, match=why) as refused:
        add(case, name, data)
    assert "file-invoices" in refused.value.fields
    assert [paper.file.name for paper in files_of(case)] == ["好的.xml"]
    assert InvoiceReading.objects.count() == 1


def test_print_whose_number_nobody_typed_waits_for_it_and_is_read_when_it_comes_again() -> None:
    case = with_invoices((OTHER_NUMBER, 1))
    data = pdf([printed(invoice())])
    paper = add(case, "发票.pdf", data)
    assert any("把这个文件再上传一次" in one for one in looked_at(case))
    case.answers["items"] = [{"invoice": NUMBER, "amount": 1}]
    case.save()
    assert add(case, "发票.pdf", data) == paper  # the same bytes are the same paper
    assert InvoiceReading.objects.get().number == NUMBER and refusals(case) == []


def test_pictures_and_old_invoices_are_for_the_officer_to_look_at() -> None:
    case = with_invoices((NUMBER, 1), ("12345678", 1))
    add(case, "照片.png", PNG)
    told = looked_at(case)
    assert any("照片.png”是图片" in one for one in told)
    assert any(f"填写了发票 {NUMBER}，没有读到它的文件" in one for one in told)
    assert not any("12345678" in one for one in told) and refusals(case) == []
    assert submit(case).state == State.RECOMMENDING


def test_a_paper_taken_away_is_held_against_nobody() -> None:
    case = with_invoices((OTHER_NUMBER, 1))
    paper = add(case, "发票.xml", xml(invoice()))
    material_remove(
        actor=whose(case), case_id=case.pk, file_key=paper.file.key, expected_version=case.row_version
    )
    assert refusals(case) == []


def test_an_identity_number_in_an_invoice_is_not_kept() -> None:
    body = "99999919900101001"
    citizen = body + str(ric.calc_check_digit(body + "0"))
    case = with_invoices((NUMBER, 1))
    add(case, "发票.xml", xml(invoice(buyer=Party("虚构某人", citizen))))
    assert citizen not in str(InvoiceReading.objects.get().facts)


def test_the_applicant_reads_what_to_mend_and_the_officer_both_sides() -> None:
    case = with_invoices((NUMBER, 1_074_001))
    add(case, "发票.xml", xml(invoice()))
    with use_date(WITHIN):
        shown = words(page(of(case), reverse("cases:materials", args=[case.number])))
        assert "发票核对" in shown and "超过可以计入的 10,740.00 元" in shown
        assert "超过可以计入的 10,740.00 元" in words(
            page(of(case), reverse("cases:review", args=[case.number]))
        )
    case.answers["items"] = [{"invoice": NUMBER, "amount": 1_000_000}]
    case.save()
    done = submit(case)
    with use_date(WITHIN):
        officer = signed_in(at_post(Role.OFFICER, bound=True))
        told = words(page(officer, reverse("cases:office_part", args=[done.number, "invoices"])))
    assert SELLER.name in told and "10,740.00" in told and "10,000.00" in told and "没有发现问题" in told
