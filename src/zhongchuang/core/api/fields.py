"""Strict types for what comes in: one way of writing each thing, so that a misspelt value is told and never guessed."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any

from pydantic import BeforeValidator, StringConstraints, WithJsonSchema

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WHOLE = re.compile(r"(0|[1-9][0-9]{0,8})")


def said(zh: str, en: str) -> str:
    """A description in both languages, as the document and its page show it."""
    return f"{zh} · {en}"


def _day(written: Any) -> dt.date:
    """2026-11-01 and nothing else: a library would also take seconds since 1970 and moments."""
    if isinstance(written, dt.date):
        return written
    if not isinstance(written, str) or not _DAY.fullmatch(written):
        raise ValueError("应为日期，如 2026-11-01 / must be a date such as 2026-11-01")
    return dt.date.fromisoformat(written)


def _whole(written: Any) -> int:
    """Digits of a query, at most nine of them; `1.0`, ` 1` and `1_000` are other things."""
    if isinstance(written, int) and not isinstance(written, bool):
        return written
    if not isinstance(written, str) or not _WHOLE.fullmatch(written):
        raise ValueError("应为整数 / must be a whole number")
    return int(written)


Day = Annotated[dt.date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
"""A day as 2026-11-01."""
EXACT = BeforeValidator(_whole)
"""Makes an `int` a whole number written in plain digits: `Annotated[int, Field(ge=1), EXACT]`, the bounds before it."""
PlaceCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
"""A place by its code of GB/T 2260; 000000 is the nation."""
