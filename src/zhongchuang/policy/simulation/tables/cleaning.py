"""From cells to facts: what can be used is typed and kept, what cannot is told with its line and left out.

A value that is not of its fact becomes unknown; a row without a usable place, kind or id is left out. Columns nobody
asks for are dropped and named, never kept: a simulation needs no names and no telephone numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl
from stdnum.cn import ric

from zhongchuang.expressions import Fact, Kind
from zhongchuang.expressions.industry import is_industry_code
from zhongchuang.expressions.population.readings import reading
from zhongchuang.policy.matching.population.questions import LAYOUT
from zhongchuang.policy.simulation.errors import TableError
from zhongchuang.policy.simulation.tables.reading import LINE, RawTable
from zhongchuang.policy.simulation.tables.spec import ID, KIND, PLACE, FactColumn, TableSpec, tidy

MOST_PROBLEMS = 200
"""Problems told one by one; all are counted."""
_LONGEST_SHOWN = 40
_LONGEST_ID = 64
_FEN = 100
_OWN_LABELS = {ID: "编号", PLACE: "地区", KIND: "对象类型"}


@dataclass(frozen=True, slots=True)
class TableProblem:
    """Something in one row that could not be used; `drops_row` where the whole row is left out."""

    line: int
    column: str
    value: str
    zh: str
    en: str
    drops_row: bool


@dataclass(frozen=True, slots=True)
class TableReport:
    """What became of a table: rows read, kept, left out; values that count as unknown; columns kept and dropped."""

    rows: int
    kept: int
    rejected: int
    unusable: int
    columns: tuple[str, ...]
    dropped: tuple[str, ...]
    problems: tuple[TableProblem, ...]

    def to_json(self) -> dict[str, Any]:
        """As kept with the population."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> TableReport:
        """What `to_json` wrote."""
        problems = tuple(TableProblem(**problem) for problem in data["problems"])
        return cls(
            data["rows"],
            data["kept"],
            data["rejected"],
            data["unusable"],
            tuple(data["columns"]),
            tuple(data["dropped"]),
            problems,
        )


def clean_table(raw: RawTable, spec: TableSpec) -> tuple[pl.DataFrame, TableReport]:
    """The population of a table: id, place, kind and facts, each of its type. Raises TableError."""
    return _Cleaner(raw, spec).cleaned()


