"""Clearance and disclosure in the demonstration: public awards, an exception, a check that waits, an audit with findings.

The voucher of the firm in Shenyang is reviewed and public, beside a table that another department, invented, gave. The firm's
sister, which has one controller with it, asks for a voucher above the invented yearly cap and gets an exception by two people;
the firm's shareholder, which has had all of the cap, is blocked and waits for an officer. All of it is synthetic.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, Round
from zhongchuang.cases.services.accepting import case_accept
from zhongchuang.cases.services.answering import case_answer
from zhongchuang.cases.services.applying import case_submit
from zhongchuang.cases.services.clearing import case_check
from zhongchuang.cases.services.exceptions import exception_ask, exception_confirm
from zhongchuang.cases.services.opening import Chosen, case_open
from zhongchuang.clearance.importing.template import table
from zhongchuang.clearance.models import (
    AuditRun,
    Award,
    AwardImport,
    AwardState,
    Check,
    ImportChoice,
    ImportedAward,
)
from zhongchuang.clearance.services.audit_running import audit_run
from zhongchuang.clearance.services.auditing import audit_ask
from zhongchuang.clearance.services.disclosing import LET_PUBLIC, disclosure_review
from zhongchuang.clearance.services.importing import award_import_add, award_import_take
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, PersonActor
from zhongchuang.core.upload import AcceptedUpload, FileKind
from zhongchuang.parties import services
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account, Membership, Organisation, Standing
from zhongchuang.parties.selectors import actor_for

Code = Callable[[int], str]
PROGRAMME = "liaoning/innovation-voucher-demo"
LIAONING, FIRM, SISTER, SHAREHOLDER = 902, 1, 61, 62
"""The invented department, the firm in Shenyang, its sister, its shareholder, by the number of their invented codes."""
SOURCE = "演示辽宁省工业和信息化主管部门（虚构）"
PUBLIC_BASIS = "https://gxt.demo.invalid/gongkai/（演示：没有这个网址，数据全部虚构）"
BASIS = "演示辽工信发〔{year}〕1号（虚构）第三条"
REASON = "演示：检测设备换代，省里会议议定超过封顶再支持一次，内容虚构。"
SHENYANG, DALIAN, ANSHAN = "210100", "210200", "210300"
VOUCHER, RENEWAL, RESEARCH, LOAN = "innovation_voucher", "技术改造", "研发补助", "贷款贴息"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the invented table. `firm`: the number of an invented code; 0 for a name without one. `ago`: years ago."""

    firm: int
    name: str
    title: str
    category: str
    yuan: int
    ago: int = 0
    place: str = SHENYANG
    invoice: str = ""


ROWS = (
    Row(SISTER, "演示机器人关节有限公司（虚构）", "关节寿命检测", VOUCHER, 1_980_000),
    Row(SISTER, "演示机器人关节有限公司（虚构）", "谐波减速器中试线", RENEWAL, 860_000, 1),
    Row(SHAREHOLDER, "演示铸造股份有限公司（虚构）", "铸件无损检测", VOUCHER, 2_000_000),
    Row(SHAREHOLDER, "演示铸造股份有限公司（虚构）", "熔炼车间节能改造", RENEWAL, 1_200_000, 2),
    Row(FIRM, "演示智能装备有限公司（虚构）", "装配线数字化", RENEWAL, 640_000, 1, SHENYANG, "240000000001"),
    Row(FIRM, "演示智能装备有限公司（虚构）", "整机可靠性研究", RESEARCH, 300_000, 2),
    Row(0, "演示智能装备有限责任公司（虚构）", "设备贷款贴息", LOAN, 90_000, 1, SHENYANG, "240000000001"),
    Row(941, "演示光电仪器有限公司（虚构）", "光谱仪核心部件", RESEARCH, 450_000),
    Row(941, "演示光电仪器有限公司（虚构）", "洁净车间改造", RENEWAL, 380_000, 1),
    Row(942, "演示海洋装备有限公司（虚构）", "深水阀门试制", RESEARCH, 720_000, 0, DALIAN),
    Row(942, "演示海洋装备有限公司（虚构）", "船用阀门生产线", RENEWAL, 1_500_000, 2, DALIAN, "240000000002"),
    Row(943, "演示海洋阀门有限公司（虚构）", "船用阀门检验", RENEWAL, 150_000, 1, DALIAN, "240000000002"),
    Row(944, "演示生物制剂有限公司（虚构）", "发酵工艺放大", RESEARCH, 260_000, 1, DALIAN),
    Row(945, "演示软件园运营有限公司（虚构）", "孵化场地改造", RENEWAL, 520_000, 0, DALIAN),
    Row(946, "演示特钢制品有限公司（虚构）", "轧机传动改造", RENEWAL, 980_000, 1, ANSHAN),
    Row(946, "演示特钢制品有限公司（虚构）", "流动资金贷款贴息", LOAN, 130_000, 0, ANSHAN),
    Row(947, "演示矿山智能有限公司（虚构）", "井下定位终端", RESEARCH, 410_000, 0, ANSHAN),
    Row(948, "演示轻量化材料有限公司（虚构）", "铝合金压铸试制", RESEARCH, 330_000, 2, ANSHAN),
    Row(949, "演示工业设计有限公司（虚构）", "样机快速试制", RESEARCH, 80_000),
    Row(950, "演示创业苗圃有限公司（虚构）", "苗圃设备购置", RENEWAL, 60_000, 1),
)


