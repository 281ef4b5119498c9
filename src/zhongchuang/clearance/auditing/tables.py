"""What an audit looks at (pure). Arrow tables, so that a million rows need no million objects."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

import pyarrow as pa

SUPPORTS = pa.schema(
    [
        ("ref", pa.string()),  # case:…, voucher:…, award:…
        ("amount", pa.int64()),  # 分
        ("day", pa.date32()),
        ("standing", pa.string()),  # rules.Standing
        ("level", pa.string()),  # rules.Level; null: not known
        ("place", pa.string()),  # GB/T 2260; null: not known
        ("since", pa.date32()),
        ("until", pa.date32()),
    ]
)
KEYS = pa.schema([("ref", pa.string()), ("key", pa.string()), ("value", pa.string())])
"""`key`: rules.Key; `value` in its canonical way of writing (`decisions.canonical`)."""
PARTIES = pa.schema(
    [
        ("value", pa.string()),  # as under the key `entity`
        ("name", pa.string()),
        ("uscc", pa.string()),
        ("representative", pa.string()),
        ("phone", pa.string()),
        ("city", pa.string()),
    ]
)


@dataclass(frozen=True)
class Tables:
    """Everything an audit is asked about."""

    supports: pa.Table
    keys: pa.Table
    parties: pa.Table

    @property
    def sha256(self) -> str:
        """The digest of it all, column by column, in the order of the rows: the same input has the same digest."""
        digest = sha256()
        for table in (self.supports, self.keys, self.parties):
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, table.schema) as out:
                out.write_table(table.combine_chunks())
            digest.update(memoryview(sink.getvalue()))
        return digest.hexdigest()


def table_of(schema: pa.Schema, rows: list[tuple[object, ...]]) -> pa.Table:
    """Rows in the order of the schema's columns."""
    columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
    arrays = [pa.array(list(column), field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)
