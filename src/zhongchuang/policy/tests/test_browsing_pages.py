"""The browsing pages over the real packs: what each says, what it costs, and who may see it."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from urllib.parse import quote

from django.db import connection
from django.http import HttpResponseBase
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from zhongchuang.core import clock
from zhongchuang.core.actors import SYSTEM
from zhongchuang.parties import services as parties
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account
from zhongchuang.policy.models import Clause, Document, Measure, MeasureKind
from zhongchuang.policy.services import packs_load
from zhongchuang.policy.tests.factory import TODAY

PACKS = Path(__file__).resolve().parents[4] / "packs"
LIAONING = "/policy/liaozhengbanfa-2016-88/"
CLAUSE = f"{LIAONING}clauses/{quote('三（四）')}/"
SHARE = "/measures/liaoning/transfer-income-share/"
SUPER_DEDUCTION = "/measures/national/rd-super-deduction/"
PAGES = ("/", "/policy/", LIAONING, CLAUSE, "/measures/", SHARE, SUPER_DEDUCTION)
MOST_STATEMENTS = 12


def body(response: HttpResponseBase) -> str:
    """The page as text with its white space calmed."""
    assert response.status_code == 200, response.status_code
    return re.sub(r"\s+", " ", response.content.decode())  # type: ignore[attr-defined]  # not streamed


class WithPacks(TestCase):
    """The real packs, loaded once for the class, on a fixed day."""

    @classmethod
    def setUpTestData(cls) -> None:
        packs_load(actor=SYSTEM, root=PACKS)

    def setUp(self) -> None:
        day = clock.use_date(TODAY)
        day.__enter__()
        self.addCleanup(day.__exit__, None, None, None)

    def page(self, path: str, *, english: bool = False) -> str:
        """A page somebody without an account reads."""
        client = Client(headers={"accept-language": "en" if english else "zh-hans"})
        return body(client.get(path))


class EveryPage(WithPacks):
    def test_answers(self) -> None:
        paths = [f"/policy/{slug}/" for slug in Document.objects.values_list("slug", flat=True)]
        paths += [f"/measures/{slug}/" for slug in Measure.objects.values_list("slug", flat=True)]
        paths += [
            f"/policy/{clause.document.slug}/clauses/{quote(clause.ref)}/"
            for clause in Clause.objects.select_related("document")
        ]
        assert len(paths) > 200
        for number, path in enumerate(paths):
            said = self.page(path, english=number % 2 == 0)
            assert "None" not in said, path
            assert said.count("<h1>") == 1, path

    def test_needs_few_statements_and_no_more_as_the_data_grows(self) -> None:
        before = {path: self._statements(path) for path in PAGES}
        assert max(before.values()) <= MOST_STATEMENTS, before
        self._grow()
        assert {path: self._statements(path) for path in PAGES} == before

    def _statements(self, path: str) -> int:
        self.page(path)  # the rule book is in memory afterwards, as on a running site
        with CaptureQueriesContext(
            connection,
        ) as queries:
            self.page(path)
        return len(queries)

    def _grow(self) -> None:
        """Thirty more documents with a clause, a measure and two kinds each."""
        first = Document.objects.get(slug="liaozhengbanfa-2016-88")
        measure = Measure.objects.get(slug="liaoning/transfer-income-share")
        for number in range(30):
            first.pk, first.slug = None, f"more-{number}"
            first._state.adding = True
            first.save()
            Clause.objects.create(document=first, ref="一", position=0, level=1, text="一")
            measure.pk, measure.slug, measure.document = None, f"more/{number}", first
            measure._state.adding = True
            measure.save()
            MeasureKind.objects.create(measure=measure, kind="team")
            MeasureKind.objects.create(measure=measure, kind="mentor")

    def test_takes_no_other_method(self) -> None:
        for path in PAGES:
            assert Client().post(path).status_code == 405, path

    def test_keeps_quotations_chinese_for_a_reader_of_english(self) -> None:
        said = self.page(SHARE, english=True)
        assert '<div lang="zh-hans"> <figure class="clause-quote">' in said
        assert "所得转让收益不得低于70%" in said


class FrontPage(WithPacks):
    def test_counts_what_is_held(self) -> None:
        said = self.page("/")
        for held in (Document.objects.count(), Clause.objects.count(), Measure.objects.count()):
            assert f"<strong>{held}</strong>" in said
        Measure.objects.filter(slug="liaoning/transfer-income-share").update(withdrawn=True)
        assert f"<strong>{Measure.objects.count() - 1}</strong>" in self.page("/")

    def test_leads_every_kind_to_the_questions(self) -> None:
        said = self.page("/")
        assert len(re.findall(r'href="/ask/\?kind=\w+"', said)) == 11
        assert '<a class="btn btn-primary btn-lg" href="/ask/">' in said

    def test_shows_an_answer_with_its_quote(self) -> None:
        said = self.page("/")
        assert "700,000" in said
        assert "1,000,000 元 × 70% = 700,000 元" in said
        assert "所得转让收益不得低于70%" in said


class DocumentPage(WithPacks):
    def test_has_every_clause_once_with_its_own_address(self) -> None:
        said = self.page(LIAONING)
        refs = list(
            Clause.objects.filter(document__slug="liaozhengbanfa-2016-88").values_list("ref", flat=True)
        )
        for ref in refs:
            assert said.count(f'id="{ref}"') == 1, ref
            assert f'href="#{ref}"' in said, ref
            assert f"{LIAONING}clauses/{quote(ref)}/" in said, ref

    def test_shows_every_word_of_every_clause(self) -> None:
        for document in Document.objects.all():
            said = re.sub(r"\s|<[^>]*>", "", self.page(f"/policy/{document.slug}/"))
            for clause in document.clauses.all():
                heading = clause.heading or ""
                for words in (heading, *clause.text[len(heading) :].lstrip("。：").split("\n")):
                    assert re.sub(r"\s", "", escape(words)) in said, (document.slug, clause.ref)

    def test_says_what_hangs_on_a_clause(self) -> None:
        said = self.page(LIAONING)
        clause = said[said.index('id="三（四）"') : said.index('id="三（五）"')]
        assert f'href="{SHARE}"' in clause
        assert "措施、职责" in clause
        assert "省科技厅、省教育厅" in clause
        assert "省知识产权局的职责今由" in clause
        assert "国办发〔2016〕7号 三（十一）" in clause

    def test_says_where_title_and_date_come_from(self) -> None:
        assert "据 http://kjy.lnut.edu.cn/info/13821/184628.htm 补记" in self.page(LIAONING)
        national = self.page("/policy/guobanfa-2016-7/")
        assert "文本没有写日期，来源：中国政府网" in national
        assert "（待核实）" in national
        assert "文本没有写" in self.page("/policy/yunzhengbanfa-2016-65/")

    def test_leads_to_what_it_implements_where_it_is_held(self) -> None:
        said = self.page(LIAONING)
        assert '<span class="quiet">落实</span> <a href="/policy/guobanfa-2016-7/"' in said
        assert "未收全文" in self.page("/policy/liaozhengbanfa-2015-94/")

    def test_tells_defects_and_the_digest(self) -> None:
        document = Document.objects.get(slug="ganzhengbanfa-2016-33")
        said = self.page("/policy/ganzhengbanfa-2016-33/")
        assert "所存文本与阅读提示（1 条）" in said
        assert f'data-copy="{document.text_sha256}"' in said

    def test_saves_the_text_as_held(self) -> None:
        response = Client().get(f"{LIAONING}text")
        document = Document.objects.get(slug="liaozhengbanfa-2016-88")
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert hashlib.sha256(response.content).hexdigest() == document.text_sha256

    def test_of_gansu_tells_targets_and_fields(self) -> None:
        said = self.page("/policy/ganzhengbanfa-2016-33/")
        assert "众创空间300家" in said
        assert "到 2020年12月31日" in said
        assert "新型煤化工" in said


class ClausePage(WithPacks):
    def test_shows_the_clause_alone_with_its_path(self) -> None:
        said = self.page(CLAUSE)
        assert "研发团队在众创空间转化科技成果，所得转让收益不得低于70%" in said
        assert "三、 政策支持" in said
        assert 'rel="prev"' in said
        assert f"http://testserver{LIAONING}clauses/三（四）/" in said
        assert "落实相关税收政策" not in said

    def test_shows_lineage_both_ways(self) -> None:
        national = self.page(f"/policy/guobanfa-2016-7/clauses/{quote('三（十一）')}/")
        assert "由下级条款落实" in national
        assert CLAUSE in national
        assert f"/policy/guobanfa-2016-7/clauses/{quote('三（十一）')}/" in self.page(CLAUSE)

    def test_of_no_clause_is_not_found(self) -> None:
        assert Client().get(f"{LIAONING}clauses/九/").status_code == 404


class MeasurePage(WithPacks):
    def test_says_rule_amount_quote_and_the_way_on(self) -> None:
        said = self.page(SHARE)
        assert "成果转让收益 × 70%" in said
        assert "至少得到" in said
        assert '<a class="btn btn-primary" href="/ask/?place=210000&amp;kind=team">' in said
        assert CLAUSE in said
        assert "证明转化在众创空间里进行的材料" in said

    def test_shows_every_example_with_its_verdict(self) -> None:
        said = self.page(SHARE)
        assert said.count('<li class="example">') == 9
        assert "再看 5 个例子" in said
        assert "效力待核实" in said
        assert "86,419.75" in said

    def test_leaves_place_and_kind_to_be_asked_where_there_are_several(self) -> None:
        said = self.page(SUPER_DEDUCTION)
        assert '<a class="btn btn-primary" href="/ask/">' in said
        assert 'href="/ask/?kind=enterprise"' in said

    def test_shows_numbers_over_time_and_where_each_comes_from(self) -> None:
        said = self.page(SUPER_DEDUCTION)
        assert 'id="over-time-rate"' in said
        assert "[50, 75, 75, 100, 100, 100]" in said.replace("&quot;", '"')
        assert "原文未收录" in said
        assert "待核实" in said
        assert "自2023年1月1日起" in said

    def test_says_that_it_is_over(self) -> None:
        ended = Measure.objects.filter(end__lt=TODAY).first()
        assert ended is not None
        assert "下面写的是" in self.page(f"/measures/{ended.slug}/")

    def test_says_what_encouragement_is_worth(self) -> None:
        encouraged = Measure.objects.filter(modality="encourages").first()
        assert encouraged is not None
        assert "目前没有开放的申报" in self.page(f"/measures/{encouraged.slug}/")


class Withdrawn(WithPacks):
    """What is no longer in the packs is for officers, auditors and the platform: in lists, pages and files alike."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        Document.objects.filter(slug="liaozhengbanfa-2016-88").update(withdrawn=True)

    def test_is_nowhere_for_the_public(self) -> None:
        for path in (LIAONING, f"{LIAONING}text", CLAUSE, SHARE):
            assert Client().get(path).status_code == 404, path
        assert "找到 4 份文件" in self.page("/policy/")
        assert SHARE not in self.page("/measures/?place=210000&q=转让")
        assert "liaozhengbanfa-2016-88" not in {d.slug for d in Client().get("/").context["newest"]}

    def test_is_there_for_an_officer(self) -> None:
        client = Client()
        client.force_login(self._officer(), backend="allauth.account.auth_backends.AuthenticationBackend")
        for path in (LIAONING, f"{LIAONING}text", CLAUSE, SHARE):
            response = client.get(path, headers={"accept-language": "zh-hans"})
            assert response.status_code == 200, path
            assert path.endswith("text") or "已不在现行政策包里" in body(response), path
        assert "找到 5 份文件" in body(client.get("/policy/", headers={"accept-language": "zh-hans"}))

    @staticmethod
    def _officer() -> Account:
        return parties.account_register(
            actor=SYSTEM, email="officer@example.org", name="经办", password="x" * 20, roles=[Role.OFFICER]
        )


class NothingLoaded(TestCase):
    def test_the_front_page_says_what_is_missing(self) -> None:
        response = Client().get("/")
        assert response.status_code == 503
        assert "平台还没有载入任何政策" in response.content.decode()

    def test_the_lists_are_empty(self) -> None:
        for path in ("/policy/", "/measures/"):
            assert "没有符合这些条件的内容" in body(Client(headers={"accept-language": "zh-hans"}).get(path))
