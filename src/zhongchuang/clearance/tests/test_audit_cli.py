"""`zhongchuang clearance audit`: the report as a workbook and as JSON, a run that broke off taken up again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook

from zhongchuang.clearance.auditing.runners import NoSpark
from zhongchuang.clearance.cli.auditing import audit
from zhongchuang.clearance.models import AuditRun, AuditState
from zhongchuang.clearance.services.auditing import audit_ask
from zhongchuang.clearance.tests.auditing import one_invoice_twice
from zhongchuang.clearance.tests.awards import department
from zhongchuang.parties.tests.factory import SYSTEM

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> Result:
    return CliRunner().invoke(audit, list(arguments))


def test_the_report_says_what_was_found_and_what_its_columns_mean(tmp_path: Path) -> None:
    one_invoice_twice()
    book, file = tmp_path / "核查.xlsx", tmp_path / "audit.json"
    done = run("--out", str(book), "--out", str(file))
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["found"] == 1 and told["supports"] == 2 and told["counts"] == {"rule:invoice-once": 1}
    written = json.loads(file.read_text(encoding="utf-8"))
    (finding,) = written["findings"]
    assert written["run"]["inputs_sha256"] == told["inputs_sha256"]
    assert finding["supports"] == ["case:A-2", "case:A-1"] and finding["amount"] == 200_00
    assert set(finding["departments"]) == {department(1).name, department(2).name}
    sheets = CalamineWorkbook.from_path(str(book))
    assert sheets.sheet_names == ["概要", "发现", "列的意思"]
    head, row = sheets.get_sheet_by_name("发现").to_python()
    assert row[head.index("涉及金额（元）")] == 200.0 and "一张发票只用一次" in str(row[head.index("发现")])
    assert len(sheets.get_sheet_by_name("列的意思").to_python()) == len(head)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["audit.json", "核查.xlsx"]


def test_a_run_that_broke_off_is_taken_up_again() -> None:
    made = audit_ask(actor=SYSTEM, soon=False)
    AuditRun.objects.filter(pk=made.pk).update(state=AuditState.RUNNING)
    done = run()
    assert done.exit_code == 0 and json.loads(done.stdout)["run"] == made.key
    assert AuditRun.objects.get().state == AuditState.DONE


def test_interrupted_at_the_keyboard_it_stands_in_nobodys_way(monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed(**_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("zhongchuang.clearance.cli.auditing.audit_run", pressed)
    assert run().exit_code != 0
    assert AuditRun.objects.get().state == AuditState.FAILED
    assert audit_ask(actor=SYSTEM).state == AuditState.WAITING


def test_what_cannot_be_written_is_said_before_anything_is_done(tmp_path: Path) -> None:
    assert run("--out", str(tmp_path / "a.pdf")).exit_code == 2
    missing = run("--out", str(tmp_path / "no" / "a.json"))
    assert missing.exit_code == 2 and "没有文件夹" in missing.stderr
    assert not AuditRun.objects.exists()


def test_spark_that_is_not_there_is_a_sentence() -> None:
    done = run("--engine", "spark")
    assert isinstance(done.exception, NoSpark) and "pip install pyspark" in done.exception.sentence
    assert AuditRun.objects.get().state == AuditState.FAILED
