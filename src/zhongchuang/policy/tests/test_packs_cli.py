"""`zhongchuang packs export|import|versions|load`: what goes out comes in again, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.conf import settings

from zhongchuang.core.actors import SYSTEM
from zhongchuang.core.errors import NotFound
from zhongchuang.policy import cli
from zhongchuang.policy.models import (
    Document,
    ItemVersion,
    Measure,
    PackVersion,
    Publication,
    PublishedChange,
)
from zhongchuang.policy.packs.loader import default_root, read_files, version_of
from zhongchuang.policy.packs.tests.factory import SAMPLE_ROOT, sample_files
from zhongchuang.policy.services import packs_load
from zhongchuang.policy.tests.packs_at_work import (
    MEASURES,
    edited,
    folder,
    in_force,
    loaded_sample,
    published,
    retitled,
)

pytestmark = pytest.mark.django_db


def run(command: str, *arguments: object) -> Result:
    """The command as the shell would call it."""
    commands = {"export": cli.export, "import": cli.import_packs, "versions": cli.versions, "load": cli.load}
    return CliRunner().invoke(commands[command], [str(argument) for argument in arguments])


def forget_everything() -> None:
    """An empty database, as far as the packs go."""
    PublishedChange.objects.all().delete()
    Publication.objects.all().delete()
    ItemVersion.objects.all().delete()
    Measure.objects.all().delete()
    Document.objects.all().delete()
    PackVersion.objects.all().delete()


def test_the_real_packs_go_out_and_come_back_the_same(tmp_path: Path) -> None:
    version = packs_load(actor=SYSTEM, root=default_root())
    hashes = dict(ItemVersion.objects.values_list("slug", "sha256"))
    assert run("export", tmp_path / "out").exit_code == 0
    assert read_files(tmp_path / "out") == read_files(default_root())
    forget_everything()
    assert run("import", tmp_path / "out").exit_code == 0
    assert in_force().version == version
    assert dict(ItemVersion.objects.values_list("slug", "sha256")) == hashes


def test_an_old_version_is_written_by_the_first_characters_of_its_name(tmp_path: Path) -> None:
    first = loaded_sample()
    published(retitled(sample_files(), "share", "改过的"))
    assert run("export", tmp_path / "old", "--version", first[:12]).exit_code == 0
    assert version_of(read_files(tmp_path / "old")) == first
    with pytest.raises(NotFound):
        CliRunner().invoke(cli.export, [str(tmp_path / "x"), "--version", "zz"], catch_exceptions=False)


def test_nothing_is_written_over(tmp_path: Path) -> None:
    loaded_sample()
    (tmp_path / "keep.txt").write_text("x")
    result = run("export", tmp_path)
    assert result.exit_code == 1 and "不是空目录" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["keep.txt"]


def test_an_exported_folder_comes_back_on_top_of_what_was_published_meanwhile(tmp_path: Path) -> None:
    loaded_sample()
    run("export", tmp_path / "work")
    published(retitled(sample_files(), "share", "工作台改的"))
    mark = (tmp_path / "work" / ".version").read_text()
    work = folder(tmp_path / "work", retitled(sample_files(), "voucher", "目录里改的"))
    (work / ".version").write_text(mark)
    result = run("import", work)
    assert result.exit_code == 0, result.output
    titles = dict(Measure.objects.values_list("slug", "title"))
    assert (titles["province/share"], titles["province/voucher"]) == ("工作台改的", "目录里改的")


def test_importing_what_is_in_force_says_so(tmp_path: Path) -> None:
    loaded_sample()
    assert "没有差别" in run("import", SAMPLE_ROOT).output


def test_an_import_is_no_state_of_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an import the next start still knows what the release's folder was, and keeps what was imported."""
    monkeypatch.setattr(settings, "PACKS_DIR", SAMPLE_ROOT)
    loaded_sample()
    run("import", folder(tmp_path / "mine", retitled(sample_files(), "share", "导入的")))
    monkeypatch.setattr(
        settings, "PACKS_DIR", folder(tmp_path / "next", retitled(sample_files(), "voucher", "新版带来的"))
    )
    assert run("load").exit_code == 0
    titles = dict(Measure.objects.values_list("slug", "title"))
    assert (titles["province/share"], titles["province/voucher"]) == ("导入的", "新版带来的")


def test_what_is_wrong_is_told_line_by_line(tmp_path: Path) -> None:
    loaded_sample()
    broken = folder(tmp_path, edited(sample_files(), (MEASURES, "quote: 所得", "quote: 没有的话")))
    result = run("import", broken)
    assert result.exit_code == 1
    assert "province/measures.yaml:1" in result.output and "没有载入" in result.output


def test_loading_says_what_it_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PACKS_DIR", SAMPLE_ROOT)
    assert "已载入政策包" in run("load").output
    assert "没有变化" in run("load").output
    published(retitled(sample_files(), "share", "工作台改的"))
    assert "以前载入过" in run("load").output


def test_the_versions_are_listed_with_their_door() -> None:
    first = loaded_sample()
    second = published(retitled(sample_files(), "share", "改过的"))
    lines = run("versions").output.splitlines()
    newest = next(line for line in lines if second[:12] in line)
    assert "政策工作台" in newest and "现行" in newest and first[:12] in newest
    assert any(first[:12] in line and "政策包文件" in line for line in lines)
