"""Writing measures: the form holds all a measure can be, checks while somebody types, tries, and keeps what is unfinished."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import pytest
from django.test import Client

from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import make_account, signed_in
from zhongchuang.policy.drafting.content import EntryKind
from zhongchuang.policy.drafting.entries import entries_in, normal
from zhongchuang.policy.forms.desk.measures import MeasureForm
from zhongchuang.policy.forms.desk.rows import plain_money, plain_rate
from zhongchuang.policy.models import Draft
from zhongchuang.policy.selectors.desk import workbench
from zhongchuang.policy.services import desk
from zhongchuang.policy.tests.desk_at_work import (
    CLASSES,
    RENT_PAID,
    SHARE,
    begun,
    step,
    taken,
)
from zhongchuang.policy.tests.factory import real_book, words


def posted(form: MeasureForm) -> dict[str, Any]:
    """What a browser sends of the form as it is drawn."""
    groups = [form.when, form.benefit, form.checks, form.materials]
    rows = [form.main, *(row for group in groups for row in group)]
    for one in form.parameters:
        rows += [one.row, *one.values]
    sent: dict[str, Any] = {f"{name}-count": str(count) for name, count in form.counts}
    for row in rows:
        for field in row:
            value = field.value()
            if value not in (None, False, ""):
                sent[field.html_name] = "on" if value is True else value
    return sent


def all_measures() -> Iterator[tuple[str, Mapping[str, Any]]]:
    book = real_book()
    for pack in book.packs:
        for row in entries_in(book.files, pack, EntryKind.MEASURE):
            yield f"{pack}/{row.entry['id']}", row.entry


def test_every_measure_held_goes_through_the_form_and_stays_what_it_is() -> None:
    """Drawn, sent back unchanged, read: the entry is the same. So opening and saving never loses anything."""
    seen = 0
    for name, entry in all_measures():
        again = MeasureForm(entry, posted(MeasureForm(entry))).entry(str(entry["document"]))
        assert normal(again) == _without_defaults(normal(entry)), name
        seen += 1
    assert seen > 100


def _without_defaults(entry: dict[str, Any]) -> dict[str, Any]:
    """What means the same is written one way: no key for “false” or for nothing, no open end spelt out in a list."""
    kept = {key: value for key, value in entry.items() if value not in ("false", [], {}, None)}
    return {key: value if key == "effective" else _without_nothing(value) for key, value in kept.items()}


def _without_nothing(value: Any) -> Any:
    match value:
        case dict():
            return {key: _without_nothing(item) for key, item in value.items() if item is not None}
        case list():
            return [_without_nothing(item) for item in value]
    return value


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("70%", "0.70"), ("12.5 %", "0.125"), ("0.7", "0.7"), ("七成", "七成"), ("100％", "1.00")],
)
def test_a_rate_may_be_typed_as_per_cent(typed: str, kept: str) -> None:
    assert plain_rate(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("50万", "500000"), ("1.5亿元", "150000000"), ("1,000元", "1000"), ("0.5", "0.5"), ("很多", "很多")],
)
def test_money_may_be_typed_in_ten_thousands(typed: str, kept: str) -> None:
    assert plain_money(typed) == kept


@pytest.fixture
def draft(packs: None) -> Draft:
    """A classed text, with the fact its rent measure asks for."""
    return taken(
        begun(),
        step(desk.clause_class, classes=CLASSES),
        step(desk.entry_save, kind=EntryKind.FACT, entry=RENT_PAID),
    )


@pytest.fixture
def officer(packs: None) -> Client:
    """An officer's browser."""
    return signed_in(make_account(Role.OFFICER))


def send(
    browser: Client, draft: Draft, name: str, entry: Mapping[str, Any], *, htmx: bool = False, **fields: Any
) -> Any:
    draft.refresh_from_db()
    guard = {"row_version": draft.row_version, "idempotency_key": new_idempotency_key()}
    headers = {"HX-Request": "true"} if htmx else {}
    data = {**guard, **posted(MeasureForm(entry)), **fields}
    return browser.post(f"/desk/{draft.key}/measures/{name}/", data, headers=headers)


def measures(draft: Draft) -> tuple[Mapping[str, Any], ...]:
    return workbench(Draft.objects.get(pk=draft.pk)).content.measures


