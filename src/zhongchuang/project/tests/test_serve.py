"""`zhongchuang serve`: a taken port is a sentence; three processes live and end together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from zhongchuang.project import serve


@pytest.fixture
def taken() -> Iterator[int]:
    """A port somebody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_taken_port_is_a_sentence_with_the_way_out(taken: int) -> None:
    told = CliRunner().invoke(serve.serve, ["--port", str(taken)])
    assert told.exit_code == 1
    assert f"端口 {taken} 已被占用" in told.output
    assert f"make run PORT={taken + 1}" in told.output
    assert "is taken" in told.output


def test_the_port_comes_from_the_environment_too(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", str(taken))
    assert f"端口 {taken} 已被占用" in CliRunner().invoke(serve.serve).output


def test_an_address_of_another_machine_is_told_as_such() -> None:
    told = CliRunner().invoke(serve.serve, ["--host", "192.0.2.1", "--port", str(free_port())])
    assert told.exit_code == 1
    assert "192.0.2.1 不是本机的地址" in told.output
    assert "已被占用" not in told.output


def test_a_free_port_is_free_and_a_taken_one_answers(taken: int) -> None:
    assert serve.why_not("127.0.0.1", free_port()) is None
    assert serve.why_not("127.0.0.1", taken) is not None
    assert serve.answers("127.0.0.1", taken)
    assert not serve.answers("127.0.0.1", free_port())


def test_stopping_asks_first_and_insists_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "PATIENCE", 0.5)
    polite = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    stubborn = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)",
        ],
        stdout=subprocess.PIPE,
    )
    assert stubborn.stdout is not None
    stubborn.stdout.readline()
    serve.stop_all({"a": polite, "b": stubborn})
    stubborn.stdout.close()
    assert (polite.wait(5), stubborn.wait(5)) == (-signal.SIGTERM, -signal.SIGKILL)


def served(tmp_path: Path, port: int) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "ZHONGCHUANG_MODE": "test",
        "ZHONGCHUANG_VAR": str(tmp_path),
        "DATABASE_URL": "sqlite:///" + str(tmp_path / "served.sqlite3"),
    }
    (tmp_path / "static").mkdir(exist_ok=True)
    subprocess.run(
        [sys.executable, "-m", "zhongchuang.project", "manage", "migrate", "--verbosity", "0"],
        env=environment,
        check=True,
    )
    return subprocess.Popen(
        [sys.executable, "-m", "zhongchuang.project", "serve", "--port", str(port)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def children(pid: int) -> list[int]:
    listing = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
    return [int(line) for line in listing.stdout.split()]


def test_site_worker_and_scheduler_start_together_and_end_together(tmp_path: Path) -> None:
    port = free_port()
    process = served(tmp_path, port)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert f"http://127.0.0.1:{port}" in line
        with urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
            assert answer.status == 200
        running = children(process.pid)
        assert len(running) == 3
        os.kill(running[1], signal.SIGKILL)
        rest = process.communicate(timeout=60)[0]
        assert "意外停止" in rest
        assert process.returncode == 1
        assert not serve.answers("127.0.0.1", port)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


def test_a_plain_kill_ends_it_quietly(tmp_path: Path) -> None:
    port = free_port()
    process = served(tmp_path, port)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        began = time.monotonic()
        process.terminate()
        rest = process.communicate(timeout=60)[0]
        assert "正在停止" in rest
        assert "Traceback" not in rest
        assert process.returncode == 0
        assert time.monotonic() - began < serve.PATIENCE + 10
        assert not serve.answers("127.0.0.1", port)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
