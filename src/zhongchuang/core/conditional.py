"""Answers that a reader may keep and ask about again (RFC 9110, 13): one tag, one way to say “nothing changed”."""

from __future__ import annotations

import datetime as dt
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date


def etag_of(content: bytes) -> str:
    """A strong tag of the bytes themselves: the same tag is the same answer, for ever."""
    return f'"{sha256(content).hexdigest()[:32]}"'


def conditional(
    request: HttpRequest, response: HttpResponse, *, last_modified: dt.datetime | None = None
) -> HttpResponse:
    """The answer, or 304 to who has it, or 412 where the request asked for another; tagged by its bytes unless it bears a tag."""
    etag = response.headers.get("ETag") or etag_of(response.content)
    response.headers["ETag"] = etag
    seconds = None if last_modified is None else int(last_modified.timestamp())
    if seconds is not None:
        response.headers["Last-Modified"] = http_date(seconds)
    answer = get_conditional_response(request, etag=etag, last_modified=seconds, response=response)
    assert isinstance(answer, HttpResponse)
    return answer
