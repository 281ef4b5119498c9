"""What an audit found (pure), and its sentence in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from zhongchuang.core.errors import Wording
from zhongchuang.core.money import format_yuan


class Kind(StrEnum):
    """What sort of thing was found."""

    KEY = "key"  # an invoice, a contract, a project, a piece of equipment counted twice
    RULE = "rule"  # a rule against double support does not leave it
    ALIKE = "alike"  # one party, one category, one amount, within a year
    LINKED = "linked"  # two parties that seem to be one have support
    RELATED = "related"  # related parties have support for one category


class Severity(StrEnum):
    """How much there is to it."""

    BREACH = "breach"  # a rule says so
    LOOK = "look"  # somebody has to look


@dataclass(frozen=True, slots=True)
class Found:
    """One finding. `refs`: the supports, the one it is about first, at most `engine.SHOWN` of `number + 1`; amounts in 分.

    `amount`: how much is too much, or what is at stake where nobody can say. `told`: the rule's id, the key, the two parties.
    """

    kind: Kind
    severity: Severity
    refs: tuple[str, ...]
    amount: int
    number: int  # of the others
    used: int = 0  # their sum
    told: tuple[str, ...] = ()
    probability: float | None = None

    @property
    def digest_parts(self) -> tuple[str, ...]:
        """By what the same finding is known again in the next run."""
        return (self.kind.value, *self.told[:1], *sorted(self.refs))


KEY_WORDS = {
    "invoice": Wording("发票", "the invoice"),
    "contract": Wording("合同", "the contract"),
    "equipment": Wording("设备", "the equipment"),
    "project": Wording("项目", "the project"),
    "content": Wording("实施内容", "the work"),
}


def sentence(
    kind: Kind, told: tuple[str, ...], *, number: int, used: int, amount: int, rule: Wording | None = None
) -> Wording:
    """What was found. Names of parties and titles are not in it: who may read them is another question. `rule`: its title."""
    over, sum_zh, sum_en = amount, format_yuan(used), format_yuan(used, language="en")
    match kind:
        case Kind.KEY:
            word = KEY_WORDS.get(told[0], Wording(told[0], told[0]))
            return Wording(
                f"同一{word.zh}用在 {number + 1} 项支持里。",
                f"{word.en.capitalize()} counts in {number + 1} supports.",
            )
        case Kind.RULE:
            title = rule or Wording(told[0], told[0])
            money_zh = f"，涉及 {format_yuan(over)}" if over else ""
            money_en = f"; {format_yuan(over, language='en')} is at stake" if over else ""
            if not number:
                return Wording(
                    f"单独一项就超过规则“{title.zh}”的上限{money_zh}。",
                    f"Alone it is above the limit of the rule “{title.en}”{money_en}.",
                )
            return Wording(
                f"规则“{title.zh}”：在它之前还有 {number} 项支持，合计 {sum_zh}{money_zh}。",
                f"The rule “{title.en}”: {number} supports before it, {sum_en} in all{money_en}.",
            )
        case Kind.ALIKE:
            return Wording(
                "同一主体、同一类别、同样金额，一年之内有两项：可能是一项登记了两次。",
                "One party, one category, one amount, twice within a year: perhaps one support recorded twice.",
            )
        case Kind.LINKED:
            return Wording(
                "两个主体看来是同一家，代码不同或没有代码，都有支持。",
                "Two parties seem to be one; their codes differ or are missing, and both have support.",
            )
        case Kind.RELATED:
            return Wording(
                "互为关联的两个主体，一年之内同一类别都有支持。",
                "Two related parties have support for one category within a year.",
            )
