"""The file to keep: readable Chinese, everything it rests on, and no size that breaks it."""

from __future__ import annotations

import io
import time

import pdfplumber
import pytest
from django.http import HttpResponseBase
from django.test import Client

from zhongchuang.policy.models import StoredVerdict
from zhongchuang.policy.packs.schema import SubjectKind
from zhongchuang.policy.tests.factory import MILLION, a_sheet, a_verdict, english

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("packs")]


def text_of(response: HttpResponseBase) -> str:
    content: bytes = response.content  # type: ignore[attr-defined]  # the file is not streamed
    assert content.startswith(b"%PDF")
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return "".join(page.extract_text() for page in pdf.pages).replace(" ", "").replace("\n", "")


def test_the_file_says_who_what_why_and_on_which_packs(client: Client) -> None:
    stored = a_verdict(a_sheet(in_space=True, transfer_income=MILLION))
    response = client.get(f"/v/{stored.token}/pdf")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    text = text_of(response)
    for needed in (
        "创业团队·沈阳市·按2026年11月21日的规定",
        "成果转让收益1,000,000元",
        "至少得到700,000元",
        "1,000,000元×70%=700,000元",
        "研发团队在众创空间转化科技成果，所得转让收益不得低于70%",
        "辽政办发〔2016〕88号",
        "还要再问",
        "有方向，暂无申报",
        stored.pack_version_id,
        f"http://testserver/v/{stored.token}/",
        "最终以主管部门决定为准",
    ):
        assert needed in text, needed


def test_the_file_speaks_english(client: Client) -> None:
    stored = a_verdict(a_sheet(in_space=True, transfer_income=MILLION))
    text = text_of(english(client).get(f"/v/{stored.token}/pdf"))
    assert "1,000,000yuan×70%=700,000yuan" in text
    assert "不得低于70%" in text  # the words of the law stay as issued
    assert "至少得到" not in text


@pytest.mark.parametrize("kind", list(SubjectKind))
@pytest.mark.parametrize("place", ["210100", "530100", "620100"])
def test_every_measure_can_be_printed(client: Client, place: str, kind: SubjectKind) -> None:
    """Fonts hold every character of the packs: what typst cannot draw it refuses."""
    stored = a_verdict(a_sheet(place, kind))
    assert client.get(f"/v/{stored.token}/pdf").status_code == 200
    assert english(client).get(f"/v/{stored.token}/pdf").status_code == 200


def test_five_hundred_measures_do_not_break_it(client: Client) -> None:
    stored = a_verdict(a_sheet(in_space=True, transfer_income=MILLION))
    shares = [v for v in stored.verdicts if v["status"] != "other_kind"]
    many = [{**shares[n % len(shares)], "measure": f"liaoning/measure-{n}"} for n in range(500)]
    StoredVerdict.objects.filter(pk=stored.pk).update(verdicts=many)
    started = time.process_time()  # of this process: other work of the machine does not lengthen it
    response = client.get(f"/v/{stored.token}/pdf")
    assert time.process_time() - started < 40, "typst may use both cores"
    with pdfplumber.open(io.BytesIO(response.content)) as pdf:
        assert len(pdf.pages) > 20
