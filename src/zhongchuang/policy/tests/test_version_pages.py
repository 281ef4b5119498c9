"""Publications, versions and two of them side by side: what an officer and a citizen see of a change."""

from __future__ import annotations

import pytest
from django.test import Client

from zhongchuang.policy.models import Publication
from zhongchuang.policy.packs.tests.factory import sample_files
from zhongchuang.policy.tests.factory import english, words
from zhongchuang.policy.tests.packs_at_work import (
    ENTRY,
    MEASURES,
    TEXT,
    edited,
    loaded_sample,
    published,
    repealed,
    retitled,
)

pytestmark = pytest.mark.django_db
DOCUMENT, MEASURE = "/policy/shi-2020-1/", "/measures/province/share/"
AMENDED = edited(
    sample_files(),
    (TEXT, "各市要落实经费", "各市要落实经费并公开结果"),
    (ENTRY, "rank: normative", "version: 2\nrank: normative"),
    (ENTRY, "expires: 2024-12-31", "expires: 2025-12-31"),
)


@pytest.fixture(autouse=True)
def loaded() -> str:
    """The synthetic packs in force."""
    return loaded_sample()


def page(client: Client, url: str) -> str:
    """The words of a page that is there."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    return words(answer)


class TestPublications:
    def test_the_first_loading_is_folded_and_counted(self, client: Client) -> None:
        said = page(client, "/changes/")
        assert "1 次发布" in said
        assert "首次收录 7 项" in said

    def test_the_newest_comes_first_with_its_door_and_place(self, client: Client) -> None:
        published(retitled(sample_files(), "share", "改过的名称"))
        said = page(client, "/changes/")
        assert said.index("政策工作台发布") < said.index("随政策包载入")
        assert "示例省" in said and "有修改 改过的名称" in said and "第 2 版" in said

    def test_a_change_leads_to_what_changed(self, client: Client) -> None:
        published(retitled(sample_files(), "share", "改过的名称"))
        assert f"{MEASURE}changes/?from=1&amp;to=2" in client.get("/changes/").content.decode()

    def test_narrowed_by_place_kind_and_change(self, client: Client) -> None:
        published(retitled(sample_files(), "share", "改过的名称"))
        assert "改过的名称" not in page(client, "/changes/?place=990100")
        assert "1 次发布" in page(client, "/changes/?change=changed&kind=measure")
        assert "没有符合这些条件的变化" in page(client, "/changes/?change=repealed")

    @pytest.mark.parametrize("query", ["place=x", "kind=none", "change='", "page=0", "page=99999999999"])
    def test_a_strange_query_is_no_failure(self, client: Client, query: str) -> None:
        assert "1 次发布" in page(client, f"/changes/?{query}")

    def test_what_is_no_longer_held_is_named_and_not_linked(self, client: Client) -> None:
        files = {path: text for path, text in sample_files().items() if not path.startswith("city/")}
        published(files)
        answer = client.get("/changes/?change=withdrawn").content.decode()
        assert "试验区收益" in answer and "/measures/city/zone-share/" not in answer

    def test_an_end_is_told_as_an_end(self, client: Client) -> None:
        published(repealed(sample_files()))
        assert "停止施行" in page(client, "/changes/?change=repealed")

    def test_a_publication_without_change_of_content_says_so(self, client: Client) -> None:
        published(edited(sample_files(), (MEASURES, "- id: share", "# 一句说明\n- id: share")))
        assert "文件和措施的内容没有变化" in page(client, "/changes/")

    def test_twenty_a_page(self, client: Client) -> None:
        publication = Publication.objects.get()
        for _ in range(25):
            publication.pk = None
            publication.save()
        assert "第 1 页，共 2 页" in page(client, "/changes/")


class TestDocument:
    def test_one_version_has_nothing_to_compare(self, client: Client) -> None:
        assert "第 1 版" in page(client, f"{DOCUMENT}versions/")
        assert "只有一个版本" in page(client, f"{DOCUMENT}changes/")

    def test_versions_newest_first_each_with_its_change(self, client: Client) -> None:
        published(AMENDED)
        said = page(client, f"{DOCUMENT}versions/")
        assert said.index("第 2 版") < said.index("第 1 版")
        assert "第 2 版 现行" in said and "与上一版对照" in said

    def test_the_words_that_changed_clause_by_clause(self, client: Client) -> None:
        published(AMENDED)
        answer = client.get(f"{DOCUMENT}changes/").content.decode()
        assert "新增：</span>并公开结果</ins>" in answer
        assert 'id="clause-1"' in answer and 'id="clause-2"' not in answer

    def test_what_the_document_says_of_itself(self, client: Client) -> None:
        published(AMENDED)
        said = page(client, f"{DOCUMENT}changes/?from=1&to=2")
        assert "失效日期" in said and "发文字号" not in said

    def test_the_other_way_round(self, client: Client) -> None:
        published(AMENDED)
        answer = client.get(f"{DOCUMENT}changes/?from=2&to=1").content.decode()
        assert "删去：</span>并公开结果</del>" in answer

    @pytest.mark.parametrize("query", ["from=1&to=9", "from=x", "to=-1", "from=99999999999"])
    def test_a_version_that_is_not_there(self, client: Client, query: str) -> None:
        published(AMENDED)
        assert client.get(f"{DOCUMENT}changes/?{query}").status_code == 404

    def test_one_version_with_itself(self, client: Client) -> None:
        published(AMENDED)
        assert "两版的内容相同" in page(client, f"{DOCUMENT}changes/?from=2&to=2")

    def test_a_class_that_changed(self, client: Client) -> None:
        published(
            edited(sample_files(), (ENTRY, "三: [measure, duty, target]", "三: [measure, duty]\nversion: 2"))
        )
        said = page(client, f"{DOCUMENT}changes/")
        assert "条款类别" in said and "目标" in said


class TestMeasure:
    def test_a_number_that_changed_is_told_under_its_name(self, client: Client) -> None:
        grant = edited(
            sample_files(),
            (MEASURES, "- id: space-grant\n", "- id: space-grant\n  version: 2\n"),
            (MEASURES, "{value: 30, quote: 工位不少于30个", "{value: 20, quote: 工位不少于20个"),
            (TEXT, "工位不少于30个", "工位不少于20个"),
            (ENTRY, "rank: normative", "version: 2\nrank: normative"),
        )
        published(grant)
        answer = client.get("/measures/province/space-grant/changes/").content.decode()
        assert "工位下限" in answer and "<del>" in answer and "<ins>" in answer
        assert "什么条件" in answer  # the rule in words says the number, too
        assert "建设补助</dt>" not in answer

    def test_a_rule_that_changed_is_told_in_plain_words(self, client: Client) -> None:
        published(
            edited(
                sample_files(),
                (MEASURES, "- id: share\n", "- id: share\n  version: 2\n"),
                (MEASURES, "when: in_space AND income > yuan(0)", "when: income > yuan(0)"),
            )
        )
        said = page(client, f"{MEASURE}changes/")
        assert "什么条件" in said and "在众创空间内" in said

    def test_a_label_that_changed_is_one_change(self, client: Client) -> None:
        published(
            edited(
                sample_files(),
                (MEASURES, "- id: share\n", "- id: share\n  version: 2\n"),
                (MEASURES, "label: {zh: 收益比例", "label: {zh: 收益的比例"),
            )
        )
        answer = client.get(f"{MEASURE}changes/").content.decode()
        assert answer.count("<dt>") == 1

    def test_in_english(self, client: Client) -> None:
        published(retitled(sample_files(), "share", "改过的名称"))
        assert "Version 2" in page(english(client), f"{MEASURE}versions/")

    def test_the_present_page_leads_to_its_versions(self, client: Client) -> None:
        assert f'href="{MEASURE}versions/"' in client.get(MEASURE).content.decode()
        assert f'href="{DOCUMENT}versions/"' in client.get(DOCUMENT).content.decode()
