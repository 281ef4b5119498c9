"""Publishing: both doors end in the same verb, which keeps every version and tells what changed."""

from __future__ import annotations

import pytest

from zhongchuang.core.actors import ANONYMOUS, SYSTEM, Actor, PersonActor
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import NotAllowed, NotFound, Refused
from zhongchuang.core.outbox.models import OutboxEvent
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Place
from zhongchuang.policy.errors import FilesConflict, ItemVersionTaken
from zhongchuang.policy.models import (
    Clause,
    Document,
    ItemVersion,
    Measure,
    MeasureKind,
    PackOrigin,
    PackVersion,
    Publication,
    PublishedChange,
)
from zhongchuang.policy.packs.errors import PackError
from zhongchuang.policy.packs.loader import version_of
from zhongchuang.policy.packs.schema import RuleBook
from zhongchuang.policy.packs.tests.factory import sample_files
from zhongchuang.policy.selectors.versions import changes_of
from zhongchuang.policy.services import files_publish
from zhongchuang.policy.tests.packs_at_work import (
    ENTRY,
    MEASURES,
    TEXT,
    edited,
    files_in_force,
    in_force,
    loaded_sample,
    published,
    repealed,
    retitled,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded() -> str:
    """The synthetic packs in force."""
    return loaded_sample()


def told(version: str) -> list[tuple[str, str, int, int | None]]:
    """What the publication of a version says."""
    rows = PublishedChange.objects.filter(publication__version=version)
    return sorted(rows.values_list("slug", "change", "number", "number_before"))


def test_the_first_loading_keeps_every_item_as_its_first_version(loaded: str) -> None:
    items = Document.objects.count() + Measure.objects.count()
    assert ItemVersion.objects.filter(number=1, pack_version=loaded).count() == items
    publication = Publication.objects.get()
    assert (publication.version_id, publication.before_id, publication.origin) == (loaded, None, "files")
    assert {change for _, change, _, _ in told(loaded)} == {"new"}


def test_the_first_loading_is_no_news(loaded: str) -> None:
    event = OutboxEvent.objects.get(name="policy.rulebook_changed")
    assert event.payload["before"] is None


def test_the_desk_publishes_on_what_is_in_force(loaded: str) -> None:
    version = published(retitled(sample_files(), "share", "团队收益的下限"))
    assert in_force().version == version
    assert (in_force().parent_id, in_force().origin) == (loaded, "desk")
    assert told(version) == [("province/share", "changed", 2, 1)]
    assert Measure.objects.get(slug="province/share").title == "团队收益的下限"


def test_the_event_leads_to_what_changed(loaded: str) -> None:
    version = published(retitled(sample_files(), "share", "团队收益的下限"))
    payloads = [event.payload for event in OutboxEvent.objects.filter(name="policy.rulebook_changed")]
    payload = next(payload for payload in payloads if payload["pack_version"] == version)
    assert payload["before"] == loaded
    (change,) = changes_of(payload["publication_id"])
    assert (change.slug, change.title.zh, change.place) == ("province/share", "团队收益的下限", "990000")
    assert change.instrument == "talent"


def test_both_versions_are_kept_whole(loaded: str) -> None:
    published(retitled(sample_files(), "share", "团队收益的下限"))
    titles = {v.number: v.content["title"]["zh"] for v in ItemVersion.objects.filter(slug="province/share")}
    assert titles == {1: "团队收益下限", 2: "团队收益的下限"}


def test_what_did_not_change_keeps_its_rows_and_points_at_the_version_in_force(loaded: str) -> None:
    before = dict(Clause.objects.values_list("ref", "pk"))
    version = published(retitled(sample_files(), "share", "团队收益的下限"))
    assert dict(Clause.objects.values_list("ref", "pk")) == before
    for model in (Document, Measure):
        assert set(model.objects.values_list("pack_version", flat=True)) == {version}


def test_a_clause_whose_words_change_keeps_its_key(loaded: str) -> None:
    clause = Clause.objects.get(document__slug="shi-2020-1", ref="三")
    words = "各市要落实经费"
    published(
        edited(
            sample_files(),
            (TEXT, words, words + "，并向社会公开"),
            (ENTRY, "rank:", "version: 2\nrank:"),
        )
    )
    again = Clause.objects.get(pk=clause.pk)
    assert again.ref == "三" and "并向社会公开" in again.text
    assert Document.objects.get(slug="shi-2020-1").version == 2


def test_a_repealed_document_takes_its_measures_along(loaded: str) -> None:
    changes = told(published(repealed(sample_files())))
    assert ("shi-2020-1", "repealed", 2, 1) in changes
    assert ("province/share", "repealed", 1, 1) in changes
    assert {change for _, change, _, _ in changes} == {"repealed"}


def test_what_is_left_out_is_withdrawn_and_comes_back_as_new(loaded: str) -> None:
    files = sample_files()
    without = {path: text for path, text in files.items() if not path.startswith("city/")}
    key = Measure.objects.get(slug="city/zone-share").pk
    assert {change for _, change, _, _ in told(published(without))} == {"withdrawn"}
    assert Measure.objects.get(pk=key).withdrawn
    published(files)
    last = Publication.objects.first()
    assert last is not None
    assert [(c.slug, c.change) for c in changes_of(last.pk)] == [
        ("shishi-2021-1", "new"),
        ("city/zone-share", "new"),
    ]
    again = Measure.objects.get(slug="city/zone-share")
    assert (again.pk, again.withdrawn) == (key, False)


def test_whom_a_measure_is_for_is_kept_in_line(loaded: str) -> None:
    share = edited(sample_files(), (MEASURES, "for: [team]", "for: [enterprise, team]\n  version: 2"))
    published(share)
    kinds = MeasureKind.objects.filter(measure__slug="province/share").values_list("kind", flat=True)
    assert set(kinds) == {"team", "enterprise"}
    published(sample_files())
    assert set(kinds.all()) == {"team"}


def test_new_places_are_registered(loaded: str) -> None:
    files = sample_files()
    new = "  - {code: '990900', zh: 示例丙市, en: Sample City C, parent: '990000'}\n"
    published({**files, "places.yaml": files["places.yaml"] + new})
    assert Place.objects.get(code="990900").parent_id == "990000"


def test_the_same_number_with_other_content_is_refused_and_every_such_item_is_named(loaded: str) -> None:
    files = edited(
        retitled(retitled(sample_files(), "share", "甲", 1), "voucher", "乙", 1),
        (ENTRY, "rank:", "# 不算\nrank:"),
    )
    with pytest.raises(ItemVersionTaken) as refused:
        published(files)
    assert refused.value.items == (("province/share", 1, 2), ("province/voucher", 1, 2))
    assert "version: 2" in refused.value.zh and "version: 2" in refused.value.en
    assert in_force().version == loaded
    assert not PackVersion.objects.filter(version=version_of(files)).exists()


def test_a_number_taken_long_ago_stays_taken(loaded: str) -> None:
    published(retitled(sample_files(), "share", "甲"))
    published(retitled(sample_files(), "share", "乙", 3))
    with pytest.raises(ItemVersionTaken) as refused:
        published(retitled(sample_files(), "share", "丙", 2))
    assert refused.value.items == (("province/share", 2, 4),)


def test_going_back_to_an_old_version_is_no_error(loaded: str) -> None:
    published(retitled(sample_files(), "share", "甲"))
    version = published(sample_files())
    assert version == loaded
    last = Publication.objects.first()
    assert last is not None
    assert [(c.slug, c.number, c.before) for c in changes_of(last.pk)] == [("province/share", 1, 2)]


def test_comments_order_and_quotes_are_no_content(loaded: str) -> None:
    files = edited(
        sample_files(),
        (
            MEASURES,
            "  document: shi-2020-1\n  clause: 一\n",
            "  # 说明\n  clause: '一'\n  document: shi-2020-1\n",
        ),
    )
    version = published(files)
    assert version != loaded
    assert told(version) == []


def test_nothing_changed_is_nothing_done(loaded: str) -> None:
    assert published(sample_files()) == loaded
    assert Publication.objects.count() == 1


def test_work_begun_on_an_older_version_is_merged(loaded: str) -> None:
    published(retitled(sample_files(), "share", "甲"), based_on=loaded)
    published(retitled(sample_files(), "voucher", "乙"), based_on=loaded)
    assert (in_force().origin, in_force().version) == ("merged", version_of(files_in_force()))
    titles = dict(Measure.objects.values_list("slug", "title"))
    assert (titles["province/share"], titles["province/voucher"]) == ("甲", "乙")


def test_work_on_the_same_measure_is_refused_and_nothing_written(loaded: str) -> None:
    first = published(retitled(sample_files(), "share", "甲"), based_on=loaded)
    with pytest.raises(FilesConflict) as refused:
        published(retitled(sample_files(), "share", "乙"), based_on=loaded)
    assert refused.value.names == (f"{MEASURES}#share",)
    assert in_force().version == first
    assert PackVersion.objects.count() == 2


def test_what_is_wrong_in_the_files_stops_everything(loaded: str) -> None:
    with pytest.raises(PackError):
        published(edited(sample_files(), (MEASURES, "quote: 所得转让", "quote: 所得的转让")))
    assert in_force().version == loaded


def test_a_check_sees_the_merged_book_and_may_refuse(loaded: str) -> None:
    published(retitled(sample_files(), "share", "甲"), based_on=loaded)
    seen: list[str] = []

    def check(book: RuleBook) -> None:
        seen.extend(m.title.zh for m in book.measures() if m.id in ("province/share", "province/voucher"))
        raise Refused("不行。", "No.")

    with pytest.raises(Refused):
        files_publish(
            actor=SYSTEM,
            files=retitled(sample_files(), "voucher", "乙"),
            origin=PackOrigin.DESK,
            based_on=loaded,
            check=check,
        )
    assert seen == ["甲", "乙"]
    assert Measure.objects.get(slug="province/voucher").title != "乙"


def test_a_version_nobody_keeps_is_not_found(loaded: str) -> None:
    published(retitled(sample_files(), "share", "甲"))
    with pytest.raises(NotFound):
        published(sample_files(), based_on="0" * 64)


@pytest.mark.parametrize("actor", [ANONYMOUS, PersonActor(user_id="4", roles=frozenset({Role.OFFICER}))])
def test_only_who_may_publish_does(loaded: str, actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        files_publish(actor=actor, files=sample_files(), origin=PackOrigin.DESK, based_on=loaded)


def test_publishing_is_in_the_log(loaded: str) -> None:
    version = published(retitled(sample_files(), "share", "甲"))
    entries = AuditEntry.objects.filter(verb="policy.files_publish")
    assert set(entries.values_list("target_id", flat=True)) == {loaded, version}
