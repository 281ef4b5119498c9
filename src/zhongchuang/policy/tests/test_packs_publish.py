"""Publishing: both doors end in the same verb, which keeps every version and tells what changed."""

from __future__ import annotations

import pytest

from zhongchuang.core.actors import ANONYMOUS, SYSTEM, PersonActor
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.outbox.models import OutboxEvent
from zhongchuang.parties.access import Role
from zhongchuang.policy.errors import FilesConflict, ItemVersionTaken
from zhongchuang.policy.models import (
    Clause,
    Document,
    ItemVersion,
    Measure,
    PackOrigin,
    PackVersion,
    Publication,
    PublishedChange,
)
from zhongchuang.policy.packs.errors import PackError
from zhongchuang.policy.packs.loader import version_of
from zhongchuang.policy.packs.tests.factory import SAMPLE_ROOT, changed, sample_files
from zhongchuang.policy.services import files_publish, packs_load

pytestmark = pytest.mark.django_db
REVIEWER = PersonActor(user_id="3", roles=frozenset({Role.REVIEWER}))
MEASURES = "province/measures.yaml"
TITLE = ("转让收益下限", "转让收益的下限")


@pytest.fixture
def loaded() -> str:
    """The sample packs, loaded from their folder."""
    version = packs_load(actor=SYSTEM, root=SAMPLE_ROOT)
    assert version is not None
    return version


def raised(number: int = 2) -> dict[str, str]:
    """The sample with the transfer measure's title changed under a new number."""
    files = sample_files()
    text = files[MEASURES]
    start = text.index("- id: ")
    files[MEASURES] = text[:start] + text[start:].replace("- id: ", f"- version: {number}\n  id: ", 1)
    return files


def test_first_loading_keeps_every_item_as_its_first_version(loaded: str) -> None:
    items = Document.objects.count() + Measure.objects.count()
    assert ItemVersion.objects.filter(number=1, pack_version=loaded).count() == items
    publication = Publication.objects.get()
    assert (publication.version_id, publication.before_id, publication.origin) == (loaded, None, "files")
    assert set(publication.changes.values_list("change", flat=True)) == {"new"}


def test_the_desk_publishes_on_what_is_in_force(loaded: str) -> None:
    clauses = dict(Clause.objects.values_list("ref", "pk"))
    version = files_publish(actor=REVIEWER, files=raised(), origin=PackOrigin.DESK, based_on=loaded)
    assert PackVersion.objects.get(is_current=True).version == version
    assert PackVersion.objects.get(pk=version).parent_id == loaded
    change = PublishedChange.objects.get(publication__version=version)
    assert (change.kind, change.change, change.number, change.number_before) == ("measure", "changed", 2, 1)
    assert OutboxEvent.objects.filter(name="policy.rulebook_changed").count() == 2
    assert dict(Clause.objects.values_list("ref", "pk")) == clauses


@pytest.mark.parametrize("actor", [ANONYMOUS, PersonActor(user_id="4", roles=frozenset({Role.OFFICER}))])
def test_only_who_may_publish_does(loaded: str, actor: PersonActor) -> None:
    with pytest.raises(NotAllowed):
        files_publish(actor=actor, files=raised(), origin=PackOrigin.DESK, based_on=loaded)
