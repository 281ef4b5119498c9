"""`zhongchuang clearance link`: files in, pairs out; a sentence for what cannot be read."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from zhongchuang.clearance.linking.cli import link

LEFT = "name,id,city,note\n沈阳市鑫岚木业有限责任公司,1,沈阳,x\n大连澄泓食品有限公司,2,大连,\n"
RIGHT = "id,name\na,沈阳鑫岚木业\nb,昆明祺禾渔具\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "left.csv").write_text(LEFT, encoding="utf-8-sig")
    (tmp_path / "right.csv").write_text(RIGHT, encoding="gb18030")
    return tmp_path


def run(folder: Path, *more: str, left: str = "left.csv", right: str = "right.csv") -> Result:
    arguments = [str(folder / left), str(folder / right), "--out", str(folder / "pairs.csv"), *more]
    return CliRunner().invoke(link, arguments)


def test_pairs_are_written_and_nothing_else(folder: Path) -> None:
    done = run(folder)
    assert done.exit_code == 0, done.output
    rows = list(csv.reader((folder / "pairs.csv").open(encoding="utf-8")))
    assert rows[0] == ["left_id", "right_id", "probability"] and [row[:2] for row in rows[1:]] == [["1", "a"]]
    assert 0.5 <= float(rows[1][2]) <= 1
    assert "按 GB18030 读取" in done.stderr and "没有用到的列：note" in done.stderr
    assert sorted(path.name for path in folder.iterdir()) == ["left.csv", "pairs.csv", "right.csv"]


def test_a_threshold_and_a_list_with_itself(folder: Path) -> None:
    assert run(folder, "--threshold", "0.9999").exit_code == 0
    assert (folder / "pairs.csv").read_text() == "left_id,right_id,probability\n"
    (folder / "left.csv").write_text(LEFT + "沈阳鑫岚木业,3,沈阳,\n", encoding="utf-8")
    assert run(folder, right="left.csv").exit_code == 0
    assert "\n1,3,0." in (folder / "pairs.csv").read_text()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "是空的"),
        (b"name\nx\n", "没有 id 一列"),
        (b"id,id\n1,2\n", "出现两次"),
        (b"id,name\n,x\n", "第 2 条没有 id"),
        (b"id,name\n1,x\n1,y\n", "与第 2 条相同"),
        (b"id,name\n1,x,y\n", "有 3 项"),
        (b'id,name\n1,"x\n', "不是合格的 CSV"),
        (b"id\n1\x00\n", "既不是 UTF-8"),
        (b"\xff\xfe\xff\xff", "既不是 UTF-8"),
        (b"id,name\n1," + b"x" * 2001 + b"\n", "超过 2000 字"),
    ],
)
def test_what_cannot_be_read_is_a_sentence_and_changes_nothing(
    folder: Path, content: bytes, told: str
) -> None:
    (folder / "pairs.csv").write_text("as it was")
    (folder / "left.csv").write_bytes(content)
    done = run(folder)
    assert done.exit_code == 2 and told in done.stderr and "Mend the file" in done.stderr
    assert (folder / "pairs.csv").read_text() == "as it was"


def test_missing_files_and_places_that_cannot_be_written(folder: Path) -> None:
    assert "没有文件" in run(folder, left="none.csv").stderr
    done = CliRunner().invoke(
        link, [str(folder / "left.csv"), str(folder / "right.csv"), "--out", str(folder / "no" / "p.csv")]
    )
    assert done.exit_code == 2 and "不能写入" in done.stderr
    back = CliRunner().invoke(
        link, [str(folder / "left.csv"), str(folder / "right.csv"), "--out", str(folder / "left.csv")]
    )
    assert back.exit_code == 2 and "不能写回" in back.stderr
    assert (folder / "left.csv").read_text(encoding="utf-8-sig") == LEFT


def test_rows_without_names_are_no_trouble(folder: Path) -> None:
    (folder / "left.csv").write_text("id,name,uscc,representative,phone,city\n1,,,,,\n")
    (folder / "right.csv").write_text("id\na\n")
    assert run(folder).exit_code == 0
    (folder / "left.csv").write_text("id,name\n1,,,,,\n")  # a spreadsheet ends its rows with commas
    assert run(folder).exit_code == 0
    (folder / "right.csv").write_text("id,name\n")
    assert run(folder).exit_code == 0
    assert (folder / "pairs.csv").read_text() == "left_id,right_id,probability\n"
