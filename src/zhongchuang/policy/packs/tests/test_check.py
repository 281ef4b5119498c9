"""The check of packs: each thing it must find, broken once."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from zhongchuang.policy.matching.verdicts import Status
from zhongchuang.policy.packs.check import Report, check_packs, check_rulebook
from zhongchuang.policy.packs.cli import packs
from zhongchuang.policy.packs.loader import read_rulebook
from zhongchuang.policy.packs.reading.examples import STATUSES
from zhongchuang.policy.packs.tests.factory import SAMPLE_ROOT, added, changed, sample_book

DOCUMENT = "province/documents/shi-2020-1.yaml"
MEASURES = "province/measures.yaml"
TALENT = "province/examples/talent.yaml"
OTHERS = "province/examples/others.yaml"


def report_of(files: dict[str, str]) -> Report:
    return check_rulebook(*read_rulebook(files))


def test_the_sample_is_good() -> None:
    report = check_packs(SAMPLE_ROOT)
    assert (report.errors, report.warnings) == ((), ())
    assert report.version == sample_book().version
    assert all(row.is_complete for row in report.coverage)
    assert [(t.pack, t.measures, t.examples) for t in report.tallies] == [
        ("nation", 2, 0),
        ("province", 6, 6),
        ("city", 1, 2),
    ]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (changed((DOCUMENT, "  二（二）: [measure]\n", "")), "条款“二（二）”没有归类"),
        (changed((DOCUMENT, "  二（二）: [measure]\n", "  二（二）: []\n")), "条款“二（二）”没有归类"),
        (changed((DOCUMENT, "  一: [measure]\n", "  一: [measure]\n  四: [duty]\n")), "“四”不是原文的条款"),
        (changed((DOCUMENT, "  一: [measure]\n", "  一: [measure, duty]\n")), "归为 duty"),
        (changed((DOCUMENT, "duty, target]", "duty]")), "却没有归为 target"),
        (changed((DOCUMENT, "[measure, duty, target]", "[duty, target]")), "却没有归为 measure"),
        (changed((DOCUMENT, "refs: 6", "refs: 7")), "expected.refs"),
        (changed((MEASURES, "- id: space-grant", f"- id: {'x' * 44}")), "超过 52 字节"),
        (changed((DOCUMENT, "date: 2020-01-10,", "date: 2020-01-11,")), "expected.date"),
        (changed((DOCUMENT, "level1: [支持转化,", "level1: [支持转让,")), "expected.level1"),
        (
            changed((DOCUMENT, "state: valid", "state: repealed"), (DOCUMENT, "expires: 2024-12-31\n", "")),
            "expires",
        ),
        (changed((TALENT, "amount: 700000", "amount: 700000.01")), "金额应为 700,000.01 元，得到 700,000 元"),
        (
            changed((TALENT, "province/share: {verdict: not_met}", "province/share: {verdict: met}")),
            "结论应为 met",
        ),
        (changed((TALENT, "unknown: [employer]", "unknown: [employer, in_zone]")), "未知事实应为"),
        (changed((TALENT, 'place: "990000"', 'place: "000000"')), "不适用于 000000"),
        (
            changed((OTHERS, "status: no_open_call, near_miss: true", "status: suspended, near_miss: true")),
            "city-funds 的状态应为 suspended，得到 no_open_call",
        ),
        (
            changed((OTHERS, "status: in_force, near_miss: true", "near_miss: false")),
            "space-grant 的差一步应为 否 (false)，得到 是 (true)",
        ),
        (
            changed((OTHERS, "status: suspended, near_miss: true", "status: suspended")),
            "tax-when-ready 不会得出“符合”，要有一个写明 near_miss: true 的实例",
        ),
        (
            changed(("city/examples.yaml", "    city/zone-share: {verdict: not_met}\n", "")),
            "city/zone-share 只有 1 个实例",
        ),
        (
            changed(
                (MEASURES, "  topic: deduction\n", "  topic: deduction\n  rank: rules\n"),
                ("province/pack.yaml", '"990000"', '"000000"'),
            ),
            "分不出先后",
        ),
        (
            changed(
                (
                    "vocabulary.yaml",
                    "asked_of: [space]}\n  - {name: seats",
                    "asked_of: [team]}\n  - {name: seats",
                )
            ),
            "“area”不问他们",
        ),
    ],
)
def test_what_is_missing_is_found(files: dict[str, str], words: str) -> None:
    assert words in " ".join(problem.zh for problem in report_of(files).errors)


def test_the_words_of_a_status_are_those_of_matching() -> None:
    assert set(STATUSES) == {status.value for status in Status}


def test_packs_that_do_not_load_are_looked_at_all_the_same() -> None:
    files = changed((MEASURES, "in_space AND", "in_spaces AND"), (DOCUMENT, "  二（二）: [measure]\n", ""))
    report = report_of(files)
    said = " ".join(problem.zh for problem in report.errors)
    assert "in_spaces" in said
    assert "条款“二（二）”没有归类" in said
    assert not report.ran_examples


def test_a_lineage_row_stands_for_a_measure() -> None:
    row = """
