"""Every form that changes something carries its guard, counts once, and loses nothing to somebody quicker.

The forms are read off the pages as the browser gets them, for a visitor and for an administrator, so that a form nobody
thought of is found too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import resolve
from lxml import html

from tests.architecture.cases import CASES, a_file, anything
from tests.architecture.desk import TEXT
from tests.architecture.imports_cases import a_list
from tests.architecture.office_cases import a_workbook
from tests.architecture.routes import all_routes, entry
from tests.architecture.rows import snapshot, unchanged
from tests.architecture.space_cases import a_sheet
from tests.architecture.test_access_matrix import answers_of, expected
from tests.architecture.world import DAY, World
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.parties.models import Account
from zhongchuang.parties.tests.factory import a_number, a_uscc
from zhongchuang.project.demonstration import synthetic_uscc

WITHOUT_GUARD = {
    "set_language": "写的是浏览器的 Cookie",
    "account_login": "只建立会话",
    "account_logout": "只结束会话",
    "account_signup": "同一邮箱第二次注册被拒",
    "account_reset_password": "只发邮件，有频率限制",
    "account_change_password": "要写旧密码，第二次就不对了",
    "account_reauthenticate": "只更新会话",
    "account_email": "同一邮箱第二次添加被拒，设为主邮箱再做一次不变",
    "mfa_login_webauthn": "只建立会话，每次都要设备重新签名",
    "parties:export": "只下载，不改任何东西",
    "policy:unsubscribe": "取消两次和一次一样；邮件程序的一键取消没有我们的页面",
    "parties:invitation": "第二次接受不变，别人接受过的被拒",
    "policy:taxcheck_research": "只自查，什么也不保存",
    "policy:taxcheck_paper": "只把签过名的结果打印成文件",
}
"""Forms of the house that a second submission cannot hurt, and why."""
WITHOUT_ROW = {
    "clearance:office_awards_review": "一次审查多项，每项带着自己的版本",
    "clearance:award_correction": "还没有更正申请，第一次提交才有；一条记录同时只有一件待答复",
    "clearance:audit_start": "还没有这次核查，第一次提交才有；同时只进行一次",
    "cases:publication": "一次审查多件，每件带着自己的版本",
    "clearance:imports": "还没有文件，第一次提交才有",
    "cases:backfill": "还没有补录表，第一次提交才有",
    "cases:hand_over": "还没有交接，第一次提交才有；交接哪些件在提交时才算",
    "cases:substitute": "还没有 AB 岗安排，第一次提交才有",
    "cases:substitute_end": "只有结束和没结束；再结束一次不变",
    "cases:office_batch": "一次办多件，每件带着自己的版本",
    "cases:programme_edit": "还没有草稿，第一次提交才有；已有的草稿接着写",
    "cases:programme_new": "还没有草稿，第一次提交才有",
    "cases:proactive_judge": "还没有核算，第一次提交才有；同一批同时只核算一次",
    "cases:round_new": "还没有批次，第一次提交才有；同名的第二次被拒",
    "cases:view_save": "还没有常用筛选，第一次提交才有",
    "cases:view_delete": "只有在和不在；再删一次不变",
    "cases:meetings": "还没有会议，第一次提交才有；同一纪要编号第二次被拒",
    "cases:start": "还没有草稿，第一次提交才有；同一主体第二次就接着那一份",
    "cases:expert_new": "还没有入库，第一次提交才有",
    "cases:panel_new": "还没有评审组，第一次提交才有",
    "cases:notice_new": "还没有公示稿，第一次提交才有",
    "cases:object": "还没有异议，第一次提交才有",
    "cases:objection_withdraw": "只有撤回和没撤回；凭查询码，没有账户",
    "policy:desk_new": "还没有草稿，第一次提交才有",
    "policy:desk_amend": "同上",
    "policy:desk_end": "同上",
    "parties:tokens": "还没有凭据，第一次提交才有",
    "parties:notes_read_all": "读过再读一次不变，带着看到哪一条为止",
    "policy:ask": "还没有问答，第一次提交才有",
    "policy:subscribe": "还没有订阅，第一次提交才有；一样的第二次就是已有的那一项",
    "parties:organisation_register": "还没有单位，第一次提交才有；同一代码第二次被拒",
    "parties:delegations": "还没有委托，第一次提交才有",
    "parties:calendar_new": "还没有这一年，第一次提交才有；同一天公布的第二次被拒",
    "parties:person_look": "查看不改变任何一行，每次都另记一笔",
    "parties:identity_look": "同上",
    "parties:space_new": "还没有空间，第一次提交才有",
    "parties:space_recognise": "还没有认定，第一次提交才有；同一文号第二次被拒",
    "parties:tenant_new": "还没有入驻者，第一次提交才有；同一家第二次被拒",
    "parties:tenants_import": "还没有导入，第一次提交才有",
    "parties:invite": "还没有邀请，第一次提交才有；同一邮箱第二次被拒",
    "policy:scenario_measure": "新方案第一次提交才有；已有的方案带版本（另有测试）",
    "policy:scenario_repeal": "同上",
    "policy:population_upload": "人群第一次提交才有",
    "policy:population_draw": "人群第一次提交才有",
    "policy:population_register": "人群第一次提交才有",
    "policy:population_delete": "人群从不改变，只有在与不在",
    "policy:scenario_run_cancel": "测算从不改变，只有停与不停",
    "vouchers:code": "出码不改订单的内容，每次出码都使先前的作废",
    "vouchers:redeem": "核销码只能用一次，签名管着订单和金额",
    "vouchers:counter_register": "还没有入库申请，第一次提交才有；同一单位第二次被拒",
    "vouchers:paper_add": "还没有这份材料，第一次提交才有",
    "vouchers:paper_remove": "材料从不改变，只有在与不在",
    "vouchers:service_add": "还没有这项服务，第一次提交才有",
    "vouchers:service_end": "只有提供和停止；再停一次不变",
    "vouchers:counter_account": "还没有变更申请，第一次提交才有；有一项在等的第二次被拒",
}
WITHOUT_STALENESS = {"policy:share": "保存一份不变的副本，问答后来改没改都一样"}


@dataclass(frozen=True)
class Form:
    """A form of a page as the browser would send it."""

    page: str
    who: str
    action: str
    values: Mapping[str, str]

    @property
    def name(self) -> str:
        """The address it is sent to."""
        return resolve(self.action.partition("?")[0]).view_name


def forms_of(page: str, who: str, client: Client) -> Iterator[Form]:
    """The forms of a page that are sent by POST."""
    answer = client.get(page)
    assert answer.status_code == 200, (page, who)
    document: Any = html.fromstring(answer.content.decode())
    for form in document.forms:
        if form.method == "POST":
            values = {name: value or "" for name, value in form.form_values()}
            for name in form.fields:  # a choice without a preset: the first one there is
                choices = form.xpath(f".//*[@name='{name}']/descendant-or-self::*[string(@value)]/@value")
                if not values.get(name) and choices:
                    values[name] = str(choices[0])
            yield Form(page, who, form.action or page, values)


def pages(world: World, who: str) -> Iterator[str]:
    """Every page that opens for somebody, one for each state."""
    for route in all_routes():
        for state, request in (entry(route.label, CASES) or anything)(world, who).items():
            said = answers_of(route).get("GET")
            read_by_people = not route.is_for_software and not route.pattern.startswith("admin/")
            if said and expected(said[state], who) == "page" and read_by_people:
                query = urlencode(request.query)
                yield route.path(request.address) + (f"?{query}" if query else "")


@pytest.fixture(scope="module")
def forms(world: World) -> list[Form]:
    """All forms of the site, each way it can be sent once."""
    found: dict[tuple[str, str, frozenset[str]], Form] = {}
    for who in ("public", "administrator", "mentor"):
        for page in pages(world, who):
            if page in {"/healthz", "/styleguide"}:  # no page, and a page of examples that lead nowhere
                continue
            for form in forms_of(page, who, world.browser(who)):
                found.setdefault((form.action, who, frozenset(form.values)), form)
    return list(found.values())


WITHOUT_TOKEN = {"set_language"}  # writes nothing but a cookie of two values; see project/urls.py


def guarded(forms: list[Form]) -> list[Form]:
    return [form for form in forms if form.name not in WITHOUT_GUARD]


def test_every_form_is_found_and_carries_its_guard(forms: list[Form]) -> None:
    assert {form.name for form in forms} >= {
        *("policy:ask", "policy:answer", "policy:share", "policy:delete"),
        *("parties:rename", "parties:grant", "parties:revoke", "parties:lock", "parties:unlock"),
        *WITHOUT_GUARD,
    }
    for form in forms:
        if form.name not in WITHOUT_TOKEN:
            assert form.values.get("csrfmiddlewaretoken"), f"{form.page} → {form.action} 没有 CSRF 令牌"
    for form in guarded(forms):
        where = f"{form.page} → {form.action}"
        assert len(form.values.get("idempotency_key", "")) >= 8, f"{where} 没有幂等键"
        assert form.name in WITHOUT_ROW or form.values.get("row_version"), f"{where} 没有版本"


def test_no_two_forms_of_a_page_share_a_key(forms: list[Form]) -> None:
    held = guarded(forms)
    for page in {form.page for form in held}:
        keys = [form.values["idempotency_key"] for form in held if form.page == page]
        differing = {(form.action, frozenset(form.values.items())) for form in held if form.page == page}
        assert len(set(keys)) == len(differing), page


TYPED: Mapping[str, Mapping[str, str]] = {
    "cases:panel_give_up": {"reason": "虚构理由"},
    "cases:panel_recuse": {"reason": "虚构理由"},
    "cases:notice_retract": {"reason": "虚构理由"},
    "cases:notice_take_down": {"reason": "虚构理由"},
    "cases:objection_look": {"reason": "虚构理由"},
    "cases:objection_answer": {"answer": "经核查，不属实。"},
    "cases:object": {
        "statement": "合同是假的，日期对不上。",
        "name": "虚构李四",
        "telephone": "13900000000",
        "typed": "虚构李四",
    },
    "cases:notice_new": {"contact": "虚构部门，0931-8000000"},
    "cases:programme_new": {"new_id": "a-new-one"},
    "cases:decide": {"grounds": "虚构理由", "meeting": "1"},
    "cases:revoke": {"grounds": "虚构理由", "meeting": "1"},
    "cases:cosign": {"signs": "back", "reason": "虚构理由"},
    "cases:meetings": {
        "number": "虚构纪要〔2026〕77号",
        "kind": "office",
        "held_on": "2026-01-05",
        "summary": "同意。",
    },
    "cases:change": {"granted": "no", "opinion": "虚构意见"},
    "cases:change_ask": {"reason": "虚构理由"},
    "cases:honesty_propose": {"finding": "虚构事实", "evidence": "虚构证据"},
    "cases:honesty_decide": {"records": "no", "grounds": "虚构理由"},
    "cases:honesty_lift": {"reason": "虚构理由"},
    "cases:own_honesty": {"statement": "虚构陈述"},
    "cases:leave_ask": {"on": DAY.isoformat(), "words": "虚构理由"},
    "cases:leave_note": {"kind": "title", "on": DAY.isoformat(), "words": "虚构"},
    "cases:leave_answer": {"agrees": "no", "words": "虚构理由"},
    "cases:duty_check": {"result": "waived", "opinion": "虚构意见"},
    "cases:office_move": {"reason": "虚构理由"},
    "cases:view_save": {"name": "虚构的筛选"},
    "cases:office_batch": {"action": "accept", "case": "1:1"},  # the button and a mark
    "cases:programme_end": {"reason": "虚构理由"},
    "cases:round": {"reason": "虚构理由"},
    "cases:round_new": {"name": "虚构的另一批", "opens_on": "2026-12-01", "closes_on": "2026-12-18"},
    "cases:programme_change": {"op": "add sections"},
    "cases:expert_new": {"email": "expert-of-the-forms@test.invalid", "fields_text": "农业"},
    "policy:desk_new": {"place": "990100"},
    "policy:desk_end": {"on": "2027-01-01", "source": "示例公报"},
    "policy:desk_ends": {"on": "2027-01-01", "source": "示例公报"},
    "policy:desk_return": {"reason": "请再核对。"},
    "policy:desk_warning": {"note": "核对过。"},
    "policy:desk_fact": {
        "name": "made_up",
        "label_zh": "虚构",
        "label_en": "Made up",
        "question_zh": "是虚构的吗？",
        "question_en": "Is it made up?",
    },
    "parties:space_new": {
        "name": "虚构新空间",
        "address": "虚构路3号",
        "opened_on": "2025-01-01",
        "area_m2": "10",
        "tenant_area_m2": "5",
        "workstations": "2",
    },
    "parties:space_capacity": {
        "since": "2025-01-01",
        "area_m2": "10",
        "tenant_area_m2": "5",
        "workstations": "2",
    },
    "parties:space_holder": {"uscc": synthetic_uscc(960), "since": "2025-01-01"},
    "parties:tenant_new": {"name": "虚构新团队"},
    "parties:tenant_record": {"milestone": "award"},
    "parties:tenant_declare": {"staff": "3"},
    "parties:tenant_correct": {"reason": "抄错"},
    "parties:invite": {"email": "invited@example.org"},
    "cases:review": {"confirmed": "yes"},
    "cases:offer": {"answer": "decline"},
    "clearance:office_award_correct": {"after": "虚构的新标题", "reason": "据决定书更正，虚构"},
    "clearance:award_correction": {"says": "虚构：标题少一个字"},
    "clearance:office_correction": {
        "answer": "虚构：已核对更正",
        "after": "虚构的新标题",
        "reason": "据决定书更正，虚构",
    },
    "clearance:finding_answer": {"reason": "虚构说明"},
    "ledger:order_act": {"reason": "虚构理由", "bank_account": "6222000000001234", "amount": "1.00"},
    "ledger:clawback_act": {"reason": "虚构理由"},
    "parties:organisation_register": {"uscc": a_uscc(3), "name": "虚构"},
    "parties:organisation_verify": {"evidence": "原件"},
    "parties:organisation_return": {"lacks": "缺执照"},
    "parties:organisation_close": {"closed_on": "2026-11-01"},
    "parties:organisation_merge": {"uscc": synthetic_uscc(911), "reason": "同一家"},
    "parties:merge_undo": {"reason": "不是同一家"},
    "parties:relation_add": {"person_name": "虚构新人", "number": a_number(66), "source": "公示系统"},
    "parties:relation": {"reason": "填错了"},
    "parties:relation_withdraw": {"reason": "写错了人"},
    "parties:relation_verify": {"source": "公示系统"},
    "parties:identity": {"person_name": "虚构某人", "number": a_number(88)},
    "parties:calendar_new": {
        "known_on": DAY.isoformat(),
        "source": "虚构",
        "text": "元旦：1月1日（周五）放假。",
    },
    "parties:delegations": {"email": "d@test.invalid", "scopes": "apply", "valid_until": DAY.isoformat()},
    "vouchers:order_act": {"reason": "虚构理由"},
    "vouchers:counter_order_act": {"reason": "虚构理由"},
    "vouchers:office_order_act": {"reason": "虚构理由", "amount": "1.00"},
    "vouchers:office_voucher_act": {"reason": "虚构理由"},
    "vouchers:office_provider_act": {"reason": "虚构理由"},
    "vouchers:office_account_act": {"reason": "虚构理由"},
    "vouchers:deliver": {"delivery": "虚构交付"},
    "vouchers:service_add": {"title": "虚构研发"},
    "vouchers:counter_account": {
        "bank_name": "虚构银行",
        "bank_account": "6222000000001234",
        "reason": "虚构理由",
    },
    "vouchers:counter_register": {
        "introduction": "虚构",
        "contact": "024-00000000",
        "title_testing": "虚构检测",
        "payee_name": "虚构收款人",
        "bank_name": "虚构银行",
        "bank_account": "6222000000001234",
    },
    "parties:tokens": {"name": "虚构的对接", "scopes": "read", "days": "30"},
    "policy:desk_proposals": {"title_zh": "虚构", "title_en": "Made up", "value": "1", "unit": "个"},
}
"""What somebody types into fields that come empty."""


def send(world: World, form: Form, **changes: str) -> Any:
    typed = {
        name: value
        for name, value in TYPED.get(form.name, {}).items()
        if not form.values.get(name, "").strip()
    }
    values = {**form.values, **typed, **changes}
    if form.name == "policy:desk_new":
        values["text"] = TEXT.format(number=650)
    if form.name in {"policy:desk_end", "policy:desk_ends"}:
        values |= {"by": "", "clause": ""}
    if form.name == "policy:desk_classes":  # its boxes stand outside of the form and name it
        values["class"] = "二|principle"
    if form.name == "policy:desk_proposals" and "clause" in values:
        values |= {"do": "add", "quote": "坚持示例"}
    if form.name == "policy:answer" and not {"skip", "unanswer"} & set(values):
        values["skip"] = "1"
    if form.name == "policy:scenario_measure":  # as it is drawn, nothing is changed yet
        values["standing"] = "off"
    if form.name in {"cases:substitute", "cases:hand_over"}:  # one officer for another, not for themselves
        prefix = "hand-" if form.name == "cases:hand_over" else ""
        held = world.office.substitution
        values |= {f"{prefix}officer": str(held.officer_id), f"{prefix}substitute": str(held.substitute_id)}
        values[f"{prefix}reason"] = "休假"
    if form.name == "cases:decide":  # an approval wants a clearance, which is another form
        values["outcome"] = "refuse"
    if form.name == "cases:backfill":
        sheet = SimpleUploadedFile("补录.xlsx", a_workbook())
        return world.browser(form.who).post(form.action, {**values, "file": sheet})
    if form.name == "clearance:imports":
        listed = SimpleUploadedFile("清单.csv", a_list())
        return world.browser(form.who).post(form.action, {**values, "source": "虚构市工信局", "file": listed})
    if form.name == "cases:materials":
        return world.browser(form.who).post(
            form.action, {**values, "file-licence": SimpleUploadedFile("新.pdf", b"%PDF-1.7 new")}
        )
    if form.name == "cases:change_ask":  # as it is drawn, nothing is changed yet
        values["project"] = "虚构的新名称"
    if form.name == "vouchers:redeem":
        values["code"] = world.vouchers.code
    if form.name == "vouchers:paper_add":
        paper = SimpleUploadedFile("报告.pdf", b"%PDF-1.7 report")
        return world.browser(form.who).post(form.action, {**values, "kind": "report", "file": paper})
    if form.name == "policy:population_upload":
        return world.browser(form.who).post(form.action, {**values, "file": a_file()})
    if form.name == "parties:tenants_import":
        return world.browser(form.who).post(form.action, {**values, "file": a_sheet()})
    if form.name == "parties:space_new":  # the first box of choices is a founder's, not a field to tick
        values.pop("specialised", None)
    if form.name == "parties:tenant_record":  # a team that became a firm would need its code
        values["milestone"] = "award"
    return world.browser(form.who).post(form.action, values)


def test_a_form_sent_twice_counts_once(world: World, forms: list[Form]) -> None:
    wrong = []
    for form in guarded(forms):
        where = f"{form.who} {form.page} → {form.action}"
        with transaction.atomic():
            first = send(world, form)
            written = AuditEntry.objects.count()
            second = send(world, form)
            if first.status_code not in {200, 302}:
                wrong.append(f"{where}: {first.status_code} {complaints(first)}")
            if second.status_code != first.status_code:
                wrong.append(f"{where}: 第二次 {second.status_code}，第一次 {first.status_code}")
            if second.headers.get("Location") != first.headers.get("Location"):
                wrong.append(f"{where}: 第二次去了 {second.headers.get('Location')}")
            if AuditEntry.objects.count() != written:
                wrong.append(f"{where}: 第二次又写了一遍")
            transaction.set_rollback(True)
    assert wrong == []


def complaints(answer: Any) -> list[str]:
    """What a refusing page says is wrong."""
    page: Any = html.fromstring(answer.content.decode())
    return [one.text_content().strip() for one in page.xpath("//*[contains(@class, 'error')]")]


def test_the_comparison_sees_a_changed_row(world: World) -> None:
    """The control."""
    before = snapshot()
    with transaction.atomic():
        with pytest.raises(AssertionError, match="here"), unchanged(before, "here"):
            Account.objects.filter(pk=world.other.pk).update(row_version=world.other.row_version + 1)
        transaction.set_rollback(True)
    with unchanged(before, "here"):
        assert snapshot() == before


def test_a_form_older_than_the_row_is_told_so_and_writes_nothing(world: World, forms: list[Form]) -> None:
    tried = set()
    before, written = snapshot(), AuditEntry.objects.count()  # each pass is undone and begins with these
    for form in guarded(forms):
        if form.name in WITHOUT_ROW | WITHOUT_STALENESS:
            continue
        with transaction.atomic():
            with unchanged(before, form.action):
                answer = send(world, form, row_version=str(int(form.values["row_version"]) + 1))
            assert answer.status_code == 409, (form.action, answer.status_code)
            assert "别人已经保存过" in answer.content.decode(), form.action
            assert AuditEntry.objects.count() == written, form.action
            tried.add(form.name)
            transaction.set_rollback(True)
    assert tried >= {"policy:answer", "parties:rename", "parties:grant", "parties:revoke", "parties:lock"}


@pytest.mark.one_database
def test_a_form_without_its_guard_is_refused(world: World, forms: list[Form]) -> None:
    before = snapshot()  # every pass is undone, so each begins with this
    for form in guarded(forms):
        for missing in {"idempotency_key", "row_version"} & set(form.values):
            with transaction.atomic():
                values = {name: value for name, value in form.values.items() if name != missing}
                started = (
                    nullcontext() if form.name in WITHOUT_ROW else unchanged(before, (form.action, missing))
                )
                with started:
                    answer = send(world, Form(form.page, form.who, form.action, values))
                assert answer.status_code == 422 or form.name in WITHOUT_ROW, (form.action, missing)
                transaction.set_rollback(True)
