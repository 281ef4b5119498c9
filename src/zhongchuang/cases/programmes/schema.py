"""The shape of a programme. A file of `packs/<place>/programmes/` holds exactly one; the desk writes the same shape.

Nothing here is code: rules are sentences of the rule language over the form's fields, every number that a text set quotes it.
Lengths of time are working days unless their name says otherwise; money is 元 in the file and 分 everywhere else.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from zhongchuang.cases.programmes.schema_base import (
    Applicant,
    Days,
    Id,
    Kind,
    Name,
    Part,
    Step,
    Text,
    Yuan,
)

__all__ = ["Applicant", "Days", "Id", "Kind", "Name", "Part", "Step", "Text", "Yuan"]


class FieldType(StrEnum):
    """What an answer is."""

    TEXT = "text"
    LONG = "long"
    ACCOUNT = "account"  # a bank account: encrypted, shown by its last digits
    MONEY = "money"
    INTEGER = "integer"
    DECIMAL = "decimal"
    RATE = "rate"  # entered in per cent, kept as a part of one
    DATE = "date"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    CHOICES = "choices"
    TABLE = "table"  # rows of simple fields


class Option(Part):
    """One thing to choose."""

    value: Name
    label: Text


class FormField(Part):
    """One question of the form. `prefill` names what the platform already knows, so that it is not asked twice."""

    id: Name
    label: Text
    type: FieldType
    help: Text | None = None
    required: bool = True
    unit: Text | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    places: Annotated[int, Field(ge=0, le=6)] = 2  # of a decimal
    max_length: Annotated[int, Field(ge=1, le=20000)] | None = None
    options: tuple[Option, ...] = ()
    columns: tuple[FormField, ...] = ()  # of a table
    max_rows: Annotated[int, Field(ge=1, le=500)] = 50
    prefill: str | None = None  # organisation.name, space.area, person.name, fact:income, residency.tenants …
    locked: bool = False  # shown as the platform knows it; mended where it is kept, not here
    fact: Name | None = None  # the fact of the vocabulary that this answer is
    show_when: str | None = None  # a condition over earlier fields

    @model_validator(mode="after")
    def _fits(self) -> FormField:
        chooses = self.type in (FieldType.CHOICE, FieldType.CHOICES)
        if chooses != bool(self.options):
            raise ValueError("选择题要列出选项，别的题不列 / options belong to a choice, and only there")
        if (self.type is FieldType.TABLE) != bool(self.columns):
            raise ValueError("表格要列出各栏，别的题不列 / columns belong to a table, and only there")
        if any(c.type is FieldType.TABLE for c in self.columns):
            raise ValueError("表格里不能再有表格 / no table within a table")
        if any(c.type is FieldType.ACCOUNT for c in self.columns):
            raise ValueError("银行账号不放在表格里 / a bank account is no column of a table")
        if self.locked and self.prefill is None:
            raise ValueError("锁定的题须有预填来源 / a locked field needs what it is filled from")
        return self


class Section(Part):
    """A page of the form."""

    id: Name
    title: Text
    help: Text | None = None
    fields: Annotated[tuple[FormField, ...], Field(min_length=1)]


class Check(Part):
    """A condition over the answers. One that is not met refuses the submission, or only warns."""

    rule: str
    text: Text  # what is asked, as a sentence
    quote: str | None = None  # the words that ask it
    refuses: bool = True


class Material(Part):
    """A paper to hand in."""

    id: Name
    label: Text
    help: Text | None = None
    required: bool = True
    kinds: tuple[Literal["pdf", "docx", "xlsx", "ofd", "xml", "png", "jpeg"], ...] = ("pdf",)
    max_files: Annotated[int, Field(ge=1, le=20)] = 1
    invoices: bool = False  # made out to the applicant: each file is read, and held against the form
    show_when: str | None = None


class Basis(Part):
    """The words a programme rests on. Of a document whose text is not held there are no words to quote, so none stand here."""

    document: Id  # the slug of a document in the packs
    clause: str | None = None
    quote: Annotated[str, Field(min_length=2)] | None = None
    measure: str | None = None  # place/id of the measure it carries out


class Awaiting(Part):
    """What is still missing before it may open: its 实施细则. A programme with this is a template."""

    rules: Text


class Level(Part):
    """One station of the recommendation chain."""

    level: Literal["county", "city"]
    days: Days
    quota: Annotated[int, Field(ge=1)] | None = None  # per unit and round; a round may set its own


class Criterion(Part):
    """What experts score."""

    id: Name
    label: Text
    points: Annotated[int, Field(ge=1, le=100)]
    help: Text | None = None


class Review(Part):
    """How experts look at it."""

    experts: Annotated[int, Field(ge=1, le=15)]
    days: Days
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]
    trim: Annotated[int, Field(ge=0, le=3)] = 1  # so many highest and lowest sheets left out
    pass_mark: Annotated[Decimal, Field(ge=0, le=100)] = Decimal(60)
    minutes: bool = True

    @model_validator(mode="after")
    def _adds_up(self) -> Review:
        if sum(c.points for c in self.criteria) != 100:
            raise ValueError("各项分值之和应为 100 / the points of the criteria add up to 100")
        if self.experts <= 2 * self.trim:
            raise ValueError("去掉最高最低后没有专家了 / trimming leaves no sheet")
        return self


class Diligence(Part):
    """尽调: what the report has to say. `limit` names the amount in it beyond which nothing is granted."""

    days: Days = 30
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]
    limit: Name | None = None

    @property
    def fields(self) -> tuple[FormField, ...]:
        """Every question of the report, in order."""
        return tuple(f for s in self.sections for f in s.fields)


class Notice(Part):
    """公示: how many working days, what it names."""

    days: Annotated[int, Field(ge=5, le=60)]
    shows_amount: bool = True


class Decision(Part):
    """Who decides, within how many days, and where somebody refused may turn."""

    days: Days
    meeting: Literal["office", "party_group", "committee", "none"] = "office"  # committee 投委会: it votes
    remedies: Text


class Instalment(Part):
    """A part of the payment plan: its share of what was granted, and when it falls due."""

    id: Name
    label: Text
    share: Annotated[Decimal, Field(gt=0, le=1, decimal_places=4)]
    after: Literal["decision", "report", "acceptance"] = "decision"
    days: Days = 20


class Money(Part):
    """How much there may be. A formula over fields and parameters gives the most that can be granted."""

    amount: str | None = None  # in the rule language, money; None: the decision sets it
    amount_text: Text
    quote: str | None = None
    category: Name  # what the money is for: the key of “nothing twice”
    instalments: tuple[
        Instalment, ...
    ] = ()  # none where a voucher is given: providers are paid, as it is spent

    @model_validator(mode="after")
    def _whole(self) -> Money:
        if self.instalments and sum(i.share for i in self.instalments) != 1:
            raise ValueError("各期比例之和应为 1 / the shares add up to 1")
        return self


class VoucherPart(Part):
    """创新券: which scheme the voucher is issued under, and as whom the applicant holds it. The decision sets its face value."""

    scheme: Id  # of packs/<place>/vouchers/
    holder: Literal["enterprise", "team", "space"]


class Claim(Part):
    """An exact key that no two supported cases may share. Names of fields, and of what the platform knows.

    The kind says what stands where: of an invoice its number, then, where there is one, its code; of a contract its number,
    then who else signed it, then `year` where it counts once a year. How a programme calls its fields is no part of a key.
    """

    kind: Literal["entity", "project", "contract", "invoice", "period", "category", "person"]
    # e.g. [applicant, category, year], [contract_number, partner], [items.invoice]
    keys: Annotated[tuple[str, ...], Field(min_length=1)]
    text: Text


class Aftercare(Part):
    """Something owed afterwards: a report, an assessment, an acceptance."""

    id: Name
    kind: Literal["report", "assessment", "acceptance", "reminder", "return"]
    label: Text
    due_months: Annotated[int, Field(ge=1, le=120)]  # calendar months after the decision
    every_months: Annotated[int, Field(ge=1, le=60)] | None = None
    sections: tuple[Section, ...] = ()
    revokes: bool = False  # missed or failed: the department may revoke


class Honesty(Part):
    """What falsification costs, where the basis sets it. `hearing_days`: working days to answer, the programme's own setting."""

    barred_months: Annotated[int, Field(ge=1, le=240)]
    quote: str
    hearing_days: Days = 5


