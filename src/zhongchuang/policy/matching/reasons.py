"""From the trace of a rule to reasons a person reads, and to the one thing that would have to change.

NOT is carried inwards (`NOT (a OR b)` is said as “neither a nor b”), so that every sentence states a
requirement and whether it is fulfilled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zhongchuang.expressions import Kind, Operator, TraceNode
from zhongchuang.policy.matching.subject import FactValue
from zhongchuang.policy.matching.verdicts import FactRead, ParameterRead, Reason
from zhongchuang.policy.matching.words import NO, YES, Words, industry, listed
from zhongchuang.policy.packs.schema import BasisDocument, Measure, ParameterValue, RuleBook, Text

_COMPARED = {
    Operator.EQUAL: Text("等于", "be"),
    Operator.UNEQUAL: Text("不等于", "not be"),
    Operator.LESS: Text("小于", "be below"),
    Operator.LESS_OR_EQUAL: Text("不超过", "be at most"),
    Operator.GREATER: Text("超过", "be above"),
    Operator.GREATER_OR_EQUAL: Text("不少于", "be at least"),
}
_OPPOSITE = {
    Operator.EQUAL: Operator.UNEQUAL,
    Operator.UNEQUAL: Operator.EQUAL,
    Operator.LESS: Operator.GREATER_OR_EQUAL,
    Operator.LESS_OR_EQUAL: Operator.GREATER,
    Operator.GREATER: Operator.LESS_OR_EQUAL,
    Operator.GREATER_OR_EQUAL: Operator.LESS,
}
_MIRRORED = {
    Operator.LESS: Operator.GREATER,
    Operator.LESS_OR_EQUAL: Operator.GREATER_OR_EQUAL,
    Operator.GREATER: Operator.LESS,
    Operator.GREATER_OR_EQUAL: Operator.LESS_OR_EQUAL,
}
_HOLDS = {
    True: Text("符合", "fulfilled"),
    False: Text("不符合", "not fulfilled"),
    None: Text("还不知道", "not known"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A requirement inside a rule: a node, and whether the rule wants it true or false."""

    node: TraceNode
    wanted: bool

    @property
    def holds(self) -> bool | None:
        """Whether the requirement is fulfilled."""
        value = self.node.value
        return None if value is None else bool(value) is self.wanted

    def parts(self) -> tuple[bool, list[Part]]:
        """(all needed, the parts) of an AND or OR as seen from outside; no parts for a single
        requirement.
        """
        node = self.node
        if node.operator is Operator.NOT:
            return Part(node.children[0], not self.wanted).parts()
        if node.operator in (Operator.AND, Operator.OR):
            every = (node.operator is Operator.AND) is self.wanted
            return every, [Part(child, self.wanted) for child in node.children]
        return True, []

    def single(self) -> Part:
        """The requirement itself, with NOT carried inwards."""
        if self.node.operator is Operator.NOT:
            return Part(self.node.children[0], not self.wanted).single()
        return self


def requirements(part: Part) -> Iterator[Part]:
    """What must all be fulfilled: the operands of the outermost ANDs, each alone."""
    every, parts = part.parts()
    if parts and every:
        for inner in parts:
            yield from requirements(inner)
    else:
        yield part.single()