class _Cleaner:
    """Cleans one table."""

    def __init__(self, raw: RawTable, spec: TableSpec) -> None:
        self._spec = spec
        self._frame = raw.frame
        self._headers = raw.headers
        self._rows = raw.frame.height + len(raw.too_wide)
        self._columns, self._dropped = self._matched(raw.headers)
        self._problems: list[TableProblem] = []
        self._unusable = 0
        for line in raw.too_wide:
            self._add(
                line, "", "", "这一行的格数比表头多，没有计入", "the row has more cells than the header", True
            )

    def cleaned(self) -> tuple[pl.DataFrame, TableReport]:
        """Every column read, bad rows left out."""
        keys = self._keys()
        facts = [self._fact(name) for name in self._spec.facts if name in self._columns]
        if not facts:
            raise TableError(
                "没有一列是能测算的事实，请用模板里的列名。",
                "No column is a fact the rules ask for; use the column names of the template.",
            )
        whole = pl.DataFrame([*keys, *facts])
        good = whole.filter(
            pl.col(PLACE).is_not_null() & pl.col(KIND).is_not_null() & pl.col(ID).is_not_null()
        )
        if good.is_empty():
            first = self._problems[0] if self._problems else None
            told = f"第 {first.line} 行：{first.zh}。" if first else ""
            told_en = f"Line {first.line}: {first.en}." if first else ""
            raise TableError(
                f"没有一行能用。{told}请对照模板改正后再上传。",
                f"No row can be used. {told_en} Correct the table after the template and upload it again.",
            )
        self._problems.sort(key=lambda problem: problem.line)
        report = TableReport(
            rows=self._rows,
            kept=good.height,
            rejected=self._rows - good.height,
            unusable=self._unusable,
            columns=tuple(column.name for column in facts),
            dropped=tuple(self._dropped),
            problems=tuple(self._problems[:MOST_PROBLEMS]),
        )
        return good, report

    def _matched(self, headers: list[str]) -> tuple[dict[str, str], list[str]]:
        """Which cell column holds which column of ours; the headers nobody asks for."""
        found: dict[str, str] = {}
        dropped: list[str] = []
        for number, header in enumerate(headers):
            name = self._spec.column_of(header)
            if name is None:
                if header.strip():
                    dropped.append(header.strip()[:_LONGEST_SHOWN])
            elif name in found:
                first = headers[int(found[name][1:])]
                raise TableError(
                    f"“{first}”和“{header}”两列是同一项，请删去一列。",
                    f"The columns “{first}” and “{header}” are the same; remove one.",
                )
            else:
                found[name] = f"c{number}"
        for name in (PLACE, KIND):
            if name not in found:
                label = _OWN_LABELS[name]
                raise TableError(
                    f"没有“{label}”列；每一行都要写明地区和对象类型。",
                    f"There is no column “{name}”; every row needs its place and kind.",
                )
        return found, dropped

    def _keys(self) -> list[pl.Series]:
        frame = self._frame
        place = self._words(PLACE, self._spec.places, "不认识的地区", "an unknown place")
        kind = self._words(KIND, self._spec.kinds, "不认识的对象类型", "an unknown kind")
        if ID not in self._columns:
            return [frame[LINE].cast(pl.String).alias(ID), place, kind]
        written = frame[self._columns[ID]].cast(pl.String, strict=False).str.strip_chars().alias(ID)
        self._refuse_citizens(written)
        first = written.is_first_distinct() & written.is_not_null() & (written != "")
        short = written.str.len_chars() <= _LONGEST_ID
        for line, value, seen in self._where(~(first & short).fill_null(value=False), written):
            if not seen:
                words = ("没有编号，没有计入", "no id, row left out")
            elif len(seen) > _LONGEST_ID:
                words = (f"编号超过 {_LONGEST_ID} 个字符，没有计入", "the id is too long, row left out")
            else:
                words = ("编号与前面的一行相同，没有计入", "the same id as an earlier row, row left out")
            self._add(line, ID, value, *words, True)
        return [
            pl.select(pl.when(first & short).then(written)).to_series().alias(ID),
            place,
            kind,
        ]

    @staticmethod
    def _refuse_citizens(ids: pl.Series) -> None:
        """Whoever put the numbers of people's identity cards into a table gets it back."""
        likely = ids.filter(ids.str.contains(r"^\d{17}[\dXx]$").fill_null(value=False))
        if any(ric.is_valid(number) for number in likely.head(50).to_list()):
            raise TableError(
                "编号列里有居民身份证号码。测算不需要知道是谁，请换成内部编号再上传；文件没有保存。",
                "The id column holds identity card numbers. A simulation need not know who people are; "
                "use numbers of your own. Nothing was kept.",
            )

    def _words(self, name: str, known: dict[str, str] | Any, zh: str, en: str) -> pl.Series:
        """A column of words, each by the code it stands for."""
        written = self._frame[self._columns[name]].cast(pl.String, strict=False)
        codes = {word: known.get(tidy(word)) for word in written.unique().drop_nulls().to_list()}
        found = written.replace_strict(codes, default=None, return_dtype=pl.String).alias(name)
        for line, value, _ in self._where(found.is_null(), written):
            self._add(line, name, value, f"{zh}，这一行没有计入", f"{en}, row left out", True)
        return found

    def _fact(self, name: str) -> pl.Series:
        column = self._spec.facts[name]
        raw = self._frame[self._columns[name]].alias(name)
        prepared = _prepared(raw, column)
        found = reading(column.fact, prepared.dtype, LAYOUT)
        read = prepared.to_frame().select(found.value.alias("value"), found.present.alias("present"))
        value = _members(column.fact, read["value"])
        bad = read["present"].fill_null(value=False) & value.is_null()
        for line, seen, _ in self._where(bad, raw):
            unit = f"（{column.fact.unit}）" if column.fact.unit else ""
            self._add(
                line,
                name,
                seen,
                f"不是{column.fact.type.zh}{unit}或超出范围，按未知处理",
                f"is no {column.fact.type.en} or out of bounds, counted as unknown",
                False,
            )
        return _stored(column.fact, value).alias(name)

    def _where(self, bad: pl.Series, written: pl.Series) -> Iterator[tuple[int, str, str]]:
        """Line, value cut to be shown, and whole value of the bad cells."""
        frame = pl.DataFrame({"line": self._frame[LINE], "value": written.cast(pl.String, strict=False)})
        for line, value in frame.filter(bad).iter_rows():
            seen = value or ""
            yield line, seen if len(seen) <= _LONGEST_SHOWN else f"{seen[:_LONGEST_SHOWN]}…", seen

    def _add(self, line: int, name: str, value: str, zh: str, en: str, drops_row: bool) -> None:
        self._unusable += not drops_row
        if len(self._problems) < MOST_PROBLEMS:
            header = self._headers[int(self._columns[name][1:])] if name else ""
            self._problems.append(TableProblem(line, header, value, zh, en, drops_row))


