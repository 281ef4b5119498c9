"""Schemes are kept for ever under their version; a quote that its clause does not say is not taken."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from zhongchuang.core.errors import NotAllowed
from zhongchuang.parties.tests.factory import actor, make_account
from zhongchuang.policy import services as policy
from zhongchuang.vouchers import cli, services
from zhongchuang.vouchers.errors import SchemeChanged, SchemeNotInForce, SchemeUnknown, SchemeUnreadable
from zhongchuang.vouchers.models import SchemeVersion, Voucher
from zhongchuang.vouchers.selectors import newest_scheme, newest_schemes, scheme_of, schemes_in_force
from zhongchuang.vouchers.terms import read_scheme
from zhongchuang.vouchers.tests.factory import EXAMPLES
from zhongchuang.vouchers.tests.worlds import BOOKS, SCHEME, World, load_scheme

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).parents[2] / "policy" / "packs" / "tests" / "sample"


def example(name: str) -> SchemeVersion:
    """One of the examples, its quotes taken for those of its clauses."""
    content = (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8")
    scheme = read_scheme(f"{name}.yaml", content)
    quotes = [one.quote for one in scheme.basis] + [one.quote for one in scheme.figures]
    said = "".join(filter(None, quotes + [one.quote for one in scheme.services]))
    clauses = {(one.document, one.clause or ""): said for one in scheme.basis}
    return services.scheme_load(actor=BOOKS, file=f"{name}.yaml", content=content, clauses=clauses)


def test_loaded_it_says_the_same_as_the_file() -> None:
    kept = load_scheme()
    assert scheme_of(kept) == read_scheme("trial.yaml", SCHEME.format(version=1, year_cap=300_000))
    assert load_scheme().pk == kept.pk
    assert [one.code for one in schemes_in_force()] == ["trial@1"]


def test_the_same_version_with_other_content_is_an_error() -> None:
    load_scheme()
    with pytest.raises(SchemeChanged):
        load_scheme(year_cap=1)
    load_scheme(version=2, year_cap=1)
    assert newest_scheme("trial").code == "trial@2"
    with pytest.raises(SchemeUnknown):
        newest_scheme("nowhere")


def test_a_quote_that_the_clause_does_not_say() -> None:
    content = (EXAMPLES / "innovation-voucher.yaml").read_text(encoding="utf-8")
    with pytest.raises(SchemeUnreadable, match="引文"):
        services.scheme_load(actor=BOOKS, file="innovation-voucher.yaml", content=content, clauses={})
    with pytest.raises(SchemeUnreadable, match=r"trial\.yaml"):
        services.scheme_load(actor=BOOKS, file="trial.yaml", content="id: trial", clauses={})
    assert not SchemeVersion.objects.exists()


def test_people_load_nothing() -> None:
    with pytest.raises(NotAllowed):
        services.scheme_load(actor=actor(make_account()), file="x.yaml", content="", clauses={})
    with pytest.raises(NotAllowed):
        services.schemes_load(actor=actor(make_account()), root=EXAMPLES)


def test_what_is_awaited_issues_nothing_and_invented_figures_only_where_they_are_tried(
    settings: Settings,
) -> None:
    world = World()
    example("innovation-voucher")
    example("demonstration")
    assert schemes_in_force() == ()
    assert [one.scheme for one in newest_schemes()] == ["innovation-voucher"]
    for name in ("innovation-voucher", "demonstration"):
        with pytest.raises(SchemeNotInForce):
            world.voucher(scheme=name)
    assert not Voucher.objects.exists()
    settings.DEMONSTRATION = True
    assert {one.scheme for one in schemes_in_force()} == {"demonstration", "trial"}
    assert world.voucher(scheme="demonstration").scheme.code == "demonstration@1"


def test_the_commands(tmp_path: Path) -> None:
    policy.packs_load(actor=BOOKS, root=SAMPLE)
    folder = tmp_path / "somewhere" / "vouchers"
    folder.mkdir(parents=True)
    (folder / "trial.yaml").write_text(SCHEME.format(version=1, year_cap=5), encoding="utf-8")
    run = CliRunner().invoke
    assert "已载入 trial@1" in run(cli.load, ["--root", str(tmp_path)]).output
    assert "没有变化" in run(cli.load, ["--root", str(tmp_path)]).output
    assert "可以发券" in run(cli.schemes).output
    (folder / "trial.yaml").write_text(SCHEME.format(version=1, year_cap=6), encoding="utf-8")
    told = run(cli.load, ["--root", str(tmp_path)])
    assert (told.exit_code, "新的版本号" in told.output) == (1, True)


def scheme_file(root: Path, place: str, name: str, content: str) -> Path:
    """A scheme as a release brings it."""
    file = root / place / "vouchers" / f"{name}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")
    return file


def test_every_place_brings_its_own_and_one_id_in_two_places_is_an_error_that_names_both(
    tmp_path: Path,
) -> None:
    policy.packs_load(actor=BOOKS, root=SAMPLE)
    ours = SCHEME.format(version=1, year_cap=5)
    scheme_file(tmp_path, "one", "trial", ours)
    twin = scheme_file(tmp_path, "other", "trial", SCHEME.format(version=1, year_cap=6))
    with pytest.raises(SchemeUnreadable) as told:
        services.schemes_load(actor=BOOKS, root=tmp_path)
    assert all(f"{place}/vouchers/trial.yaml" in told.value.what.zh for place in ("one", "other"))
    assert not SchemeVersion.objects.exists()
    twin.unlink()
    scheme_file(tmp_path, "other", "elsewhere", ours.replace("id: trial", "id: elsewhere"))
    made = services.schemes_load(actor=BOOKS, root=tmp_path)
    assert sorted(one.code for one in made) == ["elsewhere@1", "trial@1"]
    assert services.schemes_load(actor=BOOKS, root=tmp_path) == []


def test_one_file_that_changed_keeps_the_others_out_too_and_a_new_version_comes_in(tmp_path: Path) -> None:
    policy.packs_load(actor=BOOKS, root=SAMPLE)
    scheme_file(tmp_path, "one", "trial", SCHEME.format(version=1, year_cap=5))
    services.schemes_load(actor=BOOKS, root=tmp_path)
    scheme_file(
        tmp_path, "one", "another", SCHEME.format(version=1, year_cap=5).replace("id: trial", "id: another")
    )
    scheme_file(tmp_path, "one", "trial", SCHEME.format(version=1, year_cap=6))
    with pytest.raises(SchemeChanged):
        services.schemes_load(actor=BOOKS, root=tmp_path)
    assert [one.code for one in SchemeVersion.objects.all()] == ["trial@1"]
    scheme_file(tmp_path, "one", "trial", SCHEME.format(version=2, year_cap=6))
    made = services.schemes_load(actor=BOOKS, root=tmp_path)
    assert sorted(one.code for one in made) == ["another@1", "trial@2"]
    assert scheme_of(newest_scheme("trial")).version == 2


def test_a_file_in_another_encoding_says_so(tmp_path: Path) -> None:
    policy.packs_load(actor=BOOKS, root=SAMPLE)
    scheme_file(tmp_path, "one", "trial", "").write_bytes("id: 试验".encode("gbk"))
    with pytest.raises(SchemeUnreadable, match="UTF-8"):
        services.schemes_load(actor=BOOKS, root=tmp_path)
