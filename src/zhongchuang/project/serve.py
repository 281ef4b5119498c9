"""`zhongchuang serve`: site, worker and scheduler as three processes under one command; one ends, all end."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import time

import click

from zhongchuang.project.environment import environment as configured

PATIENCE = 8.0
"""Seconds a process has to finish what it is doing."""

MOST_PROCESSES = 4
SITE = "网站"
HEAD_START = 20.0
"""Seconds after which worker and scheduler start although the site does not answer yet; else they start when it does."""
BEHIND = 19
"""How much the worker and the scheduler stand back (nice) for the site, where people wait."""


def why_not(host: str, port: int) -> str | None:
    """The sentence that says why the server could not listen there; None where it could."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return _told(host, port, error)
    return None


def _told(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else 8000
        return (
            f"端口 {port} 已被占用。请停止占用它的程序，或换一个端口：make run PORT={other}。"
            f" Port {port} is taken; stop what uses it or choose another: make run PORT={other}."
        )
    if error.errno == errno.EACCES:
        return (
            f"端口 {port} 需要更高的权限。请换一个 1024 以上的端口，例如 make run PORT=8000。"
            f" Port {port} needs more rights; choose one above 1024, say make run PORT=8000."
        )
    return (
        f"{host} 不是本机的地址，不能在那里监听。请用 --host 127.0.0.1（仅本机）或 0.0.0.0（所有网卡）。"
        f" {host} is no address of this machine; use --host 127.0.0.1 (this machine only) or 0.0.0.0 (all networks)."
    )


def site_processes() -> int:
    """How many processes answer requests: as told by the environment, else one for each core where the database serves them
    all, up to four; one beside an SQLite, where only one writes at a time.
    """
    env = configured()
    if told := env.get("ZHONGCHUANG_SITE_PROCESSES", ""):
        return max(1, int(told)) if told.isascii() and told.isdecimal() else 1
    if not env.get("DATABASE_URL", "").startswith("postgres"):
        return 1
    return min(MOST_PROCESSES, os.cpu_count() or 1)


def commands(host: str, port: int) -> dict[str, list[str]]:
    """What runs, by the name a message uses for it."""
    this = [sys.executable, "-m", "zhongchuang.project"]
    return {
        SITE: [
            *(sys.executable, "-m", "uvicorn", "zhongchuang.project.asgi:application"),
            *("--host", host, "--port", str(port), "--log-level", "warning", "--no-server-header"),
            *("--workers", str(site_processes())),
            # Who says they come from elsewhere is believed only behind a proxy of ours: visitors are counted by address.
            *(() if configured().get("ZHONGCHUANG_BEHIND_PROXY") == "yes" else ("--no-proxy-headers",)),
        ],
        "后台任务": [*this, "worker"],
        "定时任务": [*this, "scheduler"],
    }


def start_behind(
    running: dict[str, subprocess.Popen[bytes]], parts: dict[str, list[str]], environment: dict[str, str]
) -> None:
    """Start what nobody waits for before a page, and let the site go first."""
    for name, command in parts.items():
        running[name] = subprocess.Popen(command, env=environment)
        os.setpriority(os.PRIO_PROCESS, running[name].pid, BEHIND)


def stop_all(running: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ask every process to end, then insist."""
    for process in running.values():
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    for process in running.values():
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()


def answers(host: str, port: int) -> bool:
    """Whether the site accepts connections."""
    try:
        with socket.create_connection((host, port), timeout=0.2):
            return True
    except OSError:
        return False


def interrupt(*_: object) -> None:
    """A plain `kill` ends the three processes just as Ctrl+C does."""
    raise KeyboardInterrupt


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址")
@click.option(
    "--port", default=8000, show_default=True, envvar="PORT", type=click.IntRange(1, 65535), help="端口"
)
def serve(host: str, port: int) -> None:
    """启动网站、后台任务与定时任务；Ctrl+C 停止。先运行 zhongchuang setup（或 make run）。"""
    if refusal := why_not(host, port):
        raise click.ClickException(refusal)
    signal.signal(signal.SIGTERM, interrupt)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "zhongchuang.project.settings",
        "PORT": str(port),  # mails and feeds name the address of the site
    }
    waiting = commands(host, port)
    running = {SITE: subprocess.Popen(waiting.pop(SITE), env=environment)}
    begun, told, ended = time.monotonic(), False, ""
    try:
        while not ended:
            ended = next((name for name, process in running.items() if process.poll() is not None), "")
            up = told or answers(host, port)
            if waiting and (up or time.monotonic() - begun > HEAD_START):
                start_behind(running, waiting, environment)
                waiting = {}
            if up and not told:
                click.echo(f"众创台已启动：http://{host}:{port}  （Ctrl+C 停止）")
                told = True
            time.sleep(0.1 if not told else 0.5)
    except KeyboardInterrupt:
        click.echo("正在停止……")
    finally:
        stop_all(running)
    if ended:
        raise click.ClickException(
            f"{ended}意外停止，其余已一并停下；原因见上方输出。 One part stopped; the others were stopped with it; see above."
        )