@pytest.mark.django_db
class TestPages:
    """With a draft on the desk."""

    def test_a_measure_is_saved_as_the_pack_format_writes_it(self, draft: Draft, officer: Client) -> None:
        answer = send(officer, draft, "new", SHARE)
        assert answer.headers["Location"] == f"/desk/{draft.key}/measures/transfer-share/"
        (held,) = measures(draft)
        assert {key: held[key] for key in SHARE} == dict(SHARE)

    def test_what_is_unfinished_is_kept_and_named_after_its_title(
        self, draft: Draft, officer: Client
    ) -> None:
        entry = {"clause": "二（一）", "title": {"zh": "半成品", "en": "Half done"}, "when": "in_space AND"}
        answer = send(officer, draft, "new", entry)
        assert answer.headers["Location"].endswith("/measures/half-done/")
        page = words(officer.get(answer.headers["Location"]))
        assert "in_space AND" in page and "要改" in page

    def test_the_check_speaks_beside_the_field_and_reads_the_rule_aloud(
        self, draft: Draft, officer: Client
    ) -> None:
        wrong = {**SHARE, "quote": "所得净收益不低于百分之七十五"}
        answer = send(officer, draft, "new", wrong, htmx=True, do="check")
        page = answer.content.decode()
        assert "<html" not in page
        beside = page.split('id="check-quote"')[1].split("</div>")[0]
        assert "不在条款二（一）的原文里" in beside
        assert "成果转让收益 × 75%" in words(answer)
        assert not measures(draft)  # checking keeps nothing
        right = send(officer, draft, "new", SHARE, htmx=True, do="check")
        assert "引文、规则都对得上" in words(right)

    def test_an_unknown_name_in_a_rule_is_told_with_what_is_alike(
        self, draft: Draft, officer: Client
    ) -> None:
        wrong = {**SHARE, "when": "in_spaec AND transfer_income > 0"}
        said = words(send(officer, draft, "new", wrong, htmx=True, do="check"))
        assert "in_spaec" in said and "in_space" in said

    def test_the_facts_to_try_follow_the_rule(self, draft: Draft, officer: Client) -> None:
        asked: dict[str, Any] = {"try-f-in_space": "", "try-f-transfer_income": ""}
        same = send(officer, draft, "new", SHARE, htmx=True, do="check", **asked).content.decode()
        assert 'id="facts"' not in same  # what is typed there is not disturbed
        other = {**SHARE, "when": "in_space AND rent_paid > 0"}
        changed = send(officer, draft, "new", other, htmx=True, do="check", **asked).content.decode()
        assert "try-f-rent_paid" in changed.split('id="facts"')[1]

    TRIAL: ClassVar[dict[str, Any]] = {
        "try-place": "220000",
        "try-kind": "team",
        "try-on": "2031-07-01",
        "try-f-in_space": "true",
    }

    def test_a_sample_subject_is_told_verdict_working_and_reasons(
        self, draft: Draft, officer: Client
    ) -> None:
        trial = {**self.TRIAL, "try-f-transfer_income": "100万"}
        said = words(send(officer, draft, "new", SHARE, htmx=True, do="try", **trial))
        assert "符合" in said and "750,000 元" in said and "1,000,000 元 × 75%" in said
        assert "在众创空间内：要求“是”" in said
        unknown = words(send(officer, draft, "new", SHARE, htmx=True, do="try", **self.TRIAL))
        assert "还要再问" in unknown
        early = {**trial, "try-on": "2031-05-31"}
        assert "还没有施行" in words(send(officer, draft, "new", SHARE, htmx=True, do="try", **early))

    def test_without_script_the_page_comes_back_with_the_answer_and_all_that_was_typed(
        self, draft: Draft, officer: Client
    ) -> None:
        trial = {**self.TRIAL, "try-f-transfer_income": "100万"}
        page = send(officer, draft, "new", SHARE, do="try", **trial)
        assert "750,000 元" in words(page)
        assert "研发团队转让收益" in page.content.decode() and "100万" in page.content.decode()
        assert not measures(draft)

    def test_a_value_that_is_none_is_told(self, draft: Draft, officer: Client) -> None:
        trial = {**self.TRIAL, "try-f-transfer_income": "许多"}
        said = words(send(officer, draft, "new", SHARE, htmx=True, do="try", **trial))
        assert "成果转让收益" in said and "元" in said and "符合" not in said

    def test_what_was_tried_becomes_an_example_that_is_checked_from_then_on(
        self, draft: Draft, officer: Client
    ) -> None:
        trial = {**self.TRIAL, "try-f-transfer_income": "100万", "example_name": "吉林的团队至少得七成五"}
        send(officer, draft, "new", SHARE, do="example", **trial)
        (held,) = workbench(Draft.objects.get()).content.examples
        assert held["expect"] == {"jilin/transfer-share": {"verdict": "met", "amount": "750000"}}
        assert held["facts"] == {"in_space": "true", "transfer_income": "1000000"}
        page = f"/desk/{draft.key}/measures/transfer-share/"
        assert "对得上" in words(officer.get(page))
        share = {**SHARE["parameters"]["share"], "values": [{"value": "0.80", "quote": "不低于75%"}]}
        send(officer, draft, "transfer-share", {**SHARE, "parameters": {"share": share}})
        assert "对不上了" in words(officer.get(page))
        send(officer, draft, "transfer-share", SHARE, drop_example="吉林的团队至少得七成五")
        assert workbench(Draft.objects.get()).content.examples == ()

    def test_one_more_row_keeps_what_is_typed_and_saves_nothing(self, draft: Draft, officer: Client) -> None:
        page = send(officer, draft, "new", SHARE, more="parameters-0-values").content.decode()
        assert 'name="parameters-0-values-1-value"' in page and 'value="0.75"' in page
        assert not measures(draft)

    def test_renaming_moves_and_removing_takes_away(self, draft: Draft, officer: Client) -> None:
        send(officer, draft, "new", SHARE)
        moved = send(officer, draft, "transfer-share", {**SHARE, "id": "income-share"})
        assert moved.headers["Location"].endswith("/measures/income-share/")
        assert [row["id"] for row in measures(draft)] == ["income-share"]
        send(officer, draft, "income-share", SHARE, do="remove")
        assert measures(draft) == ()

    def test_somebody_was_quicker_and_nothing_typed_is_lost(self, draft: Draft, officer: Client) -> None:
        answer = send(officer, draft, "new", SHARE, row_version="1")
        assert answer.status_code == 409
        page = words(answer)
        assert "别人已经保存过" in page and "净收益至少75%归团队" in page

    def test_the_effect_on_the_examples_is_told_before_anything_is_saved(
        self, draft: Draft, officer: Client
    ) -> None:
        said = words(send(officer, draft, "new", SHARE, htmx=True, do="effect"))
        assert "结论和金额都不变" in said

    def test_clauses_that_want_a_measure_are_listed(self, draft: Draft, officer: Client) -> None:
        page = words(officer.get(f"/desk/{draft.key}/measures/"))
        assert "还有 2 条没写" in page
        send(officer, draft, "new", SHARE)
        assert "还有 1 条没写" in words(officer.get(f"/desk/{draft.key}/measures/"))