def load_awards(*, actor: Actor, code: Code) -> int:
    """Make what is missing; returns how many awards are public afterwards that were not before."""
    call = Round.objects.filter(programme__code=PROGRAMME, programme__synthetic=True).first()
    department = Organisation.objects.filter(uscc=code(LIAONING)).first()
    officer, reviewer = _person(Role.OFFICER), _person(Role.REVIEWER)
    applicant = _person(Role.ENTREPRENEUR, 2)
    if call is None or department is None or officer is None or reviewer is None or applicant is None:
        return 0  # the packs of a test may have neither
    before = Award.objects.filter(state=AwardState.PUBLIC).count()
    _imported(officer, department, code)
    for case in Case.objects.filter(round=call, state=State.APPROVED.value, granted__isnull=False):
        case_check(actor=officer, case_id=case.pk)  # what came in from elsewhere made its clearance void
    _reviewed(reviewer, department)
    sister = _asking(call, applicant, officer, code(SISTER))
    if sister is not None:
        _excepted(sister, officer, reviewer)
    blocked = _asking(call, applicant, officer, code(SHAREHOLDER))
    if blocked is not None:
        case_check(actor=officer, case_id=blocked.pk)
    if not AuditRun.objects.exists():
        run = audit_ask(actor=actor, soon=False)
        audit_run(actor=actor, key=run.key)
    return Award.objects.filter(state=AwardState.PUBLIC).count() - before


def _person(role: Role, number: int = 1) -> PersonActor | None:
    address = f"{role.value}{'' if number == 1 else f'-{number}'}@demo.invalid"
    found = Account.objects.filter(email=address).first()
    return None if found is None else actor_for(found)


def _imported(officer: PersonActor, department: Organisation, code: Code) -> None:
    """The table of the other department, taken in whole; its awards are public already where it says so."""
    if AwardImport.objects.filter(source=SOURCE).exists():
        return
    year = clock.today().year
    data = table(_cells(number, row, year, code) for number, row in enumerate(ROWS, start=1))
    upload = AcceptedUpload("支持清单（演示，虚构）.csv", FileKind.CSV, data, sha256(data).hexdigest())
    made = award_import_add(
        actor=officer,
        channel="upload",
        source=SOURCE,
        upload=upload,
        public_basis=PUBLIC_BASIS,
        department_id=department.pk,
    )
    award_import_take(
        actor=officer, key=made.key, choice=ImportChoice.WHOLE, expected_version=made.row_version
    )
    Award.objects.filter(pk__in=ImportedAward.objects.filter(found_in=made).values("award")).update(
        synthetic=True
    )


def _cells(number: int, row: Row, year: int, code: Code) -> Mapping[str, str]:
    decided = f"{year - row.ago}-{1 if row.ago == 0 else 6:02}-{number:02}"  # this year's lie before any day it is run on
    return {
        "number": f"演示-{year - row.ago}-{number:03}",
        "name": row.name,
        "uscc": code(row.firm) if row.firm else "",
        "title": f"{row.title}（演示）",
        "category": row.category,
        "programme": "工业转型升级资金（演示，虚构）",
        "amount": str(row.yuan),
        "paid": str(row.yuan if row.ago else 0),
        "decided_on": min(decided, clock.today().isoformat()),
        "level": "省",
        "place": row.place,
        "basis": BASIS.format(year=year - row.ago),
        "invoices": row.invoice,
    }


def _reviewed(reviewer: PersonActor, department: Organisation) -> None:
    """What was decided here and waits: looked at, and public from then on."""
    waiting = Award.objects.filter(
        state=AwardState.WAITING, source="platform", department=department, synthetic=True
    )
    for number, version in waiting.order_by("pk").values_list("number", "row_version"):
        disclosure_review(actor=reviewer, number=number, verdict=LET_PUBLIC, expected_version=version)


@transaction.atomic
def _asking(call: Round, applicant: PersonActor, officer: PersonActor, uscc: str) -> Case | None:
    """The firm's application, accepted; None where it has applied before."""
    firm = Organisation.objects.filter(uscc=uscc).first()
    if firm is None or call.cases.filter(organisation=firm).exists():
        return None
    account = Account.objects.get(pk=applicant.user_id)
    if not Membership.objects.filter(account=account, organisation=firm, until=None).exists():
        services.membership_add(actor=officer, account=account, organisation=firm, standing=Standing.MANAGER)
    who = actor_for(account)
    case = case_open(actor=who, round_id=call.pk, chosen=Chosen(organisation=firm.pk))
    typed = {"need": "演示用的需求：检测一批样机，内容虚构。", "planned": "80000", "face": "50000"}
    case_answer(
        actor=who,
        case_id=case.pk,
        section="need",
        typed={name: [value] for name, value in typed.items()},
        asked=set(typed),
        expected_version=case.row_version,
    )
    case.refresh_from_db()
    case_submit(actor=who, case_id=case.pk, expected_version=case.row_version, confirmed=True)
    Case.objects.filter(pk=case.pk).update(synthetic=True)
    case.refresh_from_db()
    case_accept(actor=officer, case_id=case.pk, expected_version=case.row_version)
    return case


def _excepted(case: Case, officer: PersonActor, reviewer: PersonActor) -> None:
    """The check leaves too little; two people make an exception, which everybody reads."""
    case_check(actor=officer, case_id=case.pk)
    check = Check.objects.get(holder=f"case:{case.number}")
    if check.verdict not in ("blocked", "reduced"):
        return  # the rules of the demonstration do not bind in this process
    row = exception_ask(actor=officer, case_id=case.pk, facts=check.facts_sha256, reason=REASON)
    exception_confirm(
        actor=reviewer,
        case_id=case.pk,
        number=row.number,
        expected_version=row.row_version,
        answer="演示：同意，公开。",
    )
