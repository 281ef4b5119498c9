"""Loading: what is read, and that everything wrong is told at once with its line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from zhongchuang.expressions import INDUSTRY, MONEY
from zhongchuang.policy.packs.errors import PackError
from zhongchuang.policy.packs.loader import (
    ROOT_VARIABLE,
    default_root,
    load_rulebook,
    read_files,
    rulebook_of,
    version_of,
)
from zhongchuang.policy.packs.schema import Modality, Rank
from zhongchuang.policy.packs.tests.factory import (
    SAMPLE_ROOT,
    added,
    changed,
    problems_of,
    sample_book,
    sample_files,
)

MEASURES = "province/measures.yaml"


def test_a_measure_is_read_whole() -> None:
    measure = sample_book().measure("province/space-grant")
    assert measure is not None
    assert (measure.place, str(measure.clause), measure.rank) == (
        "990000",
        "shi-2020-1#二（一）",
        Rank.NORMATIVE,
    )
    assert measure.modality is Modality.CONFERS
    assert (measure.start, measure.end) == (date(2020, 1, 10), date(2024, 12, 31))
    assert measure.facts() == {"area", "seats", "months", "cost", "share_used"}
    assert [check.text.en for check in measure.checks] == ["At least 75 % of the area in use"]


def test_money_is_fen_and_rates_are_exact() -> None:
    parameters = sample_book().measure("province/space-grant").parameters  # type: ignore[union-attr]  # is there
    assert parameters["cap"].values[0].value == 50_000_000
    assert parameters["cap"].declared.type == MONEY
    assert parameters["rate"].values[0].value == Decimal("0.30")
    assert parameters["rate"].declared.maximum == Decimal("0.30")


def test_a_list_of_industries_is_a_list_of_industries() -> None:
    measure = sample_book().measure("nation/extra-deduction")
    assert measure is not None
    excluded = measure.parameters["excluded"]
    assert excluded.declared.type == INDUSTRY
    assert excluded.declared.many
    assert excluded.values[0].value == ("C16", "H", "F")


def test_a_value_whose_text_is_not_held_says_so() -> None:
    measure = sample_book().measure("nation/extra-deduction")
    assert measure is not None
    value = measure.parameters["rate"].at(date(2021, 1, 1))
    assert value is not None
    assert (value.value, value.basis, value.text_held) == (Decimal("0.755"), "rules-extra", False)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2018, 12, 31), None),
        (date(2019, 1, 1), Decimal("0.50")),
        (date(2020, 12, 31), Decimal("0.50")),
        (date(2021, 1, 1), Decimal("0.755")),
        (date(2023, 1, 1), None),
    ],
)
def test_both_end_days_of_a_value_count(day: date, expected: Decimal | None) -> None:
    measure = sample_book().measure("nation/extra-deduction")
    assert measure is not None
    value = measure.parameters["rate"].at(day)
    assert (None if value is None else value.value) == expected


def test_parents_come_before_children() -> None:
    assert list(sample_book().packs) == ["nation", "province", "city"]


def test_a_place_knows_what_it_lies_in() -> None:
    assert sample_book().chain("990100") == ("990100", "990000", "000000")


def test_everything_wrong_is_told_at_once_with_file_and_line() -> None:
    files = changed(
        (MEASURES, "modality: suspended\n", "modality: suspendet\n"),
        (MEASURES, "in_space AND", "in_spaces AND"),
        ("province/targets.yaml", "value: 300", "value: many"),
    )
    problems = problems_of(files)
    lines = files[MEASURES].split("\n")
    assert {(p.path, p.line) for p in problems} >= {
        (MEASURES, lines.index("  modality: suspendet") + 1),
        (MEASURES, next(n for n, line in enumerate(lines, 1) if "in_spaces" in line)),
        ("province/targets.yaml", 1),
    }
    said = " ".join(p.zh for p in problems)
    assert "是不是 suspended？" in said
    assert "in_spaces" in said
    assert all(p.en for p in problems)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (changed((MEASURES, "  for: [space]\n", "  for: [space]\n  colour: red\n")), "不认识的键“colour”"),
        (
            changed((MEASURES, "  topic: deduction\n", "  topic: deduction\n  topic: share\n")),
            "“topic”写了两次",
        ),
        (changed((MEASURES, "cap: {type: money", "cap: &cap {type: money")), ""),
        (
            changed(
                (
                    MEASURES,
                    "summary: {zh: 等国家办法出台。, en: Waits for the national rules.}",
                    "summary: {zh: 等。}",
                )
            ),
            "缺少“en”",
        ),
        (changed((MEASURES, "value: 500000,", "value: 500000.001,")), "不能小于一分"),
        (changed((MEASURES, "value: 0.30,", "value: 三成,")), "不是数字"),
        (changed((MEASURES, "quote: 最高不超过50万元}", "note: {zh: 无, en: none}}")), "数值没有出处"),
        (changed((MEASURES, "quote: 最高不超过50万元}", "quote: 最高不超过60万元}")), "不在条款"),
        (changed((MEASURES, "clause: 二（一）", "clause: 二（九）")), "没有条款“二（九）”"),
        (
            changed(
                (MEASURES, "document: shi-2020-1\n  clause: 一\n", "document: shi-2020-2\n  clause: 一\n")
            ),
            "没有“shi-2020-2”",
        ),
        (changed(("nation/measures.yaml", "to: 2020-12-31, basis", "to: 2021-01-01, basis")), "两个时段重叠"),
        (changed((MEASURES, "to: 2020-12-31, rule", "to: 2022-01-01, rule")), "两条规则的时段重叠"),
        (changed(("nation/measures.yaml", "basis: law-transfer}", "basis: law-transfers}")), "没有依据文件"),
        (
            changed(
                (
                    MEASURES,
                    "  suspended_until: {zh: 国家有关办法出台, en: the national rules are issued}\n",
                    "",
                )
            ),
            "suspended_until",
        ),
        (
            changed((MEASURES, "  amount_set_by: {zh: 由各市规定, en: Each city decides}\n", "")),
            "amount_set_by",
        ),
        (changed((MEASURES, "  benefit_kind: floor\n", "")), "benefit_kind"),
        (changed((MEASURES, "LEAST(cost * p.rate, p.cap)", "cost > p.cap")), "规则有误"),
        (changed((MEASURES, "LEAST(cost * p.rate, p.cap)", "cost / 3")), "规则有误"),
        (changed((MEASURES, "LEAST(cost * p.rate, p.cap)", "LEAST(cost * p.rate, p.top)")), "p.top"),
        (changed((MEASURES, "- id: voucher", "- id: city-funds")), "编号“province/city-funds”重复"),
        (changed(("province/pack.yaml", "parent: nation", "parent: empire")), "没有上级包“empire”"),
        (changed(("province/examples/talent.yaml", 'place: "990100"', 'place: "990300"')), "区划 990300"),
        (
            changed(
                (
                    "province/examples/talent.yaml",
                    "province/share: {verdict: met",
                    "province/shares: {verdict: met",
                )
            ),
            "没有措施",
        ),
        (
            changed(("province/examples/others.yaml", "status: no_open_call", "status: no_open_cal")),
            "是不是 no_open_call？",
        ),
        (
            changed(("province/examples/talent.yaml", "in_space: true, income: 1000000}", "in_spase: true}")),
            "是不是 in_space？",
        ),
        (
            changed(("province/examples/talent.yaml", "income: 1000000, employer", "income: -1, employer")),
            "超出",
        ),
        (
            changed(
                (
                    "places.yaml",
                    'parent: "990000"}\n  - {code: "990200"',
                    'parent: "880000"}\n  - {code: "990200"',
                )
            ),
            "880000",
        ),
        (
            added(
                "vocabulary.yaml",
                "  - {name: income, type: money, label: {zh: 甲, en: a}, question: {zh: 乙, en: b}}\n",
            ),
            "已在别处声明",
        ),
        (
            added(
                "city/vocabulary.yaml",
                "- {name: x, type: decimal, unit: 光年, label: {zh: 甲, en: a}, question: {zh: 乙, en: b}}\n",
            ),
            "单位“光年”没有英文",
        ),
        (added("places.yaml", '  - {code: 99, zh: 甲, en: a, parent: "000000"}\n'), "六位数字"),
        (
            added(
                "province/lineage.yaml", "- {document: shi-2020-1, clause: 一, carries_out: [guo-2019-1]}\n"
            ),
            "文件编号#条款",
        ),
        (
            added(
                "province/lineage.yaml",
                "- {document: shi-2020-1, clause: 一, carries_out: [guo-2019-9#一]}\n",
            ),
            "没有文件“guo-2019-9”",
        ),
        (added("county/measures.yaml", "[]\n"), "缺少 pack.yaml"),
        (added("province/duties.yaml", "- [1, 2\n"), "不是合法的 YAML"),
        (
            added(
                "province/targets.yaml",
                "- {id: more, document: shi-2020-1, clause: 三, quote: 300家, title: {zh: 多, en: m}, "
                "value: 1, unit: 家, part_of: none}\n",
            ),
            "没有目标",
        ),
    ],
)
def test_what_is_wrong_is_a_sentence_that_names_it(files: dict[str, str], words: str) -> None:
    said = " ".join(p.zh for p in problems_of(files))
    assert words in said
    assert bool(said) is bool(words)


def test_an_alias_is_refused() -> None:
    files = added("organs.yaml", '  - &one {name: 甲, place: "990000"}\n  - *one\n')
    assert "别名" in " ".join(p.zh for p in problems_of(files))


def test_a_circle_of_places_is_found() -> None:
    files = changed(
        ("places.yaml", 'en: Sample Province, parent: "000000"', 'en: Sample Province, parent: "990100"')
    )
    assert "绕成了圈" in " ".join(p.zh for p in problems_of(files))


def test_a_document_without_its_text_is_told() -> None:
    files = sample_files()
    del files["city/documents/shishi-2021-1.txt"]
    assert "旁边没有原文" in " ".join(p.zh for p in problems_of(files))


def test_a_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    (tmp_path / "places.yaml").write_bytes("places: 全国".encode("gb18030"))
    with pytest.raises(PackError, match="UTF-8"):
        read_files(tmp_path)


def test_a_missing_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=ROOT_VARIABLE):
        load_rulebook(tmp_path / "none")


def test_the_folder_may_be_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ROOT_VARIABLE, str(SAMPLE_ROOT))
    assert default_root() == SAMPLE_ROOT
    monkeypatch.delenv(ROOT_VARIABLE)
    assert default_root().name == "packs"


def test_the_version_is_the_hash_of_every_file() -> None:
    files = sample_files()
    assert len(version_of(files)) == 64
    for name in files:
        assert version_of(files | {name: files[name] + " "}) != version_of(files)
    moved = dict(files)
    moved["province/other.yaml"] = moved.pop("province/duties.yaml")
    assert version_of(moved) != version_of(files)
    assert version_of({"a": "bc"}) != version_of({"ab": "c"})


def test_one_version_is_built_once() -> None:
    assert rulebook_of(sample_files()) is rulebook_of(sample_files())