class Explainer:
    """Explains rules of one measure for one subject."""

    def __init__(
        self, book: RuleBook, measure: Measure, facts: Mapping[str, FactValue], values: ValuesOn
    ) -> None:
        self._book = book
        self._measure = measure
        self._facts = facts
        self._values = values
        self.words = Words(book, measure)

    def reason(self, part: Part) -> Reason:
        """The reasons for a requirement and all below it."""
        every, parts = part.parts()
        if not parts:
            return self._leaf(part.single())
        children = tuple(self.reason(inner) for inner in parts)
        head = (
            Text("同时满足以下各项", "all of these") if every else Text("满足以下任一项", "any one of these")
        )
        state = _HOLDS[part.holds]
        return Reason(
            Text(f"{head.zh}：{state.zh}。", f"{head.en}: {state.en}."),
            part.holds,
            part.node.decisive,
            children=children,
        )

    def change(self, part: Part) -> Text:
        """What would have to change for a requirement that fails: its own sentence, or those of its
        alternatives joined. What already holds needs no change and is left out.
        """
        every, parts = part.parts()
        if not parts:
            return self._sentence(part.single())
        wanting = [self.change(inner) for inner in parts if inner.holds is not True]
        zh, en = ("，并且", ", and ") if every else ("，或者", ", or ")
        return Text(
            zh.join(text.zh.removesuffix("。") for text in wanting) + "。",
            en.join(text.en.removesuffix(".") for text in wanting) + ".",
        )

    def _leaf(self, part: Part) -> Reason:
        return Reason(
            self._sentence(part),
            part.holds,
            part.node.decisive,
            facts=self.facts_read(part.node),
            parameters=self.parameters_read(part.node),
            children=self._branches(part),
        )

    def _sentence(self, part: Part) -> Text:
        """A requirement, what is known, and whether that is enough."""
        needed = self.requirement(part)
        if part.node.operator is Operator.LITERAL:
            return Text(f"{needed.zh}。", f"{needed.en}.")
        have, state = self._have(part.node), _HOLDS[part.holds]
        if part.node.note is not None:
            state = Text("现有回答还不足以判断", "the answer given is not enough to tell")
        elif part.holds is None and have.zh:
            return Text(f"{needed.zh}；{have.zh}。", f"{needed.en}; {have.en}.")
        if not have.zh:
            return Text(f"{needed.zh}：{state.zh}。", f"{needed.en}: {state.en}.")
        return Text(f"{needed.zh}；{have.zh}，{state.zh}。", f"{needed.en}; {have.en}: {state.en}.")

    def _branches(self, part: Part) -> tuple[Reason, ...]:
        """Of a CASE that is a condition: the branches that decided."""
        if part.node.operator is not Operator.CASE:
            return ()
        last = len(part.node.children) - 1
        found = []
        for index, child in enumerate(part.node.children):
            if child.decisive:
                is_result = index == last or index % 2 == 1
                found.append(self.reason(Part(child, part.wanted if is_result else True)))
        return tuple(found)

    def requirement(self, part: Part) -> Text:
        """What a single requirement asks: 场地面积要不少于 500 平方米."""
        node, words = part.node, self.words
        operator = node.operator
        if operator is Operator.FACT:
            label = words.term(node)
            answer = YES if part.wanted else NO
            return Text(f"{label.zh}：要求“{answer.zh}”", f"{label.en} must be “{answer.en}”")
        if operator in _COMPARED:
            return self._comparison(node, operator if part.wanted else _OPPOSITE[operator])
        if operator is Operator.BETWEEN:
            return self._between(part)
        if operator is Operator.IN:
            return self._listed(node, "是", "be one of", part.wanted)
        if operator is Operator.CODE_WITHIN:
            return self._listed(node, "属于", "lie within", part.wanted)
        if operator is Operator.LITERAL:
            return Text("没有其他条件", "No further condition")
        return Text("按情形判断", "Depends on the case")

    def _comparison(self, node: TraceNode, operator: Operator) -> Text:
        left, right = node.children
        if not left.facts and right.facts:  # p.cap >= area reads better as area <= p.cap
            left, right, operator = right, left, _MIRRORED.get(operator, operator)
        unit = self.words.unit_of(left)
        subject, other, compared = self.words.term(left), self._object(left, right, unit), _COMPARED[operator]
        if left.type.kind is Kind.CODE:
            verb = "要是" if operator is Operator.EQUAL else "不能是"
            return Text(f"{subject.zh}{verb}“{other.zh}”", f"{subject.en} must {compared.en} “{other.en}”")
        return Text(f"{subject.zh}要{compared.zh} {other.zh}", f"{subject.en} must {compared.en} {other.en}")

    def _object(self, left: TraceNode, right: TraceNode, unit: Text | None) -> Text:
        """The other side: its terms, and what they come to where it is calculated."""
        if isinstance(right.value, str) and left.name is not None:
            return self.words.fact_value(left.name, right.value)
        words = self.words.term(right, unit)
        if right.facts and right.value is not None and right.operator is not Operator.FACT:
            value = self.words.plain(right.value, right.type.kind, unit)
            return Text(f"{words.zh}（即 {value.zh}）", f"{words.en} (that is {value.en})")
        return words

    def _between(self, part: Part) -> Text:
        subject, low, high = part.node.children
        unit = self.words.unit_of(subject)
        name, bottom, top = self.words.term(subject), self.words.term(low, unit), self.words.term(high, unit)
        zh, en = ("要在", "must lie between") if part.wanted else ("不能在", "must not lie between")
        return Text(f"{name.zh}{zh} {bottom.zh} 至 {top.zh} 之间", f"{name.en} {en} {bottom.en} and {top.en}")

    def _listed(self, node: TraceNode, verb: str, verb_en: str, wanted: bool) -> Text:
        subject, *choices = node.children
        name = self.words.term(subject)
        shown = listed([self._choice(subject, choice) for choice in choices])
        lead, lead_en = ("要", "must") if wanted else ("不能", "must not")
        return Text(f"{name.zh}{lead}{verb}“{shown.zh}”之一", f"{name.en} {lead_en} {verb_en}: {shown.en}")

    def _choice(self, subject: TraceNode, choice: TraceNode) -> Text:
        if isinstance(choice.value, str) and subject.name is not None:
            return self.words.fact_value(subject.name, choice.value)
        if choice.operator is Operator.LITERAL and isinstance(
            choice.value, tuple
        ):  # industry codes written out
            return listed([industry(str(code)) for code in choice.value])
        return self.words.term(choice, self.words.unit_of(subject))

    def _have(self, node: TraceNode) -> Text:
        """What is known: 现为 450 平方米（本人申报）; empty where the requirement names no fact."""
        if not node.facts or node.operator is Operator.CASE:
            return Text("", "")
        subject = node if node.operator is Operator.FACT else self._subject(node)
        if subject.value is None or isinstance(subject.value, tuple):
            missing = [self.words.question(name).label for name in node.facts if name not in self._facts]
            if not missing:
                return Text("", "")
            return Text(
                f"还不知道{'、'.join(m.zh for m in missing)}",
                f"not known yet: {', '.join(m.en for m in missing)}",
            )
        if subject.operator is Operator.FACT and subject.name is not None:
            value = self.words.fact_value(subject.name, subject.value)
            if isinstance(subject.value, bool | str):  # words are set apart by quotes, numbers by a space
                value = Text(f"“{value.zh}”", f"“{value.en}”")
            else:
                value = Text(f" {value.zh}", value.en)
            source = self._facts[subject.name].source.text
            return Text(f"现为{value.zh}（{source.zh}）", f"now {value.en} ({source.en})")
        value = self.words.plain(subject.value, subject.type.kind, self.words.unit_of(subject))
        return Text(f"现为 {value.zh}", f"now {value.en}")

    @staticmethod
    def _subject(node: TraceNode) -> TraceNode:
        """The side of a comparison that is about the subject."""
        return next((child for child in node.children if child.facts), node)

    def facts_read(self, node: TraceNode) -> tuple[FactRead, ...]:
        """The facts below a node with their values and sources."""
        found = []
        for name in node.facts:
            known = self._facts.get(name)
            value = None if known is None else self.words.fact_value(name, known.value)
            source = None if known is None else known.source.value
            found.append(FactRead(name, self.words.question(name).label, value, source))
        return tuple(found)

    def parameters_read(self, node: TraceNode) -> tuple[ParameterRead, ...]:
        """The parameters below a node with the words or texts they come from."""
        return tuple(self._parameter(name, self._values[name]) for name in node.parameters)

    def _parameter(self, name: str, value: ParameterValue) -> ParameterRead:
        basis = None if value.basis is None else self._book.basis(value.basis)
        return ParameterRead(
            name=name,
            label=self._measure.parameters[name].label,
            value=self.words.parameter_value(name, value.value),
            clause=None if value.clause is None else str(value.clause),
            quote=value.quote,
            basis=None if basis is None else basis_text(basis),
            text_held=value.text_held,
            unconfirmed=value.unconfirmed or (basis is not None and basis.unconfirmed),
            note=value.note,
        )


ValuesOn = Mapping[str, ParameterValue]
"""The parameter values in force on the day, by name."""


def basis_text(basis: BasisDocument) -> Text:
    """Title and number of a text not held."""
    number = f"（{basis.number}）" if basis.number else ""
    return Text(f"《{basis.title}》{number}", f"{basis.number or basis.title}")