class Change(Part):
    """Something that may be changed while it runs, on request: these questions of the form and no others."""

    id: Name
    label: Text
    fields: Annotated[tuple[Name, ...], Field(min_length=1)]


class Term(Part):
    """How long what was granted holds."""

    months: Annotated[int, Field(ge=1, le=240)]
    until: Name | None = None  # the field that says the last day, where the applicant sets it
    extensions: Annotated[int, Field(ge=0, le=5)] = 0
    extension_months: Annotated[int, Field(ge=1, le=240)] | None = None
    remind_months: tuple[Annotated[int, Field(ge=1, le=24)], ...] = ()
    quote: str | None = None


class Proactive(Part):
    """免申即享: whoever has it by the rules of a measure gets the case filled in and only confirms it. `asks` names the fields
    that the platform cannot know and the subject has to fill in (the account the money goes to, say).
    """

    measure: str  # one of the measures the programme rests on
    days: Days = 10  # to confirm
    remind_days: Days = 3  # before the last one
    asks: tuple[Name, ...] = ()


class Programme(Part):
    """A programme, whole."""

    id: Id
    version: Annotated[int, Field(ge=1)] = 1
    title: Text
    summary: Text
    kind: Kind
    basis: Annotated[tuple[Basis, ...], Field(min_length=1)]
    awaiting: Awaiting | None = None
    department: Text  # the organ that decides
    contact: Text | None = None
    applicant: Applicant
    kinds: tuple[str, ...] = ()  # kinds of subject of the vocabulary, e.g. space, enterprise, researcher
    windows: Literal["rounds", "all_year"] = "rounds"
    proactive: Proactive | None = None
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]
    checks: tuple[Check, ...] = ()
    materials: tuple[Material, ...] = ()
    steps: Annotated[tuple[Step, ...], Field(min_length=2)]
    chain: tuple[Level, ...] = ()
    accept_days: Days = 5
    return_days: Days = 10  # the applicant's, to mend what was returned
    review: Review | None = None
    diligence: Diligence | None = None
    notice: Notice | None = None
    decision: Decision
    money: Money | None = None
    voucher: VoucherPart | None = None
    claims: tuple[Claim, ...] = ()
    aftercare: tuple[Aftercare, ...] = ()
    term: Term | None = None
    honesty: Honesty | None = None
    changes: tuple[Change, ...] = ()  # name, budget, leader … of what runs
    parameters: dict[Name, Decimal] = {}  # numbers the rules use as p.name; each stands in a quote
    per_applicant: Annotated[int, Field(ge=1)] = 1  # cases in one round
    personal_months: Annotated[int, Field(ge=1, le=120)] | None = None  # a name stays public

    @model_validator(mode="after")
    def _steps_have_what_they_need(self) -> Programme:
        order = list(Step)
        if [order.index(s) for s in self.steps] != sorted({order.index(s) for s in self.steps}):
            raise ValueError("步骤按顺序各写一次 / steps stand once each, in their order")
        wants = {
            Step.RECOMMEND: bool(self.chain),
            Step.REVIEW: self.review is not None,
            Step.DILIGENCE: self.diligence is not None,
            Step.NOTICE: self.notice is not None,
            Step.PAY: self.money is not None and self.voucher is None,
            Step.AFTERCARE: bool(self.aftercare),
        }
        for step, there in wants.items():
            if (step in self.steps) != there:
                raise ValueError(
                    f"{step.value}：步骤和它的规定要么都写，要么都不写 / the step and its rules go together"
                )
        if Step.DECIDE not in self.steps or Step.ACCEPT not in self.steps:
            raise ValueError("受理和决定不可少 / accepting and deciding are always there")
        if self.money is not None and Step.COSIGN not in self.steps:
            raise ValueError("给钱的须有财政会签 / where money is due, finance co-signs")
        if any(m.invoices for m in self.materials) and "invoice" not in {c.kind for c in self.claims}:
            raise ValueError(
                "读发票的项目要占用发票号码 / invoices that are read are claimed by their number"
            )
        self._money_fits()
        seen = [f.id for s in self.sections for f in s.fields]
        if len(seen) != len(set(seen)):
            raise ValueError("题目的 id 不能重复 / ids of fields are unique")
        open_to_change = {f.id for f in self.fields if not f.locked}
        if any(not open_to_change.issuperset(one.fields) for one in self.changes):
            raise ValueError(
                "变更只能改表里没有锁定的题 / a change names fields of the form that are not locked"
            )
        return self

    def _money_fits(self) -> None:
        """Money is paid in parts, or as a voucher, never as both. Raises ValueError."""
        if (self.kind is Kind.VOUCHER) != (self.voucher is not None):
            raise ValueError(
                "创新券项目要写明方案，别的项目不写 / a voucher programme names its scheme, no other does"
            )
        if self.voucher is not None and (self.money is None or self.applicant is Applicant.PERSON):
            raise ValueError(
                "创新券有面额，由单位或众创空间持有 / a voucher has a face value and is held by an organisation or a space"
            )
        if self.money is not None and bool(self.money.instalments) == (self.voucher is not None):
            raise ValueError("给钱的写明分期，发券的不分期 / what is paid has its parts, a voucher has none")

    @property
    def fields(self) -> tuple[FormField, ...]:
        """Every question, in order."""
        return tuple(f for s in self.sections for f in s.fields)
