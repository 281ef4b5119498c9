"""Populations: the columnar engine, SQL and the interpreter agree; bad rows are told and kill nothing."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
import sqlglot
from click.testing import CliRunner

from zhongchuang.policy.matching.cli import match_all
from zhongchuang.policy.matching.errors import PopulationFileError
from zhongchuang.policy.matching.population import PopulationReport, match_population, population_sql
from zhongchuang.policy.matching.population.questions import Questions
from zhongchuang.policy.matching.tests.asking_the_sample import IN_FORCE
from zhongchuang.policy.matching.tests.populations import disagreements, random_subjects, write_subjects
from zhongchuang.policy.packs.loader import ROOT_VARIABLE, rulebook_of
from zhongchuang.policy.packs.tests.factory import SAMPLE_ROOT, changed, sample_book

BOOK = sample_book()
TEAM = {"id": 1, "place": "990000", "kind": "team", "in_space": True, "income": 100}


def run(
    tmp_path: Path, rows: list[dict[str, Any]], **types: pl.DataType
) -> tuple[pl.DataFrame, PopulationReport]:
    """The result for rows written down by hand."""
    source, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pl.DataFrame(rows, schema_overrides=types or None, infer_schema_length=None).write_parquet(source)
    report = match_population(BOOK, source, IN_FORCE, target)
    return pl.read_parquet(target), report


@pytest.mark.parametrize(
    "on", [date(2019, 6, 1), date(2020, 12, 31), IN_FORCE, date(2022, 7, 1), date(2026, 1, 1)]
)
def test_interpreter_and_population_agree(tmp_path: Path, on: date) -> None:
    subjects = random_subjects(BOOK, 2_000, seed=on.toordinal())
    source, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
    write_subjects(BOOK, subjects, source)
    report = match_population(BOOK, source, on, target)
    found = pl.read_parquet(target)
    assert (report.rows, report.written, report.unusable, report.problems) == (2_000, 2_000, 0, None)
    assert disagreements(BOOK, subjects, on, found) == []
    assert {found[m.id].dtype for m in BOOK.measures()} == {pl.Int8}


def test_the_control_sees_a_changed_cell(tmp_path: Path) -> None:
    subjects = random_subjects(BOOK, 200, seed=7)
    write_subjects(BOOK, subjects, tmp_path / "in.parquet")
    match_population(BOOK, tmp_path / "in.parquet", IN_FORCE, tmp_path / "out.parquet")
    found = pl.read_parquet(tmp_path / "out.parquet")
    broken = found.with_columns(pl.col("province/share").fill_null(1))
    assert disagreements(BOOK, subjects, IN_FORCE, broken) != []


def _query(dialect: str, on: date) -> str:
    """The query as DuckDB runs it; Spark's is read as Spark reads it and translated."""
    query = population_sql(BOOK, on, dialect)
    if dialect == "duckdb":
        return query
    translated = sqlglot.transpile(query, read=dialect, write="duckdb")[0]
    # DuckDB would divide decimals as doubles; its own 128-bit integer is what corresponds.
    return translated.replace("DECIMAL(38, 0)", "HUGEINT")


@pytest.mark.parametrize("dialect", ["duckdb", "spark"])
@pytest.mark.parametrize("on", [IN_FORCE, date(2022, 7, 1)])
def test_the_query_gives_the_same(tmp_path: Path, on: date, dialect: str) -> None:
    subjects = random_subjects(BOOK, 2_000, seed=3)
    source, target, queried = (tmp_path / name for name in ("in.parquet", "out.parquet", "sql.parquet"))
    write_subjects(BOOK, subjects, source)
    match_population(BOOK, source, on, target)
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW population AS SELECT * FROM '{source}'")
        connection.execute(f"COPY ({_query(dialect, on)}) TO '{queried}' (FORMAT parquet)")
    found, expected = pl.read_parquet(queried).sort("id"), pl.read_parquet(target).sort("id")
    for name in expected.columns:
        assert found[name].cast(pl.Int64).to_list() == expected[name].cast(pl.Int64).to_list(), name


@pytest.mark.parametrize("dialect", ["spark", "postgres"])
def test_other_dialects_are_written(dialect: str) -> None:
    query = population_sql(BOOK, IN_FORCE, dialect, table="subjects")
    assert query.startswith("WITH rules AS (")
    assert "FROM subjects AS s JOIN rules" in query
    assert ("`province/share`" in query) is (dialect == "spark")


