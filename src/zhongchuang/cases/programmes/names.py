"""Names within a programme: ids that are given once, names that lead somewhere, words that are in their language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from zhongchuang.cases.programmes.claims import keys_wrong
from zhongchuang.cases.programmes.known import CLAIM_KEYS, FACT, PREFILLS
from zhongchuang.cases.programmes.problems import Path, Problem
from zhongchuang.cases.programmes.rules import kind_of
from zhongchuang.cases.programmes.schema import Aftercare, FieldType, FormField, Programme, Section, Text
from zhongchuang.expressions import Kind, Vocabulary

_HAN = re.compile(r"[\u3400-\u9fff]")
_QUOTED = re.compile(r"“[^”]*”")


def name_problems(programme: Programme, vocabulary: Vocabulary) -> Iterator[Problem]:
    """All of it."""
    yield from _given_twice(programme)
    yield from _fields_problems(programme, vocabulary)
    yield from _claims_problems(programme)
    yield from _plan_problems(programme)
    yield from _wording_problems(programme, ())


def _given_twice(programme: Programme) -> Iterator[Problem]:
    lists: list[tuple[Path, Iterable[str]]] = [
        (("sections",), [s.id for s in programme.sections]),
        (("materials",), [m.id for m in programme.materials]),
        (("chain",), [level.level for level in programme.chain]),
        (("aftercare",), [a.id for a in programme.aftercare]),
    ]
    if programme.diligence is not None:
        lists.append((("diligence", "sections"), [f.id for f in programme.diligence.fields]))
    if programme.review is not None:
        lists.append((("review", "criteria"), [c.id for c in programme.review.criteria]))
    if programme.money is not None:
        lists.append((("money", "instalments"), [i.id for i in programme.money.instalments]))
    for path, field in _fields(programme):
        lists.append(((*path, "options"), [o.value for o in field.options]))
        lists.append(((*path, "columns"), [c.id for c in field.columns]))
    for number, duty in enumerate(programme.aftercare):
        lists.append((("aftercare", number, "sections"), [f.id for s in duty.sections for f in s.fields]))
    for path, names in lists:
        seen: set[str] = set()
        for at, name in enumerate(names):
            if name in seen:
                yield Problem((*path, at), f"“{name}”写了两次。", f"“{name}” is given twice.")
            seen.add(name)


def _fields(programme: Programme) -> Iterator[tuple[Path, FormField]]:
    yield from _in_sections(("sections",), programme.sections)
    if programme.diligence is not None:
        yield from _in_sections(("diligence", "sections"), programme.diligence.sections)
    for number, duty in enumerate(programme.aftercare):
        yield from _in_sections(("aftercare", number, "sections"), duty.sections)


def _in_sections(path: Path, sections: tuple[Section, ...]) -> Iterator[tuple[Path, FormField]]:
    for at, section in enumerate(sections):
        for number, field in enumerate(section.fields):
            yield (*path, at, "fields", number), field


def _fields_problems(programme: Programme, vocabulary: Vocabulary) -> Iterator[Problem]:
    for path, field in _fields(programme):
        if field.prefill is not None:
            yield from _prefill_problems((*path, "prefill"), field, field.prefill, vocabulary)
        if field.fact is not None:
            yield from _fact_problems((*path, "fact"), field, field.fact, vocabulary)
        if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
            yield Problem((*path, "minimum"), "下限大于上限。", "The minimum is above the maximum.")
        for at, column in enumerate(field.columns):
            if column.prefill is not None or column.fact is not None:
                yield Problem(
                    (*path, "columns", at),
                    "表格的栏不预填，也不对应事实。",
                    "A column is neither filled beforehand nor a fact.",
                )


def _prefill_problems(path: Path, field: FormField, source: str, vocabulary: Vocabulary) -> Iterator[Problem]:
    if source.startswith(FACT):
        yield from _fact_problems(path, field, source.removeprefix(FACT), vocabulary)
        return
    fitting = PREFILLS.get(source)
    if fitting is None:
        yield Problem(
            path,
            f"平台没有“{source}”，可用：{'、'.join(PREFILLS)}，或 fact:事实名。",
            f"The platform knows no “{source}”; use one of {', '.join(PREFILLS)}, or fact:name.",
        )
    elif field.type not in fitting:
        yield Problem(
            path,
            f"“{source}”填不进这种题（{field.type.value}）。",
            f"“{source}” does not fill a field of this type ({field.type.value}).",
        )


def _fact_problems(path: Path, field: FormField, name: str, vocabulary: Vocabulary) -> Iterator[Problem]:
    fact = vocabulary.get(name)
    if fact is None:
        yield Problem(path, f"词汇表里没有事实“{name}”。", f"The vocabulary has no fact “{name}”.")
        return
    kind = kind_of(field)
    words = fact.type.kind is Kind.INDUSTRY and field.type is FieldType.TEXT
    numbers = kind is not None and kind.is_number and fact.type.is_number
    codes = kind is not None and kind.kind is Kind.CODE and kind.codes <= fact.type.codes
    if not (words or numbers or codes or (kind is not None and kind == fact.type)):
        yield Problem(
            path,
            f"事实“{name}”是{fact.type.zh}，这道题不是。",
            f"The fact “{name}” is a {fact.type.en}; this field is not.",
        )


def _claims_problems(programme: Programme) -> Iterator[Problem]:
    fields = {field.id: field for field in programme.fields}
    for number, claim in enumerate(programme.claims):
        tables: set[str] = set()
        for at, key in enumerate(claim.keys):
            table, dot, column = key.partition(".")
            if dot:
                held = fields.get(table)
                known = held is not None and column in {c.id for c in held.columns}
                tables.add(table)
            else:
                known = key in CLAIM_KEYS or (key in fields and fields[key].type is not FieldType.TABLE)
            if not known:
                yield Problem(
                    ("claims", number, "keys", at),
                    f"没有“{key}”：请写题目的 id、表.栏，或 {'、'.join(sorted(CLAIM_KEYS))}。",
                    f"There is no “{key}”: name a field, table.column, or one of {', '.join(sorted(CLAIM_KEYS))}.",
                )
        if len(tables) > 1:
            yield Problem(
                ("claims", number, "keys"),
                "一条只能用一张表的栏。",
                "One claim takes columns of one table.",
            )
        if "category" in claim.keys and "category" not in fields and programme.money is None:
            yield Problem(
                ("claims", number, "keys"),
                "不给钱的项目没有支出类别（category）。",
                "A programme without money has no category.",
            )
        wrong = keys_wrong(claim, fields)
        if wrong is not None:
            yield Problem(("claims", number, "keys"), wrong.zh, wrong.en)


def _plan_problems(programme: Programme) -> Iterator[Problem]:
    """What is owed later, and by when."""
    kinds = {duty.kind for duty in programme.aftercare}
    for number, part in enumerate(programme.money.instalments if programme.money else ()):
        if part.after != "decision" and part.after not in kinds:
            yield Problem(
                ("money", "instalments", number, "after"),
                f"没有约定这样的后续事项（{part.after}）。",
                f"Nothing of this kind ({part.after}) is owed afterwards.",
            )
    asked = programme.diligence
    if asked is not None and asked.limit not in {None, *_amounts(asked.fields)}:
        yield Problem(
            ("diligence", "limit"),
            "上限要是报告里一道必填的金额题。",
            "The limit is an amount that the report has to give.",
        )
    for number, duty in enumerate(programme.aftercare):
        yield from _duty_problems(number, duty)
    order = [level.level for level in programme.chain]
    if order == ["city", "county"]:
        yield Problem(("chain",), "先县后市。", "The county comes before the city.")
    term = programme.term
    if term is not None:
        if bool(term.extensions) != (term.extension_months is not None):
            yield Problem(
                ("term", "extension_months"),
                "能延长的要写每次延长几个月，不能延长的不写。",
                "Say by how many months where it can be extended, and only there.",
            )
        if any(months >= term.months for months in term.remind_months):
            yield Problem(
                ("term", "remind_months"),
                "提醒要早于期满。",
                "A reminder comes before the term ends, within it.",
            )


def _amounts(fields: Iterable[FormField]) -> set[str]:
    return {f.id for f in fields if f.type is FieldType.MONEY and f.required and f.show_when is None}


def _duty_problems(number: int, duty: Aftercare) -> Iterator[Problem]:
    if duty.kind in ("report", "assessment", "acceptance") and not duty.sections:
        yield Problem(
            ("aftercare", number, "sections"),
            "要交的报告、考核、验收须有表。",
            "A report, an assessment, an acceptance needs a form.",
        )


def _wording_problems(value: object, path: Path) -> Iterator[Problem]:
    """Chinese that is Chinese, English without Chinese characters (quoted words aside), everywhere in the programme."""
    if isinstance(value, Text):
        if not _HAN.search(value.zh):
            yield Problem((*path, "zh"), "这里没有汉字。", "There is no Chinese here.")
        if _HAN.search(_QUOTED.sub("", value.en)):
            yield Problem((*path, "en"), "英文里还有汉字。", "There are Chinese characters in the English.")
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _wording_problems(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for number, part in enumerate(value):
            yield from _wording_problems(part, (*path, number))
