"""The body and the query of a request, read exactly: nothing is guessed, nothing unknown is passed over."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from zhongchuang.core.api.problems import NotAcceptable, TooLarge, UnsupportedMedia, invalid
from zhongchuang.core.errors import InvalidInput, Wording

MOST_BYTES = 256 * 1024
"""Of a body; the whole vocabulary answered takes some kilobytes."""
DEEPEST = 20
"""Levels of a body; ours have three."""
NOT_TEXT = Wording("含有空字符或残缺的字符。", "It holds a NUL or half a character.")


def check_accept(request: HttpRequest, media: str) -> None:
    """Raises NotAcceptable where the client takes neither the type of this address nor a problem document."""
    if not (request.accepts(media) or request.accepts("application/problem+json")):
        raise NotAcceptable()


def check_query(request: HttpRequest, known: Collection[str], lists: Collection[str]) -> None:
    """A misspelt filter must not quietly give another answer. Raises InvalidInput for a name that is not known, and for
    one given twice that takes one value.
    """
    wrong: dict[str, Wording] = {}
    for name, values in request.GET.lists():
        if name not in known:
            offered = "、".join(sorted(known)) or "无"
            wrong[f"query {_cut(name)}"] = Wording(
                f"没有这个参数；可用：{offered}。",
                f"There is no such parameter; there are: {', '.join(sorted(known)) or 'none'}.",
            )
        elif len(values) > 1 and name not in lists:
            wrong[f"query {name}"] = Wording("只能写一次。", "It is given more than once.")
    if wrong:
        raise InvalidInput("查询参数有误。", "The query is not right.", fields=wrong, code="api.invalid")


def check_body(request: HttpRequest) -> None:
    """Raises UnsupportedMedia, TooLarge."""
    if request.content_type != "application/json":
        raise UnsupportedMedia()
    length = request.META.get("CONTENT_LENGTH") or "0"
    if (length.isdecimal() and int(length) > MOST_BYTES) or len(request.body) > MOST_BYTES:
        raise TooLarge(MOST_BYTES)


class ExactParser(Parser):
    """JSON with numbers as they are written (no binary fraction, no limit of digits met), each name once."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Raises InvalidInput."""
        try:
            data = json.loads(
                request.body.decode("utf-8"),
                parse_float=Decimal,
                parse_int=Decimal,
                parse_constant=_no_number,
                object_pairs_hook=_each_once,
            )
        except (ValueError, ArithmeticError, RecursionError):
            raise invalid("body", "", "正文不是 UTF-8 的 JSON。", "The body is no JSON in UTF-8.") from None
        for text in _texts(data, 0):
            if "\0" in text or not _is_whole(text):
                raise invalid("body", _cut(text), NOT_TEXT.zh, NOT_TEXT.en)
        if not isinstance(data, dict):
            raise invalid("body", "", "正文应为 JSON 对象。", "The body must be a JSON object.")
        return data


def _no_number(written: str) -> None:
    raise ValueError(written)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A name given twice has no value that could be believed."""
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise invalid("body", _cut(twice), "写了两次。", "It is given twice.")
    return found


def _texts(value: Any, depth: int) -> Iterator[str]:
    """Every text of a body, names too."""
    if depth > DEEPEST:
        raise invalid("body", "", "正文层数过多。", "The body is nested too deeply.")
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield name
            yield from _texts(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, depth + 1)


def _is_whole(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _cut(text: str) -> str:
    """A text of the client's, short and safe enough to say back."""
    safe = "".join(c if c.isprintable() else "�" for c in text[:60])
    return safe if len(text) <= 60 else f"{safe}…"