@pytest.mark.parametrize(
    "amount",
    [
        pl.Series([70], dtype=pl.Int64),
        pl.Series([Decimal("70.00")], dtype=pl.Decimal(18, 2)),
        pl.Series([70.0], dtype=pl.Float64),
        pl.Series(["70"], dtype=pl.String),
    ],
    ids=["integer", "decimal", "float", "text"],
)
def test_money_columns_are_yuan_whatever_their_type(tmp_path: Path, amount: pl.Series) -> None:
    frame = pl.DataFrame(
        {"id": [1], "place": ["990000"], "kind": ["team"], "in_space": [True], "income": amount}
    )
    frame.write_parquet(tmp_path / "in.parquet")
    report = match_population(BOOK, tmp_path / "in.parquet", IN_FORCE, tmp_path / "out.parquet")
    found = pl.read_parquet(tmp_path / "out.parquet")
    assert found["province/share:amount_fen"].to_list() == [4900]
    assert "cost" in report.missing_facts


def test_a_topic_is_promised_once(tmp_path: Path) -> None:
    zone = {"in_zone": True, "employer": "university"}
    found, _ = run(
        tmp_path,
        [
            TEAM | zone | {"place": "990100"},
            TEAM | zone | {"id": 2},
            TEAM | {"id": 3, "in_space": False} | zone,
        ],
    )
    columns = [f"{name}:amount_fen" for name in ("city/zone-share", "province/share", "nation/share")]
    assert found.select(columns).rows() == [(6000, None, None), (None, 7000, None), (None, None, 5000)]
    assert found["province/share"].to_list() == [1, 1, 0]


def test_a_rule_with_the_same_numbers_is_asked_once_and_with_others_again() -> None:
    measures = "province/measures.yaml"
    book = rulebook_of(
        changed(
            (measures, "  when: months >= 0\n", "  when: seats > 0\n"),
            (measures, "modality: encourages", "modality: permits"),
            (measures, "modality: suspended\n", "modality: permits\n"),
            (measures, "  suspended_until: {zh: 国家有关办法出台, en: the national rules are issued}\n", ""),
        )
    )
    asked = {a.measure.id: a for a in Questions(book, IN_FORCE).measures}
    assert asked["province/city-funds"].condition == asked["province/tax-when-ready"].condition is not None
    assert asked["province/share"].benefit != asked["nation/share"].benefit  # 70 % and 50 %


def test_bad_rows_are_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    rows = [
        TEAM,
        TEAM | {"id": 2, "income": -5},
        TEAM | {"id": 2},
        TEAM | {"id": None},
        TEAM | {"id": 4, "place": "123456"},
        TEAM | {"id": 5, "kind": "crowd"},
        TEAM | {"id": 6, "place": None},
        TEAM | {"id": 7, "employer": "circus"},
        TEAM | {"id": 8},
    ]
    found, report = run(tmp_path, rows, employer=pl.String())
    assert found["id"].to_list() == [1, 2, 7, 8]
    assert found["province/share"].to_list() == [1, None, 1, 1]
    assert (report.rows, report.written, report.rejected, report.unusable) == (9, 4, 5, 2)
    assert report.problems == tmp_path / "out.parquet.rejected.csv"
    with report.problems.open(encoding="utf-8-sig", newline="") as file:
        told = [(line["row"], line["column"], line["effect"]) for line in csv.DictReader(file)]
    assert told == [
        ("2", "income", "fact_unknown"),
        ("3", "id", "row_left_out"),
        ("4", "id", "row_left_out"),
        ("5", "place/kind", "row_left_out"),
        ("6", "place/kind", "row_left_out"),
        ("7", "place/kind", "row_left_out"),
        ("8", "employer", "fact_unknown"),
    ]


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (pl.DataFrame({"id": [1], "place": ["990000"]}), "没有“kind”列"),
        (pl.DataFrame({"id": [1], "place": [990000], "kind": ["team"]}), "“place”列应当是文本"),
        (
            pl.DataFrame({"id": [1], "place": ["990000"], "kind": ["team"], "in_space": [date(2020, 1, 1)]}),
            "in_space",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_a_sentence(tmp_path: Path, frame: pl.DataFrame, words: str) -> None:
    frame.write_parquet(tmp_path / "in.parquet")
    with pytest.raises(PopulationFileError, match=words):
        match_population(BOOK, tmp_path / "in.parquet", IN_FORCE, tmp_path / "out.parquet")
    assert not (tmp_path / "out.parquet").exists()


def test_what_is_no_parquet_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "in.parquet").write_text("id,place,kind")
    with pytest.raises(PopulationFileError, match="Parquet"):
        match_population(BOOK, tmp_path / "in.parquet", IN_FORCE, tmp_path / "out.parquet")


