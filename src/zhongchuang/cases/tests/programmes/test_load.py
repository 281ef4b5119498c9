"""Loading the programmes of a release: all or nothing, once, and never behind what is in force."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings

from zhongchuang.cases.models import Programme, ProgrammeVersion
from zhongchuang.cases.programmes.errors import ProgrammeNotReady, ProgrammeVersionTaken
from zhongchuang.cases.programmes.reading import read_content
from zhongchuang.cases.selectors.programmes import version_content
from zhongchuang.cases.services.programmes import programmes_load
from zhongchuang.core.actors import SYSTEM
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import NotAllowed
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import actor, make_account
from zhongchuang.policy.tests.factory import put_in_force, real_book

pytestmark = pytest.mark.django_db
RECOGNITION = "gansu/programmes/space-recognition.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two programmes of the release, to be changed at will; the packs themselves are in force."""
    put_in_force(real_book())
    for name in (RECOGNITION, "liaoning/programmes/running-cost-subsidy.yaml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(Path(settings.PACKS_DIR) / name, tmp_path / name)
    return tmp_path


def rewrite(folder: Path, old: str, new: str) -> None:
    """Change the recognition's file."""
    text = (folder / RECOGNITION).read_text()
    assert old in text
    (folder / RECOGNITION).write_text(text.replace(old, new, 1))


def test_a_programme_comes_into_force_with_its_content(folder: Path) -> None:
    loaded = programmes_load(actor=SYSTEM, root=folder)
    assert loaded == ("gansu/space-recognition", "liaoning/running-cost-subsidy")
    row = Programme.objects.get(code="gansu/space-recognition")
    assert row.place_id == "620000" and row.state == "ready" and row.current is not None
    assert row.current.number == 1 and row.current.origin == "packs"
    assert version_content(row.current.pk).title.zh == row.title
    assert read_content(row.current.content).sections[0].fields[0].prefill == "space.name"
    assert AuditEntry.objects.filter(verb="cases.programme_publish").count() == 2


def test_loading_again_does_nothing(folder: Path) -> None:
    programmes_load(actor=SYSTEM, root=folder)
    assert programmes_load(actor=SYSTEM, root=folder) == ()
    assert ProgrammeVersion.objects.count() == 2


def test_a_higher_version_takes_over_and_the_old_one_stays(folder: Path) -> None:
    programmes_load(actor=SYSTEM, root=folder)
    before = Programme.objects.get(code="gansu/space-recognition")
    rewrite(folder, "version: 1", "version: 2")
    rewrite(folder, "zh: 省级众创空间认定", "zh: 省级众创空间认定（修订）")
    assert programmes_load(actor=SYSTEM, root=folder) == ("gansu/space-recognition",)
    row = Programme.objects.get(code="gansu/space-recognition")
    assert row.title == "省级众创空间认定（修订）" and row.row_version == before.row_version + 1
    assert [v.number for v in row.versions.all()] == [2, 1]


def test_other_content_under_the_same_number_is_refused(folder: Path) -> None:
    programmes_load(actor=SYSTEM, root=folder)
    rewrite(folder, "zh: 省级众创空间认定", "zh: 省级众创空间评定")
    with pytest.raises(ProgrammeVersionTaken, match="version 改为 2"):
        programmes_load(actor=SYSTEM, root=folder)
    assert Programme.objects.get(code="gansu/space-recognition").title == "省级众创空间认定"


def test_a_number_behind_the_one_in_force_is_refused(folder: Path) -> None:
    rewrite(folder, "version: 1", "version: 3")
    programmes_load(actor=SYSTEM, root=folder)
    rewrite(folder, "version: 3", "version: 2")
    with pytest.raises(ProgrammeVersionTaken, match="version 改为 4"):
        programmes_load(actor=SYSTEM, root=folder)


def test_one_wrong_programme_stops_all_and_says_where(folder: Path) -> None:
    rewrite(folder, "quote: 获得省级众创空间认定", "quote: 获得省级众创空间认证")
    with pytest.raises(ProgrammeNotReady) as refused:
        programmes_load(actor=SYSTEM, root=folder)
    (problem,) = refused.value.problems
    assert problem.file == RECOGNITION and problem.key == "basis[0].quote" and problem.line > 0
    assert Programme.objects.count() == 0


def test_an_awaiting_programme_is_a_template(folder: Path) -> None:
    rewrite(
        folder,
        "applicant: space",
        "awaiting: {rules: {zh: 等管理办法, en: Its rules are awaited}}\napplicant: space",
    )
    programmes_load(actor=SYSTEM, root=folder)
    assert Programme.objects.get(code="gansu/space-recognition").state == "awaiting"


def test_an_officer_does_not_load_files(folder: Path) -> None:
    with pytest.raises(NotAllowed):
        programmes_load(actor=actor(make_account(Role.OFFICER)), root=folder)
