"""What a table of awards has: its columns, a row understood, what is wrong with a cell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import Enum
from hashlib import sha256
from typing import Any

from zhongchuang.core.errors import Wording


class FileError(Exception):
    """Nothing of a file can be read: `told` says why and what to do, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.told = Wording(zh, en)


class Column(Enum):
    """One column: its name at the interface, its head in both languages, whether it must be filled, a hint for who fills it."""

    NUMBER = ("number", "来源编号", "Number of the source", True, "来源部门自己的编号，在该部门之内不重复")
    NAME = ("name", "获得支持的单位或个人", "Recipient", True, "按登记证写全称")
    USCC = ("uscc", "统一社会信用代码", "Code of the recipient", False, "18 位；单位尽量填写，个人不填")
    PERSONAL = ("personal", "是否个人", "Natural person", False, "是或否；不填算否")
    TITLE = ("title", "支持事项", "What for", True, "")
    CATEGORY = ("category", "类别", "Category", False, "例如 研发补助、场地补贴")
    PROGRAMME = ("programme", "项目名称", "Programme", False, "来源部门的项目或专项叫什么")
    AMOUNT = ("amount", "支持金额（元）", "Amount (CNY)", True, "写到分，例如 50000.50；没有金额的认定写 0")
    PAID = ("paid", "已支付（元）", "Paid (CNY)", False, "不超过支持金额；不填算 0")
    DECIDED = ("decided_on", "决定日期", "Decided on", True, "例如 2024-06-30")
    SINCE = ("since", "支持期间自", "Supported from", False, "按期间支持的才填")
    UNTIL = ("until", "支持期间至", "Supported until", False, "与“支持期间自”一起填")
    LEVEL = ("level", "财政层级", "Level of government", False, "国家、省、市、县")
    PLACE = ("place", "地区代码", "Place", False, "六位，例如 210100")
    DEPARTMENT = ("department", "决定部门", "Department that decided", False, "不填算提供这份文件的部门")
    BASIS = ("basis", "依据", "Basis", True, "文号和条款，例如 沈科发〔2024〕12号第五条")
    INVOICES = ("invoices", "发票号码", "Invoices", False, "多个用“、”分开；早于数电票的，代码和号码连写")
    CONTRACTS = ("contracts", "合同编号", "Contracts", False, "多个用“、”分开")
    REPRESENTATIVE = ("representative", "法定代表人", "Legal representative", False, "")

    def __init__(self, key: str, head: str, head_en: str, required: bool, hint: str) -> None:
        self.key = key
        self.head = head
        self.head_en = head_en
        self.required = required
        self.hint = hint


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong with one cell; `column` is its head, empty where the row is meant. Rows as the file numbers them."""

    row: int
    column: str
    told: Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardRow:
    """One award as its department tells it. Amounts in 分; days as ISO text; what was not told is empty.

    `uscc` is a valid code of an organisation, never the number of a person.
    """

    number: str
    name: str
    uscc: str
    personal: bool
    title: str
    category: str
    programme: str
    amount: int
    paid: int
    decided_on: str
    since: str
    until: str
    level: str
    place: str
    department: str
    basis: str
    invoices: tuple[str, ...]
    contracts: tuple[str, ...]
    representative: str

    def to_json(self) -> dict[str, Any]:
        """The row as JSON; `from_json` reads it back to an equal one."""
        told: dict[str, Any] = {name: getattr(self, name) for name in _FIELDS}
        told["invoices"], told["contracts"] = list(self.invoices), list(self.contracts)
        return told

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> AwardRow:
        """Read what `to_json` wrote. Raises KeyError, TypeError."""
        lists = {"invoices": tuple(value["invoices"]), "contracts": tuple(value["contracts"])}
        return cls(**{**{name: value[name] for name in _FIELDS}, **lists})

    @property
    def sha256(self) -> str:
        """SHA-256 of what the row says: the same content is the same award, whatever line it stands in."""
        written = json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return sha256(written.encode()).hexdigest()


_FIELDS = tuple(field.name for field in fields(AwardRow))


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One line of a file: an award understood, or what is wrong with its cells. Exactly one of both.

    `number` is that of the source, as far as it could be read; empty where it could not.
    """

    line: int
    row: AwardRow | None
    problems: tuple[CellProblem, ...] = ()
    number: str = ""
