"""What the API says of itself, and of values that are not of their type, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from zhongchuang.core.errors import Wording

VERSION = "1.0.0"
TITLE = "众创台开放接口 · Zhongchuang API"
ABOUT = """政策文件、条款、措施、判断、检索、政策包、支持公开和审计公布，供其他系统使用。读取和判断不需要账户；\
带接口凭据时次数更多，并可保存结论、导出政策包。金额以元计。每个失败都是 application/problem+json，中英文都有。

Documents, clauses, measures, verdicts, search, packs, disclosed awards and the published audit seals, for other systems. \
Reading and matching need no account; with a token you may ask more often, store verdicts and export packs. Amounts are in yuan. \
Every failure is application/problem+json in Chinese and English."""

TAGS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "start": ("从这里开始", "Start here"),
        "documents": ("政策文件", "Documents"),
        "clauses": ("条款", "Clauses"),
        "measures": ("措施", "Measures"),
        "match": ("判断", "Match"),
        "search": ("检索", "Search"),
        "packs": ("政策包", "Packs"),
        "awards": ("支持公开", "Disclosed awards"),
        "vouchers": ("创新券", "Vouchers"),
        "audit": ("审计公布", "Audit roots"),
        "token": ("接口凭据", "Token"),
    }
)
"""The groups of the document, in their order."""

STATUSES: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        304: ("内容没有变（ETag 相同）", "not changed (same ETag)"),
        401: ("缺少凭据，或凭据无效、到期、已停用", "no token, or one that is not valid any more"),
        403: ("凭据没有需要的范围", "the token lacks the scope"),
        404: ("没有，或者不给您看", "not there, or not for you"),
        405: ("这个网址不接受这种请求", "a method this address does not take"),
        406: ("请求不接受 JSON", "the request does not accept JSON"),
        409: ("与现状或前一次请求冲突", "in conflict with the present state or an earlier request"),
        412: ("内容已不是 If-Match 所说的那一版", "no longer the version If-Match names"),
        413: ("正文过大", "the body is too large"),
        415: ("正文不是 JSON", "the body is no JSON"),
        422: ("有的值不对，errors 里逐项说明", "some values are not right, see `errors`"),
        429: ("请求过于频繁，Retry-After 秒后再试", "too many requests; retry after Retry-After seconds"),
        500: ("平台出了故障", "the platform failed"),
        503: ("平台暂时不能答复", "the platform cannot answer just now"),
    }
)
"""Every status the API may answer beside success; each has its paragraph on the page."""

_SAID: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "missing": ("缺少这一项。", "It is missing."),
        "extra_forbidden": ("没有这一项。", "There is no such item."),
        "enum": ("不在可选范围：{expected}。", "It must be one of: {expected}."),
        "literal_error": ("不在可选范围：{expected}。", "It must be one of: {expected}."),
        "string_type": ("应为文字。", "It must be text."),
        "string_pattern_mismatch": ("写法应合 {pattern}。", "It must match {pattern}."),
        "string_too_long": ("最多 {max_length} 个字符。", "At most {max_length} characters."),
        "string_too_short": ("至少 {min_length} 个字符。", "At least {min_length} characters."),
        "too_long": ("最多 {max_length} 项。", "At most {max_length} items."),
        "greater_than_equal": ("不能小于 {ge}。", "It must be at least {ge}."),
        "less_than_equal": ("不能大于 {le}。", "It must be at most {le}."),
        "dict_type": ("应为 JSON 对象。", "It must be a JSON object."),
        "model_attributes_type": ("应为 JSON 对象。", "It must be a JSON object."),
        "model_type": ("应为 JSON 对象。", "It must be a JSON object."),
        "list_type": ("应为 JSON 数组。", "It must be a JSON array."),
    }
)


def invalid_value(found: Mapping[str, Any]) -> Wording:
    """Pydantic's finding in our words; what our own types say (`中文 / English`) as they say it."""
    context = {key: value for key, value in found.get("ctx", {}).items() if key != "error"}
    if found["type"] == "value_error":
        zh, _, en = str(found["ctx"]["error"]).partition(" / ")
        return Wording(f"{zh}。", f"It {en or 'is not valid'}.")
    zh, en = _SAID.get(found["type"], ("值不对。", "It is not valid."))
    return Wording(zh.format(**context), en.format(**context))
