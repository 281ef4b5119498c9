"""Where the dialects differ: integer types, whole division, days, quoting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhongchuang.expressions.errors import DialectError


@dataclass(frozen=True, slots=True)
class Dialect:
    """One SQL dialect. The templates take their operands by name.

    ``wide`` is an integer of 38 digits. ``divide`` and ``remainder`` cut towards zero, as every
    dialect does for integers; the ``wide_`` forms are for ``wide`` operands.
    ``wide_quotient_is_long`` where the wide division itself gives only 64 bits.
    """

    name: str
    quote: str
    wide: str
    divide: str
    wide_divide: str
    remainder: str
    wide_remainder: str
    next_day: str
    days: str
    matches: str
    wide_quotient_is_long: bool = False

    def identifier(self, name: str) -> str:
        """A quoted name."""
        return f"{self.quote}{name.replace(self.quote, self.quote * 2)}{self.quote}"

    def text(self, value: str) -> str:
        """A text constant. Backslashes, which Spark would read as escapes, do not occur in codes."""
        if "\\" in value:
            raise DialectError(
                f"代码“{value}”含反斜杠，无法安全写入SQL；请更改该代码。",
                f"The code “{value}” has a backslash and cannot be written safely in SQL; change the code.",
            )
        return "'" + value.replace("'", "''" if self.name != "spark" else "\\'") + "'"


DIALECTS: Mapping[str, Dialect] = {
    "duckdb": Dialect(
        name="duckdb",
        quote='"',
        wide="HUGEINT",
        divide="({top} // {bottom})",
        wide_divide="({top} // {bottom})",
        remainder="({top} % {bottom})",
        wide_remainder="({top} % {bottom})",
        next_day="({day} + 1)",
        days="date_diff('day', {start}, {end})",
        matches="regexp_full_match({text}, {pattern})",
    ),
    "postgres": Dialect(
        name="postgres",
        quote='"',
        wide="NUMERIC(38, 0)",
        divide="({top} / {bottom})",
        wide_divide="div({top}, {bottom})",
        remainder="({top} % {bottom})",
        wide_remainder="mod({top}, {bottom})",
        next_day="({day} + 1)",
        days="CAST({end} - {start} AS BIGINT)",
        matches="({text} ~ {pattern})",
    ),
    "spark": Dialect(
        name="spark",
        quote="`",
        wide="DECIMAL(38, 0)",
        divide="({top} div {bottom})",
        wide_divide="CAST({top} div {bottom} AS DECIMAL(38, 0))",
        remainder="({top} % {bottom})",
        wide_remainder="({top} % {bottom})",
        next_day="date_add({day}, 1)",
        days="CAST(datediff({end}, {start}) AS BIGINT)",
        matches="({text} RLIKE {pattern})",
        wide_quotient_is_long=True,
    ),
}


def dialect_named(name: str) -> Dialect:
    """The dialect, or a ``DialectError`` that lists those there are."""
    found = DIALECTS.get(name)
    if found is None:
        known = "、".join(DIALECTS)
        raise DialectError(
            f"没有SQL方言“{name}”；可用：{known}。",
            f"There is no SQL dialect “{name}”; there are {', '.join(DIALECTS)}.",
        )
    return found
