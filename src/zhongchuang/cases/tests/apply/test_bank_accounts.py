"""A bank account in a form: encrypted wherever it is kept, its last digits on every page, opened for the payment alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, Submission
from zhongchuang.cases.programmes.accounts import account_number, account_sealed
from zhongchuang.cases.programmes.fields import in_words, read_fields
from zhongchuang.cases.programmes.schema import FormField
from zhongchuang.cases.tests.apply.given import WITHIN, draft
from zhongchuang.cases.tests.apply.pages import fill_url, hidden, of, page, words
from zhongchuang.cases.tests.deciding.test_paying import payable
from zhongchuang.cases.tests.factory import BANK_ACCOUNT, at_post, case_at
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.clock import use_date
from zhongchuang.core.crypto import TokenRejected
from zhongchuang.ledger.services.orders import decrypt_account
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import signed_in

FIELD = FormField.model_validate(
    {"id": "bank_account", "label": {"zh": "账号", "en": "Account"}, "type": "account"}
)
TYPED = "6222 0000-0000 0012 345"
PLAIN, TAIL = "6222000000000012345", "…2345"


class TestReading:
    def test_a_number_is_encrypted_as_it_is_read_and_the_same_is_the_same(self) -> None:
        first, again = (read_fields([FIELD], {"bank_account": [text]}).answers for text in (TYPED, PLAIN))
        assert first == again and PLAIN not in str(first) and "12345" not in str(first)
        answer = str(first["bank_account"])
        assert account_number(answer) == PLAIN and in_words(FIELD, answer, "zh-hans") == TAIL

    def test_left_blank_the_one_kept_stays_and_a_new_one_takes_its_place(self) -> None:
        kept = account_sealed(BANK_ACCOUNT)
        assert read_fields([FIELD], {"bank_account": [kept, " "]}).answers == {"bank_account": kept}
        now = read_fields([FIELD], {"bank_account": [kept, TYPED]}).answers
        assert account_number(str(now["bank_account"])) == PLAIN

    @pytest.mark.parametrize("wrong", ["12345", "6222 0000 账号", "x" * 35])
    def test_what_cannot_be_one_is_told_and_not_kept(self, wrong: str) -> None:
        kept = account_sealed(BANK_ACCOUNT)
        reading = read_fields([FIELD], {"bank_account": [kept, wrong]})
        assert reading.answers == {"bank_account": kept} and not reading.unread
        assert "重新输入" in reading.errors["bank_account"].zh

    def test_one_that_was_altered_is_refused(self) -> None:
        kept = account_sealed(BANK_ACCOUNT)
        altered = kept[:-2] + ("AA" if kept[-2:] != "AA" else "BB")
        with pytest.raises(TokenRejected):
            read_fields([FIELD], {"bank_account": [altered]})

    def test_a_case_that_began_with_a_plain_text_is_masked_and_paid_like_any_other(self) -> None:
        assert in_words(FIELD, PLAIN, "zh-hans") == TAIL and account_number(PLAIN) == PLAIN


def everything_kept() -> Iterator[tuple[str, str]]:
    """Every row of every table, as text."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed:
            for row in model._base_manager.values():
                yield model._meta.label, str(row)


def kept_in_clear(*numbers: str) -> set[str]:
    return {where for where, text in everything_kept() for number in numbers if number in text}


@pytest.mark.django_db
class TestKept:
    def test_nothing_on_the_way_keeps_it_in_clear(self) -> None:
        with use_date(WITHIN):
            case = draft()
            client = of(case)
            first = hidden(page(client, fill_url(case, "payee")))
            again = hidden(page(client, fill_url(case, "payee")))
            filled = {"bank_name": "虚构银行", "bank_account": TYPED}
            ended = Client().post(fill_url(case, "payee"), first | filled)
            assert ended.status_code == 302, "kept in a session over the sign-in"
            assert client.post(fill_url(case, "payee"), first | filled).status_code == 302
            conflict = client.post(fill_url(case, "payee"), again | filled | {"bank_name": "另一银行"})
            assert conflict.status_code == 409 and PLAIN not in conflict.content.decode()
            assert TYPED not in conflict.content.decode()
            wrong = hidden(page(client, fill_url(case, "payee")))
            refused = client.post(
                fill_url(case, "payee"),
                wrong | filled | {"bank_account": [*wrong["bank_account"], "6222-x账"]},
            )
            assert refused.status_code == 422
        case.refresh_from_db()
        assert account_number(case.answers["bank_account"]) == PLAIN
        assert kept_in_clear(PLAIN, TYPED, "6222-x") == set()

    def test_after_a_session_ended_the_number_typed_is_there_again_unseen(self) -> None:
        with use_date(WITHIN):
            case = draft()
            assert case.account is not None
            sent = hidden(page(of(case), fill_url(case, "payee")))
            client = Client()
            client.post(fill_url(case, "payee"), sent | {"bank_name": "虚构银行", "bank_account": TYPED})
            client.force_login(case.account, backend="allauth.account.auth_backends.AuthenticationBackend")
            found = page(client, fill_url(case, "payee") + "?restored=1")
            assert found.xpath("//input[@id='id_bank_account']")[0].get("placeholder", "").count(TAIL) == 1
            done = client.post(fill_url(case, "payee"), hidden(found) | {"bank_name": "甲"})
            assert done.status_code == 302
        case.refresh_from_db()
        assert account_number(case.answers["bank_account"]) == PLAIN

    def test_a_payment_opens_it_once_and_the_log_says_so_without_it(self) -> None:
        case, order = payable()
        assert decrypt_account(order.bank_account) == BANK_ACCOUNT
        entry = AuditEntry.objects.get(verb="cases.bank_account_open")
        assert entry.target_id == str(case.pk) and "…0001" in str(entry.after)
        assert kept_in_clear(BANK_ACCOUNT) == set()


@pytest.mark.django_db
def test_every_page_shows_its_last_digits_alone() -> None:
    case: Case = case_at(State.SUBMITTED)
    Submission.objects.create(
        case=case, number=1, answers=case.answers, sha256="0" * 64, at=case.created_at, actor="tests"
    )
    officer = signed_in(at_post(Role.OFFICER, bound=True))
    for client, url in (
        (of(case), reverse("cases:my_filing", args=[case.number])),
        (officer, reverse("cases:office_case", args=[case.number])),
    ):
        found = page(client, url)
        said = client.get(url).content.decode()
        assert "…0001" in words(found) and BANK_ACCOUNT not in said
        assert str(case.answers["bank_account"]) not in said, "not even encrypted"