- document: shi-2020-1
  clause: 二
  carries_out: [guo-2019-1#二]
  measures: [{id: nation/extra-deduction, quote: 支持建设}]
"""
    files = added("province/lineage.yaml", row)
    assert "却没有归为 measure" in " ".join(p.zh for p in report_of(files).errors)
    files[DOCUMENT] = files[DOCUMENT].replace("二: [principle]", "二: [measure]")
    assert report_of(files).errors == ()


VOUCHER = "- id: voucher\n"
LOCAL = "- id: local-deduction\n"


def test_one_topic_one_rank_and_one_place_is_a_tie() -> None:
    files = changed((MEASURES, VOUCHER, VOUCHER + "  topic: deduction\n"))
    assert ["分不出先后" in p.zh for p in report_of(files).errors] == [True]


def test_no_tie_where_nobody_could_have_both() -> None:
    other_kinds = changed((MEASURES, VOUCHER, VOUCHER + "  topic: income-share\n"))
    other_days = changed(
        (MEASURES, VOUCHER, VOUCHER + "  topic: deduction\n"),
        (MEASURES, LOCAL, LOCAL + "  effective: {from: 2020-01-10, to: 2020-01-31}\n"),
    )
    for files in (other_kinds, other_days):
        assert [p.zh for p in report_of(files).errors if "分不出先后" in p.zh] == []


def test_chinese_left_in_the_english_is_a_warning() -> None:
    files = changed((MEASURES, "en: Building grant}", "en: 补助 grant}"))
    assert [p for p in report_of(files).warnings if "补助 grant" in p.zh]
    assert report_of(files).is_good


def test_an_organ_renamed_elsewhere_without_an_entry_is_a_warning() -> None:
    files = changed(("organs.yaml", '- {name: 省农委, place: "990000"', '- {name: 市农委, place: "990100"'))
    warnings = report_of(files).warnings
    assert [p.zh for p in warnings] == ["责任单位“省农委”这一类机关已改名，organs.yaml 里没有它的沿革。"]


def test_the_command_prints_the_table_and_exits_0() -> None:
    result = CliRunner().invoke(packs, ["check", "--root", str(SAMPLE_ROOT)])
    assert result.exit_code == 0
    assert "条款覆盖率" in result.stdout
    assert "通过" in result.stdout


def test_the_command_exits_1_and_names_file_and_line(tmp_path: Path) -> None:
    for name, content in changed((MEASURES, "quote: 不得低于70%", "quote: 不得低于75%")).items():
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")
    result = CliRunner().invoke(packs, ["check", "--root", str(tmp_path)])
    assert result.exit_code == 1
    assert f"{MEASURES}:1 " in result.stderr
    assert "不得低于75%" in result.stderr
    assert "未通过" in result.stderr


@pytest.mark.parametrize("content", ["[" * 100_000, '{"a":' * 50_000, "- " * 50_000, "[\n" * 50_000])
def test_a_file_nested_without_end_is_a_sentence(content: str) -> None:
    report = report_of(changed() | {MEASURES: content})
    assert f"{MEASURES} 层次超过 200 层，请核对括号和缩进。" in [f"{p.where} {p.zh}" for p in report.errors]


def test_a_file_that_is_no_text_is_told_and_nothing_is_checked(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_bytes(b"\xff\xfe\x00")
    result = CliRunner().invoke(packs, ["check", "--root", str(tmp_path)])
    assert (result.exit_code, type(result.exception)) == (1, SystemExit)
    assert "pack.yaml 文件不是 UTF-8 编码" in result.stderr


def test_a_folder_without_packs_does_not_pass(tmp_path: Path) -> None:
    result = CliRunner().invoke(packs, ["check", "--root", str(tmp_path)])
    assert result.exit_code == 1
    assert "目录里没有政策包" in result.stderr
