"""How an address of the API is declared: what it does in both languages, what it answers, how long that may be kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any


class Cache(StrEnum):
    """How long an answer to a visitor may be kept; with a token it is always `private, no-cache`."""

    SHORT = "public, max-age=60"
    FOREVER = "public, max-age=31536000, immutable"  # what a hash names never changes
    PRIVATE = "private, no-cache"
    NEVER = "no-store"


def operation(
    name: str,
    zh: str,
    en: str,
    *,
    response: Any,
    status: int = 200,
    about: tuple[str, str] | None = None,
    errors: Iterable[int] = (),
    cache: Cache = Cache.SHORT,
    media: str | None = None,
    examples: Mapping[str, Any] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The arguments of `@router.get(path, **operation(…))`.

    `name` is for ever: clients are generated from it. `about` is a longer word in Chinese and English. `errors` are the
    statuses beyond those every operation may answer (project/api/document.py adds those). `media` names another type than
    JSON; the view then returns an `HttpResponse`. `examples` stand for its parameters and body and must work on the packs
    of the repository, or on what the test adds to them: it sends them.
    """
    return {
        "operation_id": name,
        "url_name": name,
        "summary": f"{zh} · {en}",
        "description": "\n\n".join(about or (f"{zh}。", f"{en}.")),
        "response": {status: response},
        "openapi_extra": {
            "x-zh": {"summary": zh, "description": about[0] if about else ""},
            "x-en": {"summary": en, "description": about[1] if about else ""},
            "x-errors": sorted(errors),
            "x-cache-control": cache.value,
            "x-examples": dict(examples or {}),
            **({"x-media": media} if media else {}),
            **(extra or {}),
        },
    }
