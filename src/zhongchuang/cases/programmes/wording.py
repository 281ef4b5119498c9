"""What pydantic finds wrong with a programme, as sentences an author can act on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from zhongchuang.cases.programmes.problems import Problem

Sentences = tuple[str, str]
_Says = Callable[[Mapping[str, Any]], Sentences]


def _plain(zh: str, en: str) -> _Says:
    return lambda context: (zh.format(**context), en.format(**context))


_SENTENCES: Mapping[str, _Says] = {
    "missing": _plain("缺少这一项，请补上。", "This is missing; add it."),
    "extra_forbidden": _plain("不认识这个键，请核对拼写。", "Unknown key; check its spelling."),
    "string_type": _plain("这里应当是文字。", "Words are expected here."),
    "string_too_short": _plain("至少 {min_length} 个字。", "At least {min_length} characters."),
    "string_too_long": _plain("至多 {max_length} 个字。", "At most {max_length} characters."),
    "string_pattern_mismatch": _plain(
        "只能用小写字母、数字和连字符（题目的 id 用下划线），并以字母开头。",
        "Use lower-case letters, digits and hyphens (underscores in the id of a field), beginning with a letter.",
    ),
    "int_parsing": _plain("这里应当是整数。", "A whole number is expected here."),
    "int_type": _plain("这里应当是整数。", "A whole number is expected here."),
    "int_from_float": _plain("这里应当是整数。", "A whole number is expected here."),
    "decimal_parsing": _plain("这里应当是数字。", "A number is expected here."),
    "decimal_type": _plain("这里应当是数字。", "A number is expected here."),
    "decimal_max_digits": _plain("至多 {max_digits} 位数字。", "At most {max_digits} digits."),
    "decimal_max_places": _plain(
        "至多 {decimal_places} 位小数。", "At most {decimal_places} digits after the point."
    ),
    "finite_number": _plain("这里应当是数字。", "A number is expected here."),
    "bool_parsing": _plain("请写 true 或 false。", "Write true or false."),
    "bool_type": _plain("请写 true 或 false。", "Write true or false."),
    "enum": _plain("没有这个取值，可用：{expected}。", "No such choice; use one of {expected}."),
    "literal_error": _plain("没有这个取值，可用：{expected}。", "No such choice; use one of {expected}."),
    "greater_than": _plain("应当大于 {gt}。", "It has to be more than {gt}."),
    "greater_than_equal": _plain("不能小于 {ge}。", "It has to be at least {ge}."),
    "less_than_equal": _plain("不能大于 {le}。", "It has to be at most {le}."),
    "too_short": _plain("至少要有 {min_length} 项。", "At least {min_length} entries are needed."),
    "too_long": _plain("至多 {max_length} 项。", "At most {max_length} entries."),
    "tuple_type": _plain("这里应当是一个列表。", "A list is expected here."),
    "dict_type": _plain("这里应当是一个表（键: 值）。", "A mapping (key: value) is expected here."),
    "model_type": _plain("这里应当是一个表（键: 值）。", "A mapping (key: value) is expected here."),
    "model_attributes_type": _plain(
        "这里应当是一个表（键: 值）。", "A mapping (key: value) is expected here."
    ),
}


def problems_of(error: ValidationError) -> tuple[Problem, ...]:
    """Everything the validation found."""
    return tuple(
        Problem(tuple(found["loc"]), *_sentences(found))
        for found in error.errors(include_url=False, include_input=False)
    )


def _sentences(found: ErrorDetails) -> Sentences:
    context = found.get("ctx", {})
    if found["type"] == "value_error":  # the schema's own, written “中文 / English”
        zh, _, en = str(context["error"]).partition(" / ")
        return f"{zh}。", f"{en}."
    says = _SENTENCES.get(found["type"])
    if says is None:
        return "写法不对，请核对。", f"{found['msg']}."
    return says(context)