def _prepared(raw: pl.Series, column: FactColumn) -> pl.Series:
    """Text as people write it brought to the form the engine reads: 1,000元, 75%, 2026年1月5日, 高等院校."""
    if raw.dtype != pl.String:
        return raw
    text = raw.str.strip_chars()
    match column.fact.type.kind:
        case Kind.MONEY:
            return text.str.replace_all(r"[,，\s]", "").str.replace(r"^[¥￥]", "").str.replace("元$", "")
        case Kind.INTEGER | Kind.DECIMAL:
            plain = text.str.replace_all(r"[,，\s]", "")
            return plain.str.replace("[%％]$", "") if column.is_per_cent else plain
        case Kind.DATE:
            written = text.str.replace_all(r"[年月/.]", "-").str.replace("日$", "")
            day = written.str.to_date("%Y-%m-%d", strict=False)
            iso = day.dt.to_string("%Y-%m-%d")
            return pl.select(pl.coalesce(iso, text)).to_series().alias(raw.name)
        case Kind.CODE:
            codes = {
                word: column.codes.get(tidy(word), word) for word in text.unique().drop_nulls().to_list()
            }
            return text.replace_strict(codes, default=None, return_dtype=pl.String)
        case Kind.INDUSTRY:
            return text.str.to_uppercase()
        case _:
            return text


def _members(fact: Fact, values: pl.Series) -> pl.Series:
    """Codes and industries that exist; anything else becomes null."""
    if fact.type.kind is Kind.CODE:
        good = [value for value in values.unique().drop_nulls().to_list() if value in fact.type.codes]
    elif fact.type.kind is Kind.INDUSTRY:
        good = [value for value in values.unique().drop_nulls().to_list() if is_industry_code(value)]
    else:
        return values
    return pl.select(pl.when(values.is_in(good)).then(values)).to_series()


def _stored(fact: Fact, values: pl.Series) -> pl.Series:
    """Money in 元 and decimals with their point, as the engine reads them back exactly."""
    if fact.type.kind is Kind.MONEY:
        point, divisor = pl.Decimal(38, 2), _FEN
    elif fact.type.kind is Kind.DECIMAL:
        point, divisor = pl.Decimal(38, fact.type.scale), 10**fact.type.scale
    else:
        return values
    column = pl.col(values.name).cast(point) / divisor
    return values.to_frame().select(column.cast(point)).to_series()
