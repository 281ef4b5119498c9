"""A Parquet file of subjects, read in batches, with the rows that must be left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from zhongchuang.expressions.errors import PopulationError

from .results import Problem, ProblemReason, Problems


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of the file: their columns, their numbers counted from 1, and who they are."""

    frame: pl.DataFrame
    rows: pl.Series
    subjects: pl.Series


class Source:
    """An opened file. Rows without an id, and rows that repeat an earlier one's, are reported and
    left out.
    """

    def __init__(self, path: Path, id_column: str) -> None:
        """Raises ``PopulationError`` where ``path`` is no readable Parquet file."""
        self._frame = pl.scan_parquet(path)
        try:
            self.schema = self._frame.collect_schema()
            self.rows = int(self._frame.select(pl.len()).collect().item())
        except (pl.exceptions.PolarsError, OSError) as error:
            raise PopulationError(
                f"“{path}”不是可读的Parquet文件；请核对路径，或重新导出。",
                f"“{path}” is no readable Parquet file; check the path, or export it again.",
            ) from error
        self.has_id = id_column in self.schema
        self.id_column = id_column if self.has_id else "row"
        self.id_type = self.schema[id_column] if self.has_id else pl.Int64()

    def rejected(self, problems: Problems) -> pl.Series:
        """The numbers of the rows to leave out, ascending."""
        if not self.has_id:
            return pl.Series([], dtype=pl.Int64)
        ids = self._frame.select(self.id_column).collect().to_series()
        if ids.null_count() == 0 and ids.n_unique() == ids.len():
            return pl.Series([], dtype=pl.Int64)
        bad = pl.DataFrame({"id": ids, "kept": ids.is_first_distinct() & ids.is_not_null()}).with_row_index(
            "row", 1
        )
        found = bad.filter(~pl.col("kept")).with_columns(pl.col("row").cast(pl.Int64))
        for row, subject, _ in found.iter_rows():
            reason = ProblemReason.MISSING_ID if subject is None else ProblemReason.DUPLICATE_ID
            problems.add(Problem(row, str(subject), None, reason, None))
        return found["row"]

    def batches(self, columns: Iterable[str], size: int, rejected: pl.Series) -> Iterator[Batch]:
        """The rows to be used, in file order, at most ``size`` at a time, with the ``columns`` to read."""
        own = [self.id_column] if self.has_id else []
        wanted = list(dict.fromkeys([*columns, *own])) or self.schema.names()[:1]
        start = 0
        for frame in self._frame.select(wanted).collect_batches(chunk_size=size, maintain_order=True):
            rows = pl.int_range(start + 1, start + frame.height + 1, dtype=pl.Int64, eager=True)
            start += frame.height
            if rejected.len():
                kept = ~rows.is_in(rejected.implode())
                frame, rows = frame.filter(kept), rows.filter(kept)
            yield Batch(frame, rows, frame[self.id_column] if self.has_id else rows)