def test_a_run_that_breaks_off_is_a_sentence_and_leaves_the_earlier_result(tmp_path: Path) -> None:
    source, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
    places = [str(number) for number in range(5000)]
    pl.DataFrame({"id": places, "place": places, "kind": ["team"] * 5000}).write_parquet(source)
    whole = source.read_bytes()
    source.write_bytes(whole[:4] + bytes(4000) + whole[4004:])  # the footer still promises what is gone
    target.write_bytes(b"earlier")
    with pytest.raises(PopulationFileError, match="没有写出"):
        match_population(BOOK, source, IN_FORCE, target)
    assert target.read_bytes() == b"earlier"
    assert {path.name for path in tmp_path.iterdir()} == {"in.parquet", "out.parquet"}


def test_a_run_without_problems_takes_the_earlier_list_away(tmp_path: Path) -> None:
    run(tmp_path, [TEAM, TEAM | {"id": 2, "place": "1"}])
    assert (tmp_path / "out.parquet.rejected.csv").exists()
    run(tmp_path, [TEAM])
    assert not (tmp_path / "out.parquet.rejected.csv").exists()


@pytest.mark.parametrize(
    ("written", "shown"),
    [("=cmd|calc", "'=cmd|calc"), ("@x", "'@x"), ("+1+x", "'+1+x"), ("-5", "-5"), ("a=b", "a=b")],
)
def test_the_list_of_problems_starts_no_formula(tmp_path: Path, written: str, shown: str) -> None:
    _, report = run(tmp_path, [TEAM | {"id": "1"}, TEAM | {"id": written, "place": "1"}])
    assert report.problems is not None
    with report.problems.open(encoding="utf-8-sig", newline="") as file:
        assert [line["id"] for line in csv.DictReader(file)] == [shown]


def test_progress_ends_where_it_should(tmp_path: Path) -> None:
    write_subjects(BOOK, random_subjects(BOOK, 10, seed=1), tmp_path / "in.parquet")
    seen: list[tuple[int, int]] = []
    match_population(
        BOOK,
        tmp_path / "in.parquet",
        IN_FORCE,
        tmp_path / "out.parquet",
        lambda done, rows: seen.append((done, rows)),
    )
    assert seen[-1] == (20, 20)
    assert seen == sorted(seen)


def test_the_command_writes_the_file_and_says_what_it_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ROOT_VARIABLE, str(SAMPLE_ROOT))
    source, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pl.DataFrame([TEAM, TEAM | {"id": 2, "place": "1"}]).write_parquet(source)
    result = CliRunner().invoke(
        match_all, ["--population", str(source), "--on", "2021-06-01", "--out", str(target)]
    )
    assert (result.exit_code, result.stdout) == (0, "")
    assert "2 行，写出 1 行" in result.stderr
    assert "1 行没有计入" in result.stderr
    assert pl.read_parquet(target)["province/share"].to_list() == [1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--out", "o.parquet"], "--population"),
        (["--population", "/none.parquet", "--out", "o.parquet"], "没有文件"),
        (["--population", __file__, "--out", "/none/o.parquet"], "没有文件夹"),
        (["--population", __file__, "--out", __file__], "不能写回"),
        (["--population", __file__, "--out", "/dev"], "文件夹或设备"),
        (["--population", __file__, "--out", "/dev/full"], "文件夹或设备"),
        (["--population", __file__], "--out"),
        (["--population", __file__, "--out", "o.parquet", "--on", "soon"], "--on"),
    ],
)
def test_the_command_refuses_with_a_sentence(
    arguments: list[str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ROOT_VARIABLE, str(SAMPLE_ROOT))
    result = CliRunner().invoke(match_all, ["--on", "2021-06-01", *arguments])
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_the_command_prints_the_query(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ROOT_VARIABLE, str(SAMPLE_ROOT))
    result = CliRunner().invoke(match_all, ["--sql", "postgres", "--on", "2021-06-01"])
    assert result.exit_code == 0
    assert result.stdout.startswith("WITH rules AS (")
