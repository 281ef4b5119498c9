"""The document of the API as it is published: made once a process, for it follows from the code alone."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from zhongchuang.project.api.root import api


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document as plain values."""
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(), ensure_ascii=False, default=str))
    return found


@cache
def document_text() -> bytes:
    """The same as it is served and printed."""
    return (json.dumps(document(), ensure_ascii=False, indent=1) + "\n").encode()
