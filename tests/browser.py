"""The browser of the journeys: Debian's Chromium, installed by the suite itself where it may, else Playwright's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ARGUMENTS = (
    "--no-sandbox",  # root in a container; pages come from this machine only
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HINT = (
    "没有找到 Chromium。Debian/Ubuntu：sudo apt-get install chromium fonts-noto-cjk；"
    "其他系统：.venv/bin/playwright install chromium。"
    " No Chromium: install Debian's `chromium` and `fonts-noto-cjk`, or run `.venv/bin/playwright install chromium`."
)


def system_chromium() -> str | None:
    """Path of the machine's Chromium, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def has_chinese_font() -> bool:
    """Whether a page's Chinese would be drawn as letters and not as boxes."""
    tool = shutil.which("fc-list")
    if tool is None:
        return False
    return bool(subprocess.run([tool, ":lang=zh"], capture_output=True).stdout.strip())


def install_from_debian() -> None:
    """Root on a Debian machine installs browser and font by itself."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-cjk"],
        ):
            subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)


def playwright_chromium() -> str | None:
    """Playwright's own download, fetched if it is not there yet."""
    subprocess.run(
        [sys.executable, "-m", "playwright", "install", "chromium"], check=False, capture_output=True
    )
    found = sorted(Path.home().glob(".cache/ms-playwright/chromium-*/chrome-linux*/chrome"))
    return str(found[-1]) if found else None


def executable() -> str:
    """A Chromium that can draw Chinese; ends with the sentence that says how to get one."""
    if not (system_chromium() and has_chinese_font()):
        install_from_debian()
    path = system_chromium() or playwright_chromium()
    if path is None:
        raise SystemExit(HINT)
    return path
