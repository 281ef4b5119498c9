"""The desk of programmes in the browser's terms: what the pages say, what their buttons do, what they refuse."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from zhongchuang.cases.models import Programme, ProgrammeDraft, Round
from zhongchuang.cases.programmes.reading import read_content, written_of
from zhongchuang.cases.tests.factory import at_post, make_programme, open_round
from zhongchuang.cases.tests.programmes.test_drafting import grant
from zhongchuang.cases.tests.programmes.test_rounds import TODAY, money, standing
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import signed_in
from zhongchuang.policy.tests.factory import put_in_force, sample_book, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Programme:
    """One whose words stand in the invented rule book."""
    put_in_force(sample_book())
    return make_programme(grant())


def browser(role: Role = Role.OFFICER, *, bound: bool = False) -> Client:
    return signed_in(at_post(role, bound=bound))


def guard(row: Any = None, **fields: Any) -> dict[str, Any]:
    version = row.row_version if row is not None else 1
    return {"row_version": version, "idempotency_key": new_idempotency_key(), **fields}


def page(row: Programme, name: str = "programme") -> str:
    return reverse(f"cases:{name}", args=row.code.split("/"))


def begun(client: Client, row: Programme) -> ProgrammeDraft:
    client.post(page(row, "programme_edit"), guard(row))
    found: ProgrammeDraft = ProgrammeDraft.objects.get(code=row.code)
    return found


def shown(answer: HttpResponseBase) -> str:
    """The words of a page without what is only for the eye."""
    return re.sub(r"\s+", " ", words(answer))


def test_a_programme_leads_to_the_words_it_rests_on(programme: Programme) -> None:
    answer = browser().get(page(programme))
    html = answer.content.decode()
    assert reverse("policy:clause", args=["shi-2020-1", "二（一）"]) in html
    assert "按建设费用的30%给予补助" in shown(answer) and "5 个工作日" in shown(answer)


def test_a_template_says_what_is_missing_and_offers_no_call(programme: Programme) -> None:
    row = make_programme(standing(id="waits", awaiting={"rules": {"zh": "等管理办法", "en": "Awaited"}}))
    answer = browser().get(page(row))
    assert "等管理办法" in shown(answer) and page(row, "round_new") not in answer.content.decode()
    assert "等管理办法" in shown(browser().get(page(row, "round_new")))
    said = browser().post(page(row, "round_new"), guard(), follow=True)
    assert "等管理办法" in shown(said) and not Round.objects.exists()


def test_the_list_is_narrowed_by_place_state_and_words(programme: Programme) -> None:
    make_programme(standing(id="waits", title={"zh": "另一个", "en": "Other"}))
    client, here = browser(), reverse("cases:programmes")
    assert "共 2 个" in shown(client.get(here))
    assert "共 1 个" in shown(client.get(here, {"q": "另一"}))
    assert "共 0 个" in shown(client.get(here, {"state": "ended"}))
    assert "共 2 个" in shown(client.get(here, {"place": programme.place_id}))


def test_a_draft_is_written_page_by_page_and_published_by_another(programme: Programme) -> None:
    officer = browser()
    draft = begun(officer, programme)
    basics = reverse("cases:programme_group", args=[draft.pk, "basics"])
    assert "没有发现错误" in shown(officer.get(basics))
    sent = {
        **guard(draft),
        "title_zh": "测试补助（修订）",
        "title_en": "Test grant, revised",
        "summary_zh": "只为测试。",
        "summary_en": "For tests only.",
        "kind": "grant",
        "department_zh": "测试省科技厅",
        "department_en": "Test Department",
        "applicant": "organisation",
        "windows": "rounds",
        "per_applicant": "1",
    }
    assert officer.post(basics, sent).status_code == 302
    draft.refresh_from_db()
    submit = reverse("cases:programme_submit", args=[draft.pk])
    officer.post(submit, guard(draft))
    draft.refresh_from_db()
    publish = reverse("cases:programme_publish", args=[draft.pk])
    answer = browser(Role.REVIEWER).post(publish, guard(draft), follow=True)
    assert "已发布" in shown(answer)
    programme.refresh_from_db()
    assert programme.title == "测试补助（修订）"
    assert programme.current is not None and programme.current.number == 2
    compared = browser().get(page(programme, "programme_versions"))
    assert "<del>" in compared.content.decode() or "<ins>" in compared.content.decode()


def test_what_is_wrong_stands_beside_and_leads_there(programme: Programme) -> None:
    officer = browser()
    draft = begun(officer, programme)
    node = reverse("cases:programme_node", args=[draft.pk, "review"])
    officer.post(node, guard(draft, experts="many", days="10", trim="0", pass_mark="60", minutes="on"))
    answer = officer.get(reverse("cases:programme_group", args=[draft.pk, "basics"]))
    assert "专家评审 › 专家人数" in shown(answer) and node in answer.content.decode()
    draft.refresh_from_db()
    assert draft.content["review"]["experts"] == "many"  # nothing typed is lost
    refused = officer.post(reverse("cases:programme_submit", args=[draft.pk]), guard(draft), follow=True)
    assert "有 1 处不对" in shown(refused)


def test_nodes_are_added_moved_and_removed_by_buttons(programme: Programme) -> None:
    officer = browser()
    draft = begun(officer, programme)
    change = reverse("cases:programme_change", args=[draft.pk])
    answer = officer.post(change, guard(draft, op="add sections", back=""))
    assert answer.status_code == 302 and answer["Location"].endswith("/at/sections.2/")
    draft.refresh_from_db()
    officer.post(change, guard(draft, op="up sections.2", back=""))
    draft.refresh_from_db()
    assert [s["id"] for s in draft.content["sections"]] == ["about", "section_1", "payee"]
    officer.post(change, guard(draft, op="remove sections.1", back=""))
    draft.refresh_from_db()
    assert [s["id"] for s in draft.content["sections"]] == ["about", "payee"]
    for op in ("remove decision", "up nowhere.1", "explode sections.0", "add title"):
        draft.refresh_from_db()
        assert officer.post(change, guard(draft, op=op)).status_code == 404


def test_an_old_page_is_told_so_and_keeps_what_was_typed(programme: Programme) -> None:
    officer = browser()
    draft = begun(officer, programme)
    old = guard(draft)
    node = reverse("cases:programme_node", args=[draft.pk, "notice"])
    officer.post(node, guard(draft, days="7"))
    answer = officer.post(node, {**old, "days": "9"})
    assert answer.status_code == 409 and 'value="9"' in answer.content.decode()


def test_settings_that_mean_nothing_for_the_type_are_not_asked(programme: Programme) -> None:
    officer = browser()
    draft = begun(officer, programme)
    node = reverse("cases:programme_node", args=[draft.pk, "sections.0.fields.1"])
    html = officer.get(node).content.decode()
    assert 'name="minimum"' in html and 'name="max_rows"' not in html and 'name="max_length"' not in html
    officer.post(
        node,
        guard(
            draft, id="total", label_zh="申请金额", label_en="Amount", type="text", minimum="1", required="on"
        ),
    )
    draft.refresh_from_db()
    assert "minimum" not in draft.content["sections"][0]["fields"][1]


def test_a_node_saved_as_it_was_is_the_same_programme(programme: Programme) -> None:
    """Every page of the draft, sent back as it was drawn, changes nothing that counts."""
    officer = browser()
    draft = begun(officer, programme)
    before = read_content(draft.content)
    paths = ["sections.0", "sections.0.fields.0", "sections.0.fields.1", "review", "review.criteria.0"]
    paths += ["money", "money.instalments.0", "notice", "decision", "chain.0", "claims.0", "materials.0"]
    places = [reverse("cases:programme_node", args=[draft.pk, path]) for path in (*paths, "basis.0")]
    places += [
        reverse("cases:programme_group", args=[draft.pk, name]) for name in ("basics", "steps", "rules")
    ]
    for place in places:
        form = officer.get(place).context["form"]
        sent = {bound.html_name: bound.value() for bound in form.visible}
        sent = {name: value for name, value in sent.items() if value is not None and value is not False}
        draft.refresh_from_db()
        assert officer.post(place, {**sent, **guard(draft)}).status_code == 302, place
    draft.refresh_from_db()
    assert written_of(read_content(draft.content)) == written_of(before)


def test_the_preview_reads_as_the_applicant_will(programme: Programme) -> None:
    officer = browser()
    draft = begun(officer, programme)
    said = shown(officer.get(reverse("cases:programme_preview", args=[draft.pk])))
    assert "申请金额" in said and "平台填好，不能改" in said and "营业执照" in said


def test_a_call_is_opened_and_ended_on_the_page() -> None:
    put_in_force(sample_book())
    row = make_programme(standing())
    client = browser(bound=True)
    form = client.get(page(row, "round_new")).context["form"]
    sent = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
    sent |= guard(budget=money(row).pk, closes_on="2099-12-31", place_quotas="990102 2\n990100，5")
    answer = client.post(page(row, "round_new"), sent, follow=True)
    call = Round.objects.get()
    assert call.opens_on == TODAY and call.place_quotas == {"990102": 2, "990100": 5}
    assert "受理中" in shown(answer) and "测试县 2" in shown(answer)
    where = reverse("cases:round", args=[call.pk])
    assert client.post(where, guard(call, reason=" ")).status_code == 422
    assert "提前结束" in shown(client.post(where, guard(call, reason="名额已满"), follow=True))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"closes_on": ""}, "closes_on"),
        ({"closes_on": "2020-01-01"}, "closes_on"),
        ({"budget": ""}, "budget"),
        ({"place_quotas": "和平区五个"}, "place_quotas"),
        ({"place_quotas": "123456 1"}, "place_quotas"),
        ({"county_deadline": "2020-01-01"}, "county_deadline"),
        ({"name": ""}, "name"),
    ],
)
def test_a_call_that_does_not_fit_says_so_beside_the_field(changes: dict[str, str], says: str) -> None:
    put_in_force(sample_book())
    row = make_programme(standing())
    client = browser(bound=True)
    form = client.get(page(row, "round_new")).context["form"]
    sent = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
    sent |= guard(budget=money(row).pk, closes_on="2099-12-31")
    answer = client.post(page(row, "round_new"), {**sent, **changes})
    assert answer.status_code == 422 and says in answer.context["form"].errors
    assert not Round.objects.exists()


def test_calls_are_listed_with_how_many_came_in(programme: Programme) -> None:
    open_round(programme, name="秋季批次")
    said = shown(browser().get(reverse("cases:rounds")))
    assert "秋季批次" in said and "测试补助" in said


def test_a_programme_of_its_own_begins_from_another(programme: Programme) -> None:
    officer, new = browser(), reverse("cases:programme_new")
    assert officer.post(new, guard(template=programme.pk, pack="city", new_id="Bad Id")).status_code == 422
    answer = officer.post(new, guard(template=programme.pk, pack="city", new_id="own-grant"))
    draft = ProgrammeDraft.objects.get(code="city/own-grant")
    assert answer["Location"] == reverse("cases:programme_draft", args=[draft.pk])
    officer.post(reverse("cases:programme_discard", args=[draft.pk]), guard(draft))
    assert not ProgrammeDraft.objects.exists()
