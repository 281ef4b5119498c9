"""What the tests of the desk are built from: a made-up text of a fourth province, people, and a draft taken to any point.

The text, its organs' wishes and its numbers are invented for these tests, and it says so itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from zhongchuang.core.actors import SYSTEM, Actor, PersonActor
from zhongchuang.parties.access import Role
from zhongchuang.policy.drafting.content import EntryKind, NewPlace
from zhongchuang.policy.models import Draft
from zhongchuang.policy.packs.loader import default_root
from zhongchuang.policy.packs.schema import ClauseClass
from zhongchuang.policy.selectors.desk import workbench
from zhongchuang.policy.services import desk, packs_load

OFFICER = PersonActor(user_id="101", roles=frozenset({Role.OFFICER}))
COLLEAGUE = PersonActor(user_id="102", roles=frozenset({Role.OFFICER}))
REVIEWER = PersonActor(user_id="103", roles=frozenset({Role.REVIEWER}))
OTHER_REVIEWER = PersonActor(user_id="104", roles=frozenset({Role.REVIEWER}))
ADMINISTRATOR = PersonActor(user_id="105", roles=frozenset({Role.ADMINISTRATOR}))
AUDITOR = PersonActor(user_id="106", roles=frozenset({Role.AUDITOR}))
ENTREPRENEUR = PersonActor(user_id="107", roles=frozenset({Role.ENTREPRENEUR}))

DOCUMENT = "jizhengbanfa-2031-12"
TEXT = """吉林省人民政府办公厅关于支持虚构众创空间的实施意见
吉政办发【2031】12号
各市（州）人民政府，省政府各部门：
　　为贯彻落实《国务院办公厅关于加快众创空间发展服务实体经济转型升级的指导意见》（国办发〔2016〕7号），提出以下意见。本文为测试而虚构，不是真实文件。
　　一、总体要求
　　坚持市场导向、开放共享。到2033年，建成不少于40家示例众创空间。
　　二、支持政策
　　（一）成果转让。研发团队在众创空间转让科技成果的，所得净收益不低于75%归团队。（省科技厅负责）
　　（三）房租补助。入驻众创空间的创业团队，按实际支付租金的50%给予补助，每年最高3万元。（牵头单位：省科技厅，配合单位：省财政厅）
　　三、组织实施
　　各市（州）人民政府要每年报送示例数据。
　　本意见自2031年6月1日起施行，有效期3年。
吉林省人民政府办公厅
2031年5月8日
"""
CLASSES: Mapping[str, tuple[ClauseClass, ...]] = {
    "一": (ClauseClass.TARGET,),
    "二": (ClauseClass.PRINCIPLE,),
    "二（一）": (ClauseClass.MEASURE,),
    "二（三）": (ClauseClass.MEASURE,),
    "三": (ClauseClass.DUTY,),
}
CHANGCHUN = NewPlace("220100", "长春市", "Changchun", "220000")


def both(zh: str, en: str) -> dict[str, str]:
    """Words in two languages."""
    return {"zh": zh, "en": en}


SHARE: Mapping[str, Any] = {
    "id": "transfer-share",
    "clause": "二（一）",
    "quote": "研发团队在众创空间转让科技成果的，所得净收益不低于75%归团队",
    "title": both("研发团队转让收益", "Share of transfer income"),
    "summary": both(
        "在众创空间转让成果，净收益至少75%归团队。", "At least 75% of the net income goes to the team."
    ),
    "instrument": "talent",
    "modality": "confers",
    "for": ["team"],
    "procedure": "employer",
    "topic": "income-share-floor",
    "parameters": {
        "share": {
            "type": "rate",
            "label": both("收益比例", "Share"),
            "values": [{"value": "0.75", "from": "2031-06-01", "quote": "所得净收益不低于75%"}],
        }
    },
    "when": "in_space AND transfer_income > 0",
    "benefit": "transfer_income * p.share",
    "benefit_kind": "floor",
}
RENT: Mapping[str, Any] = {
    "id": "rent",
    "clause": "二（三）",
    "quote": "按实际支付租金的50%给予补助，每年最高3万元",
    "title": both("房租补助", "Rent subsidy"),
    "summary": both(
        "按实付租金的一半补助，一年最多3万元。", "Half of the rent paid, at most 30,000 yuan a year."
    ),
    "instrument": "subsidy",
    "modality": "confers",
    "for": ["team"],
    "procedure": "application",
    "parameters": {
        "rate": {
            "type": "rate",
            "label": both("补助比例", "Rate"),
            "values": [{"value": "0.50", "from": "2031-06-01", "quote": "租金的50%"}],
        },
        "cap": {
            "type": "money",
            "label": both("最高额", "Ceiling"),
            "unit": "元",
            "values": [{"value": "30000", "from": "2031-06-01", "quote": "最高3万元"}],
        },
    },
    "when": "in_space",
    "benefit": "LEAST(rent_paid * p.rate, p.cap)",
    "benefit_kind": "ceiling",
}
RENT_PAID: Mapping[str, Any] = {
    "name": "rent_paid",
    "type": "money",
    "label": both("一年实付租金", "Rent paid in a year"),
    "question": both("一年实际付了多少租金（元）？", "How much rent did you pay in a year (yuan)?"),
    "unit": "元",
    "min": "0",
    "max": "100000000",
    "asked_of": ["team"],
}


def example(name: str, measure: str, on: str, facts: Mapping[str, str], **expected: str) -> dict[str, Any]:
    """A readable promise about one measure for a team in 长春."""
    return {
        "name": name,
        "place": "220100",
        "kind": "team",
        "on": on,
        "facts": dict(facts),
        "expect": {f"jilin/{measure}": expected},
    }


EXAMPLES = (
    example("长春的团队转让成果得百分之七十五", "transfer-share", "2031-06-01",
            {"in_space": "true", "transfer_income": "1000000"}, verdict="met", amount="750000"),
    example("施行前一天还没有", "transfer-share", "2031-05-31",
            {"in_space": "true", "transfer_income": "1000000"}, verdict="not_met", status="not_yet"),
    example("租金十万元，补助封顶三万元", "rent", "2031-06-01",
            {"in_space": "true", "rent_paid": "100000"}, verdict="met", amount="30000"),
    example("租金四万元，补助两万元", "rent", "2032-01-01",
            {"in_space": "true", "rent_paid": "40000"}, verdict="met", amount="20000"),
)  # fmt: skip


def load_real_packs() -> str:
    """The packs of the repository in force, as a start of the platform brings them there."""
    version = packs_load(actor=SYSTEM, root=default_root())
    assert version is not None
    return version


def begun(actor: Actor = OFFICER, text: str = TEXT) -> Draft:
    """The text put in."""
    return desk.draft_begin(actor=actor, place="220000", text=text)


Step = Callable[[Draft], Draft]


def taken(draft: Draft, *steps: Step) -> Draft:
    """The draft after some steps."""
    for step in steps:
        draft = step(draft)
    return draft


def step(verb: Callable[..., Draft], actor: Actor = OFFICER, **arguments: Any) -> Step:
    """A verb as a step: the version is that of the draft it is put to."""
    return lambda draft: verb(actor=actor, draft=draft, expected_version=draft.row_version, **arguments)


def settle_all(draft: Draft, actor: Actor = OFFICER) -> Draft:
    """Every warning looked into."""
    for row in workbench(draft).open_warnings:
        draft = step(desk.warning_settle, actor, warning=row.key, note="已对照原件核对。")(draft)
    return draft


def accept_all(draft: Draft, actor: Actor = OFFICER) -> Draft:
    """The proposals taken over where their clause is classed so, else declined."""
    for proposal in workbench(draft).open_proposals:
        wanted = proposal.clause_class in CLASSES.get(proposal.ref, ())
        verb = desk.proposal_accept if wanted else desk.proposal_decline
        draft = step(verb, actor, proposal=proposal.key)(draft)
    return draft


def ready(actor: Actor = OFFICER) -> Draft:
    """A draft with nothing left to do."""

    return taken(
        begun(actor),
        step(desk.place_set, actor, place="220000", new_places=[CHANGCHUN]),
        lambda draft: settle_all(draft, actor),
        step(desk.clause_class, actor, classes=CLASSES),
        lambda draft: accept_all(draft, actor),
        step(desk.entry_save, actor, kind=EntryKind.FACT, entry=RENT_PAID),
        step(desk.measure_save, actor, entry=SHARE),
        step(desk.measure_save, actor, entry=RENT),
        *(step(desk.example_save, actor, entry=row) for row in EXAMPLES),
    )


def submitted() -> Draft:
    """A draft that waits for a second person."""
    return step(desk.draft_submit)(ready())


def published() -> Draft:
    """The document of the fourth province in force."""
    return step(desk.draft_publish, REVIEWER)(submitted())


def unsettled(draft: Draft) -> list[str]:
    """The codes of the warnings that are open."""
    return [row.warning.code.value for row in workbench(draft).open_warnings]
