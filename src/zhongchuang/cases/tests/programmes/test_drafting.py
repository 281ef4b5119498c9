"""A programme written at the desk: what may be unfinished, what may not be published, and by whom."""

from __future__ import annotations

import pytest

from zhongchuang.cases.models import Programme, ProgrammeDraft, ProgrammeState
from zhongchuang.cases.programmes.errors import DraftThere, NotYours, ProgrammeNotReady
from zhongchuang.cases.programmes.schema import Programme as Content
from zhongchuang.cases.selectors.programmes import version_content
from zhongchuang.cases.services import drafting
from zhongchuang.cases.tests.factory import at_post, content, make_programme, open_round
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound
from zhongchuang.core.locks import StaleVersion
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import actor
from zhongchuang.policy.tests.factory import put_in_force, sample_book

pytestmark = pytest.mark.django_db


def grant(**changes: object) -> Content:
    """A programme in which nothing is wrong against the invented rule book."""
    basis = {
        "document": "shi-2020-1",
        "clause": "二（一）",
        "quote": "按建设费用的30%给予补助",
        "measure": "province/space-grant",
    }
    return content(basis=[basis], **changes)


@pytest.fixture
def programme() -> Programme:
    """One in force, under the invented rule book."""
    put_in_force(sample_book())
    return make_programme(grant())


def begun(programme: Programme, role: Role = Role.OFFICER) -> ProgrammeDraft:
    return drafting.programme_draft_begin(actor=actor(at_post(role)), programme_id=programme.pk)


def fill(draft: ProgrammeDraft, who: object = None, **values: object) -> ProgrammeDraft:
    return drafting.programme_draft_fill(
        actor=who or actor(at_post(Role.OFFICER)),  # type: ignore[arg-type]  # an actor of any kind
        draft_id=draft.pk,
        path=(),
        values=values,  # type: ignore[arg-type]  # plain values
        expected_version=draft.row_version,
    )


def submitted(draft: ProgrammeDraft) -> ProgrammeDraft:
    return drafting.programme_draft_submit(
        actor=actor(at_post(Role.OFFICER)), draft_id=draft.pk, expected_version=draft.row_version
    )


def test_what_is_published_is_the_next_version_and_the_calls_keep_theirs(programme: Programme) -> None:
    call = open_round(programme)
    draft = fill(begun(programme), title={"zh": "新名称", "en": "New name"})
    waiting = submitted(draft)
    version = drafting.programme_publish(
        actor=actor(at_post(Role.REVIEWER)), draft_id=waiting.pk, expected_version=waiting.row_version
    )
    programme.refresh_from_db()
    call.refresh_from_db()
    assert version.number == 2 and version.origin == "desk" and programme.title == "新名称"
    assert version_content(version.pk).version == 2
    assert call.version.number == 1
    assert not ProgrammeDraft.objects.exists()
    assert AuditEntry.objects.filter(verb="cases.programme_publish").exists()


def test_whoever_wrote_last_does_not_publish(programme: Programme) -> None:
    both = actor(at_post(Role.ADMINISTRATOR))
    draft = fill(begun(programme), who=both, title={"zh": "新名称", "en": "New name"})
    waiting = drafting.programme_draft_submit(
        actor=both, draft_id=draft.pk, expected_version=draft.row_version
    )
    with pytest.raises(NotYours):
        drafting.programme_publish(actor=both, draft_id=waiting.pk, expected_version=waiting.row_version)
    other = actor(at_post(Role.ADMINISTRATOR))
    drafting.programme_publish(actor=other, draft_id=waiting.pk, expected_version=waiting.row_version)


def test_an_officer_does_not_publish_and_a_reviewer_does_not_write(programme: Programme) -> None:
    draft = submitted(begun(programme))
    with pytest.raises(NotAllowed):
        drafting.programme_publish(
            actor=actor(at_post(Role.OFFICER)), draft_id=draft.pk, expected_version=draft.row_version
        )
    with pytest.raises(NotAllowed):
        fill(draft, who=actor(at_post(Role.REVIEWER)), kind="grant")


def test_nothing_is_published_that_was_not_handed_in(programme: Programme) -> None:
    draft = begun(programme)
    with pytest.raises(ProgrammeNotReady):
        drafting.programme_publish(
            actor=actor(at_post(Role.REVIEWER)), draft_id=draft.pk, expected_version=draft.row_version
        )


def test_a_change_takes_it_back_from_publication(programme: Programme) -> None:
    draft = fill(submitted(begun(programme)), contact={"zh": "某处", "en": "Some office"})
    assert draft.submitted_at is None


