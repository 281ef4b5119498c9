"""A firm's name taken apart (pure): 地区 + 字号 + 行业 + 组织形式, as the rules on naming of enterprises build it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml
from opencc import OpenCC

from zhongchuang.clearance.linking.places import Gazetteer

_SHORT = 3
"""公司 stands at the end of 有阴公司 too: a longer form, mistyped, is looked for before a form so short."""
_MISTYPED = ("股份有限公司", "有限责任公司", "有限公司", "有限合伙")
_BRACKET = re.compile(r"\(([^()]*)\)")
_FORMER = re.compile(r"^(原|曾用名|原名|旧名)")
_BRACKETS = str.maketrans("〔[【{「<《〕]】}」>》", "(((((((" + ")))))))")
_NOISE = re.compile(r"[^0-9A-Z\u3400-\u9fff()]")


@dataclass(frozen=True, slots=True)
class Name:
    """What a name says. `core` is 字号 and trade together; where one ends is asked of all names at once (`segmenting`)."""

    whole: str  # written in one way, brackets and all
    places: tuple[str, ...]  # codes, widest first
    core: str
    form: str  # company, partnership, …; empty where it is left out
    group: bool
    branch: str  # what a branch is called, empty of the firm itself


@cache
def words() -> Mapping[str, Any]:
    """The lists of `data/words.yaml`."""
    found: dict[str, Any] = yaml.safe_load(
        (files(__package__) / "data" / "words.yaml").read_text(encoding="utf-8")
    )
    return found


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@cache
def _simple(char: str) -> str:
    # Character by character and remembered: whole names through opencc take a hundred times as long.
    return str(_converter().convert(char)) if "\u3400" <= char <= "\u9fff" else char


@lru_cache(maxsize=100_000)
def plain(text: str) -> str:
    """Half width, simplified, capitals; nothing but letters, digits, characters and round brackets."""
    folded = unicodedata.normalize("NFKC", text).upper().translate(_BRACKETS)
    return "".join(map(_simple, _NOISE.sub("", folded)))


def taken_apart(text: str, places: Gazetteer, city: str = "") -> Name:
    """The parts of a name; an empty one has none. `city`: where the firm is known to be, should its name say so in the middle."""
    whole = plain(text)
    found: list[str] = []
    group = False

    def bracket(match: re.Match[str]) -> str:
        nonlocal group
        inside = match[1]
        if any(word in inside for word in words()["group"]):
            group = True
            return ""
        codes, rest = places.leading(inside)
        if codes and not rest:
            found.extend(codes)
            return ""
        if _FORMER.match(inside) or inside in ("中国", "筹"):
            return ""
        return inside

    body = _BRACKET.sub(bracket, whole).replace("(", "").replace(")", "")
    codes, rest = places.leading(body)
    if len(rest) >= 2 and _without_form(rest)[0]:
        found = [*codes, *found]
        body = rest
    body, branch = _without_branch(body)
    core, form = _without_form(body)
    own = plain(city).removesuffix("市")
    if own and own in core[2:]:
        core = core[:2] + core[2:].replace(own, "", 1)
        found.append(places.code(own))
    for word in words()["group"]:
        if core.endswith(word) and len(core) > len(word) + 1:
            core, group = core.removesuffix(word), True
    for word in words()["group"]:
        if word in core[2:]:
            group, core = True, core[:2] + core[2:].replace(word, "")
    return Name(whole, tuple(found), _called(core), form, group, branch)


def _without_form(body: str) -> tuple[str, str]:
    """The name before its form. Several stand one behind the other in 股份有限公司; a name is never all form."""
    kind = ""
    while (found := _form_at_end(body)) is not None:
        length, named = found
        body, kind = body[:-length], kind or named
    return body, kind


def _form_at_end(body: str) -> tuple[int, str] | None:
    """How long the form is a name ends with, and which; also with one of its characters mistyped, where it is a long one."""
    forms = _forms_by_text()
    lengths = range(min(_longest_form(), len(body) - 2), 0, -1)
    for length in lengths:
        kind = forms.get(body[-length:])
        if kind is not None and length > _SHORT:
            return length, kind
    for form in _MISTYPED:
        tail = body[-len(form) :]
        # Nearly every name fails at the first look: two characters of it are right at most.
        near = len(body) > len(form) + 1 and (tail[-1] == form[-1] or tail[-2] == form[-2])
        if near and sum(a != b for a, b in zip(tail, form, strict=True)) == 1:
            return len(form), "company"
    short = ((length, forms.get(body[-length:])) for length in lengths if length <= _SHORT)
    return next(((length, kind) for length, kind in short if kind is not None), None)


@cache
def _forms_by_text() -> dict[str, str]:
    return {plain(text): kind for kind, texts in words()["forms"].items() for text in texts}


@cache
def _longest_form() -> int:
    return max(map(len, _forms_by_text()))


def _without_branch(body: str) -> tuple[str, str]:
    """A branch stands behind the firm: 某某有限公司沈阳分公司."""
    for word in words()["branch"]:
        if body.endswith(word):
            head = body.removesuffix(word)
            for form in sorted(_forms_by_text(), key=len, reverse=True):
                cut = head.rfind(form)
                if cut > 2:
                    return head[: cut + len(form)], head[cut + len(form) :] + word
            return head, word
    return body, ""


@cache
def _aliases() -> tuple[tuple[str, str], ...]:
    return tuple(sorted(words()["aliases"].items(), key=lambda pair: -len(pair[0])))


def _called(core: str) -> str:
    """The full name behind a short one everybody uses."""
    for short, full in _aliases():
        if core.startswith(short) and not core.startswith(full):
            return full + core.removeprefix(short)
    return core
