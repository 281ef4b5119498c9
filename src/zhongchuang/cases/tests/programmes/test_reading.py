"""Programmes from YAML: whole or not at all, each thing wrong with its line and its key, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhongchuang.cases.programmes.problems import Problem, ProgrammeError
from zhongchuang.cases.programmes.reading import (
    content_of,
    digest_of,
    programme_files,
    read_content,
    read_programmes,
    read_source,
)
from zhongchuang.clearance.disclosing.categories import CATEGORIES
from zhongchuang.policy.packs.loader import default_root

NAME = "gansu/programmes/space-recognition.yaml"
TEXT = (default_root() / NAME).read_text()


def wrong(old: str, new: str) -> tuple[Problem, ...]:
    """What is said of the recognition's file with words replaced."""
    assert old in TEXT
    with pytest.raises(ProgrammeError) as refused:
        read_source(NAME, TEXT.replace(old, new, 1))
    return tuple(refused.value.problems)


@pytest.mark.parametrize(
    ("old", "new", "key", "zh"),
    [
        ("kind: recognition", "kind: reward", "kind", "没有这个取值"),
        ("applicant: space", "applicants: space", "applicant", "缺少"),
        ("applicant: space", "applicant: space\napplicants: 3", "applicants", "不认识这个键"),
        ("days: 5, shows_amount", "days: 4, shows_amount", "notice.days", "不能小于 5"),
        ("days: 5, shows_amount", "days: 五, shows_amount", "notice.days", "整数"),
        ("points: 15", "points: 20", "review", "应为 100"),
        ("trim: 1", "trim: 3", "review", "没有专家了"),
        ("type: decimal, unit", "type: choice, unit", "sections[0].fields[3]", "列出选项"),
        ("steps: [recommend, accept", "steps: [accept, recommend", "", "按顺序"),
        ("steps: [recommend, accept", "steps: [accept", "", "要么都写"),
        ("id: space-recognition", "id: space_recognition", "id", "小写字母"),
        ("id: space-recognition", "id: other", "id", "文件名"),
        ("{id: seats,", "{id: area,", "", "不能重复"),
        (
            "locked: true}\n      - {id: operator",
            "locked: maybe}\n      - {id: operator",
            "sections[0].fields[0].locked",
            "true 或 false",
        ),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(old: str, new: str, key: str, zh: str) -> None:
    found = wrong(old, new)
    named = next(problem for problem in found if problem.key == key)
    assert zh in named.zh and named.en and named.file == NAME
    assert named.line > 0 and f"{NAME}:{named.line}" in str(named)


def test_the_line_is_that_of_the_key() -> None:
    (problem,) = wrong("days: 5, shows_amount", "days: 4, shows_amount")
    assert "notice:" in TEXT.splitlines()[problem.line - 1]


def test_everything_wrong_is_told_at_once() -> None:
    text = TEXT.replace("kind: recognition", "kind: reward").replace("applicant: space", "applicant: nobody")
    with pytest.raises(ProgrammeError) as refused:
        read_source(NAME, text)
    assert {p.key for p in refused.value.problems} == {"kind", "applicant"}


@pytest.mark.parametrize(
    ("text", "zh"),
    [
        ("a: [1", "不是合法的 YAML"),
        ("", "空的"),
        ("a: 1\na: 2", "写了两次"),
        ("a: &x 1\nb: *x", "锚点"),
        ("- 1\n- 2", "一个表"),
        ("[" * 300, "层"),
    ],
)
def test_what_is_no_programme_at_all(text: str, zh: str) -> None:
    with pytest.raises(ProgrammeError) as refused:
        read_source(NAME, text)
    assert any(zh in problem.zh for problem in refused.value.problems)


def test_all_files_are_read_before_anything_is_said(tmp_path: Path) -> None:
    for pack in ("one", "two"):
        (tmp_path / pack / "programmes").mkdir(parents=True)
        (tmp_path / pack / "programmes" / "bad.yaml").write_text("a: [1")
    (tmp_path / "one" / "measures.yaml").write_text("not ours")
    with pytest.raises(ProgrammeError) as refused:
        read_programmes(programme_files(tmp_path))
    assert [p.file for p in refused.value.problems] == ["one/programmes/bad.yaml", "two/programmes/bad.yaml"]


def test_another_encoding_is_said(tmp_path: Path) -> None:
    (tmp_path / "one" / "programmes").mkdir(parents=True)
    (tmp_path / "one" / "programmes" / "gbk.yaml").write_bytes("名称".encode("gbk"))
    with pytest.raises(ProgrammeError, match="UTF-8"):
        programme_files(tmp_path)


def test_numbers_keep_the_digits_they_are_written_with() -> None:
    read = read_source(NAME, TEXT.replace("pass_mark: 60", "pass_mark: 60.50")).programme
    assert read.review is not None and str(read.review.pass_mark) == "60.50"


def test_a_digest_is_of_what_was_written_and_not_of_what_stands_by_default() -> None:
    plain = read_source(NAME, TEXT).programme
    said = read_source(NAME, TEXT.replace("kind: recognition", "kind: recognition\naccept_days: 5")).programme
    other = read_source(
        NAME, TEXT.replace("kind: recognition", "kind: recognition\naccept_days: 6")
    ).programme
    assert digest_of(plain) == digest_of(said) != digest_of(other)
    assert read_content(content_of(plain)) == plain


def test_every_kind_of_support_of_the_packs_has_a_name_that_the_public_reads() -> None:
    programmes = [source.programme for source in read_programmes(programme_files(default_root()))]
    kinds = {one.money.category if one.money else one.kind.value for one in programmes}
    assert len(kinds) > 10 and kinds <= set(CATEGORIES)
