"""How a failure is told: over HTTP and on the command line. The one place that maps errors."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from zhongchuang.core.errors import (
    Conflict,
    InvalidInput,
    NotAllowed,
    NotFound,
    Refused,
    Unavailable,
    ZhongchuangError,
)
from zhongchuang.core.json_values import Json
from zhongchuang.core.request_id import request_id

HTTP_STATUS: Mapping[type[ZhongchuangError], int] = MappingProxyType(
    {
        InvalidInput: 422,
        NotAllowed: 403,
        NotFound: 404,
        Conflict: 409,
        Refused: 409,
        Unavailable: 503,
    }
)
EXIT_CODE = 2
"""What every command ends with after a foreseen failure; the sentence is on standard error."""


def http_status(error: ZhongchuangError) -> int:
    """The HTTP status of a failure: that of its nearest named ancestor, 500 for one without."""
    return next((HTTP_STATUS[cls] for cls in type(error).__mro__ if cls in HTTP_STATUS), 500)


def problem(error: ZhongchuangError, language: str | None) -> dict[str, Json]:
    """The failure as a problem document (RFC 9457), in the reader's language."""
    document: dict[str, Json] = {
        "type": "about:blank",
        "status": http_status(error),
        "code": error.code,
        "title": error.what.in_language(language),
        "detail": error.told_in(language),
        "next": error.next_step.in_language(language),
    }
    if request_id():
        document["instance"] = request_id()
    if isinstance(error, InvalidInput) and error.fields:
        document["fields"] = {name: wording.in_language(language) for name, wording in error.fields.items()}
    return document
