"""Pages of awards of other departments: uploaded, looked at, taken in, given up; a refused file costs nothing typed."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zhongchuang.clearance.importing.template import table
from zhongchuang.clearance.models import Award, AwardImport, AwardState, ImportState
from zhongchuang.clearance.tests.importing import BASIS, SOURCE, a_department, a_row, somebody, taken_in
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import make_place, signed_in

pytestmark = pytest.mark.django_db


def officer() -> Client:
    make_place()
    return signed_in(somebody(Role.OFFICER, a_department(1)))


def uploaded(client: Client, data: bytes, name: str = "清单.csv", **said: str) -> AwardImport:
    told = {"idempotency_key": "upload-key-1", "source": SOURCE, "public_basis": BASIS, **said}
    answer = client.post("/office/imports/", {**told, "file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()
    return AwardImport.objects.get(key=answer["Location"].split("/")[-2])


def guard(found: AwardImport, key: str = "take-key-1") -> dict[str, str]:
    return {"row_version": str(found.row_version), "idempotency_key": key}


def test_a_clean_file_is_looked_at_and_then_taken_in_whole() -> None:
    client = officer()
    found = uploaded(client, table([a_row(1), a_row(2)]))
    page = client.get(f"/office/imports/{found.key}/").content.decode()
    assert "没有错误" in page and "全部导入" in page and Award.objects.count() == 0
    answer = client.post(f"/office/imports/{found.key}/take/", {**guard(found), "choice": "whole"})
    assert answer.status_code == 302
    page = client.get(f"/office/imports/{found.key}/").content.decode()
    assert "已导入" in page and "虚构制造2有限公司" in page and BASIS in page
    assert set(Award.objects.values_list("state", flat=True)) == {AwardState.PUBLIC}


def test_bad_rows_are_told_and_left_out_only_on_a_word() -> None:
    client = officer()
    found = uploaded(client, table([a_row(1), a_row(2, amount="五万"), a_row(3)]))
    page = client.get(f"/office/imports/{found.key}/").content.decode()
    assert "有 1 行有错" in page and "五万" in page
    refused = client.post(f"/office/imports/{found.key}/take/", {**guard(found), "choice": "whole"})
    assert refused.status_code == 409 and "一行也没有导入" in refused.content.decode()
    assert Award.objects.count() == 0
    problems = client.get(f"/office/imports/{found.key}/problems.csv").content.decode()
    assert "3,支持金额（元）" in problems
    client.post(f"/office/imports/{found.key}/take/", {**guard(found, "take-key-2"), "choice": "good"})
    assert Award.objects.count() == 2
    assert "除有错的行以外全部导入" in client.get(f"/office/imports/{found.key}/").content.decode()


def test_what_was_typed_stays_where_the_file_is_refused() -> None:
    client = officer()
    told = {"idempotency_key": "upload-key-1", "source": SOURCE, "public_basis": BASIS, "complete": "on"}
    answer = client.post("/office/imports/", {**told, "file": SimpleUploadedFile("清单.pdf", b"%PDF-1.7\n")})
    page = answer.content.decode()
    assert answer.status_code == 422 and SOURCE in page and BASIS in page and "checked" in page
    assert "只接受" in page and not AwardImport.objects.exists()
    assert client.post("/office/imports/", told).status_code == 422  # no file at all


def test_a_file_that_cannot_be_read_says_why() -> None:
    client = officer()
    found = uploaded(client, "编号,单位\n1,甲\n".encode())
    assert found.state == ImportState.FAILED
    page = client.get(f"/office/imports/{found.key}/").content.decode()
    assert "表头缺少" in page
    client.post(f"/office/imports/{found.key}/drop/", guard(found))
    found.refresh_from_db()
    assert found.state == ImportState.DROPPED


def test_corrections_and_what_is_gone_are_shown() -> None:
    client = officer()
    department = AwardImport.objects.none()
    assert not department
    first = uploaded(client, table([a_row(1), a_row(2)]), idempotency_key="upload-key-a")
    client.post(f"/office/imports/{first.key}/take/", {**guard(first, "take-key-a"), "choice": "whole"})
    second = uploaded(
        client, table([a_row(1, amount="60000")]), idempotency_key="upload-key-b", complete="on"
    )
    client.post(f"/office/imports/{second.key}/take/", {**guard(second, "take-key-b"), "choice": "whole"})
    page = client.get(f"/office/imports/{second.key}/").content.decode()
    assert "50,000.50" in page and "60,000.00" in page  # before and after
    assert "这些支持没有删除" in page and "虚构制造2有限公司" in page
    assert Award.objects.count() == 2


def test_the_template_is_a_workbook_and_only_for_people_at_work() -> None:
    client = officer()
    answer = client.get("/office/imports/template.xlsx")
    assert answer.status_code == 200 and answer.content.startswith(b"PK\x03\x04")
    assert signed_in(somebody(Role.ENTREPRENEUR)).get("/office/imports/").status_code == 403
    assert Client().get("/office/imports/").status_code == 302


def test_another_departments_file_is_not_there() -> None:
    client = officer()
    found = taken_in([a_row(1)])  # of nobody bound to a department
    assert client.get(f"/office/imports/{found.key}/").status_code == 404
    assert client.get(f"/office/imports/{found.key}/problems.csv").status_code == 404
    assert client.post(f"/office/imports/{found.key}/drop/", guard(found)).status_code == 404
    looking = signed_in(somebody(Role.AUDITOR))
    assert looking.get(f"/office/imports/{found.key}/").status_code == 200
    assert looking.post(f"/office/imports/{found.key}/drop/", guard(found)).status_code == 403
