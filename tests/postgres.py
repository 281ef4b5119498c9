"""A real PostgreSQL for the suite: started in a temporary folder, stopped and removed at the end.

The server comes from the machine's own binaries, else from a package of the lock file's `postgres` group. There is no
third way: where neither can be had the suite fails and says how to get one.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
HINT = (
    "没有找到 PostgreSQL 服务器程序（initdb、postgres）。请安装发行版的 postgresql 包，"
    "或联网后重试，让 uv 从锁文件的 postgres 组安装。"
    " No PostgreSQL server binaries: install the distribution's postgresql package, or go online so that the lock "
    "file's `postgres` group can be installed."
)


def machine_binaries() -> Path | None:
    """The newest server on this machine, or None."""
    found = [initdb.parent for initdb in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda folder: float(folder.parent.name))
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path and shutil.which("postgres") else None


def packaged_binaries() -> Path | None:
    """The server inside the pip package, installed from the lock file if it is missing."""
    libraries = REPOSITORY / ".venv" / "lib"
    if not list(libraries.rglob("bin/initdb")):
        uv = shutil.which("uv") or str(REPOSITORY / ".tools/bin/uv")
        subprocess.run(
            [uv, "sync", "--quiet", "--locked", "--inexact", "--group", "postgres"],
            cwd=REPOSITORY,
            check=False,
        )
    found = list(libraries.rglob("bin/initdb"))
    return found[0].parent if found else None


def binaries() -> Path:
    """Where initdb and postgres are."""
    folder = machine_binaries() or packaged_binaries()
    if folder is None:
        raise SystemExit(HINT)
    return folder


def unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root; root starts it as this user."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise SystemExit(
        "以 root 运行时需要 postgres 或 nobody 用户来启动 PostgreSQL。 Root needs a user postgres or nobody."
    )


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """Start a server; yields its DATABASE_URL (database `zhongchuang`, superuser `zhongchuang`).

    It forgets all when the power goes, as a suite may, unless it is `durable` as a real one: each commit on the disk.
    """
    folder, user, port = binaries(), unprivileged_user(), free_port()
    home = Path(tempfile.mkdtemp(prefix="zhongchuang-pg-"))
    data = home / "data"
    if user:
        shutil.chown(home, user)

    def run(*command: str) -> None:
        done = subprocess.run(
            command,
            user=user,
            cwd=home,
            capture_output=True,
            text=True,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        )
        if done.returncode:
            raise SystemExit(f"PostgreSQL 未能启动：{done.stdout}{done.stderr}")

    careless = "" if durable else " -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home} -c max_connections=100"
        + careless
    )
    control = str(folder / "pg_ctl")
    try:
        run(
            str(folder / "initdb"),
            "-D",
            str(data),
            "-U",
            "zhongchuang",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        )
        run(control, "-D", str(data), "-w", "-o", options, "-l", str(home / "log"), "start")
        run(str(folder / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "zhongchuang", "zhongchuang")
        yield f"postgres://zhongchuang@127.0.0.1:{port}/zhongchuang"
    finally:
        subprocess.run(
            [control, "-D", str(data), "-m", "immediate", "stop"], user=user, cwd="/", capture_output=True
        )
        shutil.rmtree(home, ignore_errors=True)