def test_an_unfinished_draft_is_kept_and_not_handed_in(programme: Programme) -> None:
    draft = fill(begun(programme), title=None, accept_days="many")
    keys = {problem.key for problem in drafting.draft_problems(draft)}
    assert keys == {"title", "accept_days"}
    with pytest.raises(ProgrammeNotReady):
        submitted(draft)


def test_what_only_the_rule_book_can_tell_is_told_too(programme: Programme) -> None:
    draft = begun(programme)
    draft = drafting.programme_draft_fill(
        actor=actor(at_post(Role.OFFICER)),
        draft_id=draft.pk,
        path=("basis", 0),
        values={"quote": "按建设费用的40%给予补助"},
        expected_version=draft.row_version,
    )
    (problem,) = drafting.draft_problems(draft)
    assert problem.key == "basis[0].quote" and "逐字核对" in problem.zh


def test_nodes_are_put_in_moved_and_taken_out(programme: Programme) -> None:
    draft, officer = begun(programme), actor(at_post(Role.OFFICER))
    draft = drafting.programme_draft_add(
        actor=officer, draft_id=draft.pk, path=("review", "criteria"), expected_version=draft.row_version
    )
    assert [c["id"] for c in draft.content["review"]["criteria"]] == ["worth", "plan", "criteria_1"]
    draft = drafting.programme_draft_shift(
        actor=officer,
        draft_id=draft.pk,
        path=("review", "criteria", 2),
        by=-1,
        expected_version=draft.row_version,
    )
    assert [c["id"] for c in draft.content["review"]["criteria"]] == ["worth", "criteria_1", "plan"]
    draft = drafting.programme_draft_remove(
        actor=officer, draft_id=draft.pk, path=("review", "criteria", 1), expected_version=draft.row_version
    )
    assert [c["id"] for c in draft.content["review"]["criteria"]] == ["worth", "plan"]


def test_a_path_that_leads_nowhere_is_not_found(programme: Programme) -> None:
    draft = begun(programme)
    for path in (("sections", 99), ("no_such",), ("review", "experts"), ("title", "zh")):
        with pytest.raises(NotFound):
            drafting.programme_draft_remove(
                actor=actor(at_post(Role.OFFICER)),
                draft_id=draft.pk,
                path=path,
                expected_version=draft.row_version,
            )


def test_an_old_page_changes_nothing(programme: Programme) -> None:
    draft = begun(programme)
    fill(draft, kind="project")
    with pytest.raises(StaleVersion):
        fill(draft, kind="loan")
    draft.refresh_from_db()
    assert draft.content["kind"] == "project"


def test_one_draft_of_a_programme_at_a_time(programme: Programme) -> None:
    begun(programme)
    with pytest.raises(DraftThere):
        begun(programme)


def test_a_programme_of_its_own_is_made_from_another(programme: Programme) -> None:
    draft = drafting.programme_draft_begin(
        actor=actor(at_post(Role.OFFICER)), programme_id=programme.pk, new_id="own-grant", pack="city"
    )
    assert draft.code == "city/own-grant" and draft.content["id"] == "own-grant"
    assert draft.place_id == sample_book().packs["city"].place
    waiting = submitted(draft)
    version = drafting.programme_publish(
        actor=actor(at_post(Role.REVIEWER)), draft_id=waiting.pk, expected_version=waiting.row_version
    )
    assert version.number == 1 and version.programme.code == "city/own-grant"


@pytest.mark.parametrize(
    ("new_id", "pack"), [("Own Grant", "province"), ("own", "nowhere"), ("x" * 61, "city")]
)
def test_an_id_or_place_that_will_not_do(programme: Programme, new_id: str, pack: str) -> None:
    with pytest.raises(InvalidInput):
        drafting.programme_draft_begin(
            actor=actor(at_post(Role.OFFICER)), programme_id=programme.pk, new_id=new_id, pack=pack
        )


def test_a_stopped_programme_stays_stopped_until_a_version_is_published(programme: Programme) -> None:
    ended = drafting.programme_end(
        actor=actor(at_post(Role.REVIEWER)),
        programme_id=programme.pk,
        expected_version=programme.row_version,
        reason="任务完成",
    )
    assert ended.state == ProgrammeState.ENDED
    with pytest.raises(NotAllowed):
        drafting.programme_end(
            actor=actor(at_post(Role.OFFICER)),
            programme_id=programme.pk,
            expected_version=ended.row_version,
            reason="任务完成",
        )
