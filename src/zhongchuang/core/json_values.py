"""Values as JSON that reads the same from every database: what an audit entry, an event and a request are
stored as.

Binary fractions are refused: a number that changes its digits on the way cannot be hashed, and money is
never one.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from decimal import Decimal
from enum import Enum
from typing import TypeAlias
from uuid import UUID

from django.utils.functional import Promise

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"


def plain_json(value: object) -> Json:
    """The value in plain JSON: dates in ISO 8601, moments in UTC, decimals and UUIDs as text, enums by value.

    Raises TypeError for floats, naive moments and unknown types, ValueError for text no database can hold.
    """
    match value:
        case None | bool() | int() if not isinstance(value, Enum):
            return value
        case Enum():
            return plain_json(value.value)
        case str() | Promise():
            return _storable(str(value))
        case dt.datetime():
            if value.tzinfo is None:
                raise TypeError(f"{value!r} 没有时区 / has no time zone")
            return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
        case dt.date() | dt.time():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case UUID():
            return str(value)
        case Mapping():
            return {_storable(str(plain_json(key))): plain_json(item) for key, item in value.items()}
        case list() | tuple():
            return [plain_json(item) for item in value]
        case AbstractSet():
            return sorted((plain_json(item) for item in value), key=canonical)
        case _:
            raise TypeError(
                f"{type(value).__name__} 不能写入 JSON；小数请用 Decimal，金额用整数分。"
                f" {type(value).__name__} cannot be stored as JSON; use Decimal, and integer 分 for money."
            )


def canonical(value: Json) -> str:
    """The one text of a JSON value: keys sorted, no spaces, Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _storable(text: str) -> str:
    """Text that PostgreSQL's jsonb and UTF-8 can hold; anything else is an error where it arises, not at
    the seal."""
    if "\x00" in text:
        raise ValueError("文字中有空字符，无法保存 / the text holds a NUL character and cannot be stored")
    text.encode()  # a lone surrogate raises UnicodeEncodeError, a ValueError
    return text
