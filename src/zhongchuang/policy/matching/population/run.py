"""Packs over a file of subjects: Parquet in, Parquet out, bad rows told and never fatal."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from zhongchuang.expressions import PopulationError
from zhongchuang.expressions.population import Problem, population_plan
from zhongchuang.policy.matching.errors import PopulationFileError
from zhongchuang.policy.matching.population.columns import KIND, PLACE, amount_columns, verdict_column
from zhongchuang.policy.matching.population.questions import LAYOUT, Questions
from zhongchuang.policy.packs.schema import RuleBook, SubjectKind

Progress = Callable[[int, int], None]
"""Called with the rows done and the rows there are; each row counts twice, once for each of the two steps."""

_HEADER = ("row", "id", "column", "value", "effect", "reason_zh", "reason_en")
_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class PopulationReport:
    """What a run did. `rejected` rows have no row in the result; `unusable` values counted as unknown.

    `problems` is the file that lists them (the first 10,000 of each sort), None where there are none.
    """

    rows: int
    written: int
    rejected: int
    unusable: int
    missing_facts: tuple[str, ...]
    problems: Path | None


def match_population(
    book: RuleBook, parquet_in: Path, on: date, parquet_out: Path, progress: Progress | None = None
) -> PopulationReport:
    """Ask every measure of every subject of a Parquet file.

    Columns: `id` (unique), `place` (GB/T 2260), `kind`, and one per fact under its name; money in 元
    (integer, DECIMAL, float or text, exact to the 分), codes as text, null or a missing column for unknown.
    Written per subject: the id, per measure 1 met, 0 not met or null unknown (Int8), and
    `<measure>:amount_fen` in 分 for measures with an amount.

    A row without an id, with an id seen before, or with an unknown place or kind is left out; a value that
    is not of its fact counts as unknown. Both are listed in `<parquet_out>.rejected.csv`. Raises
    `PopulationFileError` where the file is no such Parquet.
    """
    _check_columns(parquet_in)
    try:
        return _answered(Questions(book, on), parquet_in, on, parquet_out, progress)
    except PopulationError as error:
        raise PopulationFileError(error.zh, error.en) from error
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise PopulationFileError(
            f"判断中断，“{parquet_out}”没有写出（{_first_line(error)}）：请核对对象文件是否完好、结果文件夹能否写入、"
            "磁盘是否已满。",
            f"The run broke off and “{parquet_out}” was not written ({_first_line(error)}): check that the file of "
            "subjects is whole, that the folder of the result can be written and that the disk is not full.",
        ) from error


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:160]


def _answered(
    questions: Questions, parquet_in: Path, on: date, parquet_out: Path, progress: Progress | None
) -> PopulationReport:
    """The run itself. The result takes its place when it is whole: a run that breaks off leaves an earlier one be."""
    book = questions.book
    with TemporaryDirectory(dir=parquet_out.parent, prefix=".answers-") as folder:
        answers, verdicts = Path(folder) / "answers.parquet", Path(folder) / "verdicts.parquet"
        plan = population_plan(questions.rules, book.vocabulary, questions.parameters, on, LAYOUT)
        result = plan.verdicts(parquet_in, answers, _first_half(progress))
        strangers = _strangers(book, parquet_in)
        _write(questions, parquet_in, answers, verdicts)
        verdicts.replace(parquet_out)
    if progress is not None:
        progress(2 * result.rows, 2 * result.rows)
    unusable = sum(count for (_, reason), count in result.problem_counts.items() if not reason.rejects_row)
    rejected = result.rejected + strangers.height
    _report_path(parquet_out).unlink(missing_ok=True)  # an earlier run's list is not this one's
    return PopulationReport(
        rows=result.rows,
        written=result.rows - rejected,
        rejected=rejected,
        unusable=unusable,
        missing_facts=result.missing_facts,
        problems=_report(parquet_out, result.problems, strangers) if rejected or unusable else None,
    )


def _first_half(progress: Progress | None) -> Progress | None:
    return None if progress is None else lambda done, rows: progress(done, 2 * rows)


def _check_columns(path: Path) -> None:
    try:
        schema = pl.read_parquet_schema(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise PopulationFileError(
            f"“{path}”不是可读的 Parquet 文件，请核对路径或重新导出。",
            f"“{path}” is no readable Parquet file; check the path or export it again.",
        ) from error
    for name in ("id", PLACE, KIND):
        if name not in schema:
            raise PopulationFileError(
                f"文件里没有“{name}”列；每行都要有 id、place 和 kind。",
                f"The file has no column “{name}”; every row needs id, place and kind.",
            )
    for name in (PLACE, KIND):
        if schema[name] not in (pl.String, pl.Categorical) and not isinstance(schema[name], pl.Enum):
            raise PopulationFileError(
                f"“{name}”列应当是文本，如 210100、team。",
                f"The column “{name}” must be text, such as 210100 or team.",
            )


def _subjects(path: Path) -> pl.LazyFrame:
    """Id, place and kind of the rows the rules were asked of: with an id, the first of its kind."""
    frame = pl.scan_parquet(path).select("id", pl.col(PLACE).cast(pl.String), pl.col(KIND).cast(pl.String))
    return frame.with_row_index("row", 1)


def _known(book: RuleBook) -> pl.Expr:
    kinds = [kind.value for kind in SubjectKind]
    known = pl.col(PLACE).is_in(list(book.places)) & pl.col(KIND).is_in(kinds)
    return known.fill_null(value=False)


def _usable_id() -> pl.Expr:
    return pl.col("id").is_not_null() & pl.col("id").is_first_distinct()


def _strangers(book: RuleBook, path: Path) -> pl.DataFrame:
    """Rows whose place or kind nobody knows."""
    return _subjects(path).filter(_usable_id()).filter(~_known(book)).collect()


def _write(questions: Questions, source: Path, answers: Path, out: Path) -> None:
    """Put subjects and answers side by side, which are in one order, and write verdicts and amounts."""
    subjects = _subjects(source).filter(_usable_id()).select("id", PLACE, KIND)
    rules = pl.scan_parquet(answers).drop("id")
    both = pl.concat([subjects, rules], how="horizontal").filter(_known(questions.book))
    verdicts = both.with_columns(verdict_column(asked) for asked in questions.measures)
    ids = [asked.measure.id for asked in questions.measures]
    verdicts.select("id", *ids, *amount_columns(questions)).sink_parquet(out)


def _report(out: Path, problems: tuple[Problem, ...], strangers: pl.DataFrame) -> Path:
    """Write what could not be used, in the order of the rows."""
    path = _report_path(out)
    rows: list[tuple[int, str, str, str, str, str, str]] = []
    for problem in problems:
        effect = "row_left_out" if problem.reason.rejects_row else "fact_unknown"
        column, value = problem.fact or "id", problem.value or ""
        rows.append(
            (problem.row, problem.subject, column, value, effect, problem.reason.zh, problem.reason.en)
        )
    for row in strangers.head(_KEPT).iter_rows(named=True):
        value = f"place={row[PLACE]} kind={row[KIND]}"
        sentence = ("区划代码或主体类别不认识，本行不计", "unknown place or kind, row left out")
        rows.append((row["row"], str(row["id"]), "place/kind", value, "row_left_out", *sentence))
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # the mark lets spreadsheets read Chinese
        writer = csv.writer(file)
        writer.writerow(_HEADER)
        writer.writerows(map(_harmless, sorted(rows)))
    return path


def _report_path(out: Path) -> Path:
    return out.with_name(out.name + ".rejected.csv")


_FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d.,eE+-]+$)")


def _harmless(row: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """A spreadsheet runs a cell that begins like a formula; a mark before it keeps it text, numbers stay."""
    return tuple(f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell for cell in row)
