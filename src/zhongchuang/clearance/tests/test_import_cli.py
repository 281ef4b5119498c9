"""`zhongchuang clearance import`: looks only, unless told to take; errors are sentences and an exit code."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from zhongchuang.clearance.cli.imports import import_command
from zhongchuang.clearance.importing.template import table
from zhongchuang.clearance.models import Award, AwardImport, AwardState, ImportChannel
from zhongchuang.clearance.tests.importing import BASIS, SOURCE, a_department, a_row
from zhongchuang.core.errors import InvalidInput
from zhongchuang.parties.tests.factory import make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    make_place()
    path = tmp_path / "清单.csv"
    path.write_bytes(table([a_row(1), a_row(2)]))
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(import_command, [str(word) for word in words])


def test_it_looks_and_takes_in_only_on_a_word(file: Path) -> None:
    looked = run(file, "--department", SOURCE, "--source", BASIS)
    assert looked.exit_code == 0 and "2 行，新增 2" in looked.output and "没有写入" in looked.output
    assert Award.objects.count() == 0
    taken = run(file, "--department", SOURCE, "--source", BASIS, "--take")
    assert taken.exit_code == 0 and "已导入：新增 2" in taken.output
    assert set(Award.objects.values_list("state", flat=True)) == {AwardState.PUBLIC}
    assert AwardImport.objects.first().channel == ImportChannel.CLI  # type: ignore[union-attr]  # it was just made
    again = run(file, "--department", SOURCE, "--take", "--complete")
    assert "没有变化 2" in again.output and "没有删除" in again.output


def test_three_bad_rows_are_told_and_left_out_on_a_word(file: Path) -> None:
    file.write_bytes(
        table(a_row(n, decided_on="昨天" if n in (2, 3, 4) else "2024-06-30") for n in range(1, 8))
    )
    looked = run(file, "--department", SOURCE)
    assert looked.exit_code == 1 and "有错 3" in looked.output and "第 3 行 决定日期" in looked.output
    refused = run(file, "--department", SOURCE, "--take")
    assert refused.exit_code != 0 and Award.objects.count() == 0
    done = run(file, "--department", SOURCE, "--take", "--leave-out-bad")
    assert done.exit_code == 0 and Award.objects.count() == 4


def test_a_file_of_another_kind_and_a_department_nobody_knows(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "清单.pdf"
    other.write_bytes(b"%PDF-1.7")
    assert isinstance(run(other, "--department", SOURCE).exception, InvalidInput)
    assert isinstance(run(file, "--department", SOURCE, "--for", "无此代码").exception, InvalidInput)
    ours = a_department(1)
    assert run(file, "--department", SOURCE, "--for", ours.uscc).exit_code == 0
    assert AwardImport.objects.first().department == ours  # type: ignore[union-attr]  # it was just made


def test_a_head_that_is_missing_ends_with_one(file: Path) -> None:
    file.write_bytes("编号\n1\n".encode())
    failed = run(file, "--department", SOURCE, "--take")
    assert failed.exit_code == 1 and "表头缺少" in failed.output
