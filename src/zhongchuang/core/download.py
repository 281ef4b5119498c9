"""What goes out: always as an attachment, never as a page of ours.

A file somebody uploaded must not run in the reader's session, whatever it claims to be: it is saved, not
shown (RFC 6266 and 8187 names), its type is not guessed (`nosniff`), and opened in place it would find
itself in an empty sandbox. Whether the actor may have it is decided before, by the access function of the
room.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import IO

from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

LONGEST_NAME = 120
_UNSAFE = re.compile(r'[\\/:*?"<>|]+')
_PLAIN_TYPE = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+(; charset=utf-8)?")


def safe_filename(name: str) -> str:
    """A name every system can save: no folders, no control or direction-changing characters, not too long.

    `报告\\u202Efdp.exe` would show as `报告exe.pdf`; such characters go. An empty name becomes 下载.
    """
    composed = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    visible = "".join(
        character if character == " " or unicodedata.category(character)[0] not in "CZ" else " "
        for character in composed
    )
    cleaned = re.sub(r"\s+", " ", _UNSAFE.sub("_", visible)).strip(" .")
    if len(cleaned) > LONGEST_NAME:
        stem, dot, extension = cleaned.rpartition(".")
        kept = f".{extension}" if dot and len(extension) <= 10 else ""
        cleaned = (stem if kept else cleaned)[: LONGEST_NAME - len(kept)].rstrip() + kept
    return cleaned or "下载"


def attachment_response(
    filename: str, content: bytes | str | IO[bytes] | Iterable[bytes], content_type: str
) -> HttpResponseBase:
    """A response that is saved as a file. Text is sent as UTF-8; an open binary file or an iterable is
    streamed.

    `content_type` is what we say it is, never what the uploader said. Raises ValueError for a malformed one.
    """
    if not _PLAIN_TYPE.fullmatch(content_type):
        raise ValueError(f"内容类型 {content_type!r} 不合规 / is no content type")
    response: HttpResponseBase
    if isinstance(content, bytes | str):
        response = HttpResponse(content, content_type=content_type)
    elif hasattr(content, "read"):
        response = FileResponse(content, content_type=content_type)
    else:
        response = StreamingHttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = str(content_disposition_header(True, safe_filename(filename)))
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response
