"""`make lighthouse`: the five main pages under Lighthouse, all four scores; ends with 1 where one is below the bar.

The site is set up from nothing in a temporary folder and served as `make run` serves it; Lighthouse comes from
package-lock.json and drives the browser of the journeys as a phone on a slow line (its own default).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import browser
from zhongchuang.project.assets import npm_command

REPOSITORY = Path(__file__).resolve().parents[1]
PROGRAM = REPOSITORY / "node_modules" / ".bin" / "lighthouse"
REPORTS = REPOSITORY / "build" / "lighthouse"
PAGES = {
    "首页": "/",
    "政策": "/policy/",
    "文件": "/policy/liaozhengbanfa-2016-88/",
    "措施": "/measures/",
    "我能享受什么": "/ask/",
}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
BAR = 95
ROUNDS = 3
ATTEMPTS = 3
"""Lighthouse's own advice: the median of several runs, because one run is noise."""


def install() -> None:
    """Lighthouse as the lock file says, running none of the packages' scripts."""
    if not PROGRAM.exists():
        print("· 按 package-lock.json 安装 Lighthouse（仅第一次）", flush=True)
        npm = npm_command(print, REPOSITORY)
        subprocess.run(
            [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
            cwd=REPOSITORY,
            check=True,
        )


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """The platform in demonstration mode, from nothing; its address."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("ZHONGCHUANG") and k != "DATABASE_URL"}
    env = {**kept, "ZHONGCHUANG_VAR": str(folder)}
    port = os.environ.get("PORT", "8123")
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "zhongchuang.project"]
    subprocess.run([*command, "setup"], env=env, check=True, cwd=REPOSITORY)
    server = subprocess.Popen([*command, "serve", "--port", port], env=env, cwd=REPOSITORY)
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(url, timeout=10).close()
                break
            except OSError:
                time.sleep(0.2)
        else:
            raise SystemExit("网站没有启动。The site did not start.")
        yield url
    finally:
        server.terminate()
        server.wait(timeout=30)


def scores(url: str, name: str, number: int) -> dict[str, int]:
    """One run over one page; the report stays in build/lighthouse."""
    report = REPORTS / f"{name}-{number}.json"
    flags = " ".join(["--headless=new", *browser.ARGUMENTS])
    node = shutil.which("node") or str(Path(sys.executable).parent / "node")
    command = [node, str(PROGRAM.resolve()), url, "--quiet", "--output=json", f"--output-path={report}"]
    command += [f"--chrome-flags={flags}", f"--only-categories={','.join(CATEGORIES)}"]
    env = {**os.environ, "CHROME_PATH": browser.executable()}
    for _ in range(ATTEMPTS):  # a trace that was not recorded is no score (Lighthouse itself says: run again)
        if subprocess.run(command, env=env, check=False, cwd=REPOSITORY).returncode == 0:
            break
    else:
        raise SystemExit(f"Lighthouse 对 {url} 没有得出分数。Lighthouse gave no score for it.")
    found = json.loads(report.read_text(encoding="utf-8"))["categories"]
    return {category: round(found[category]["score"] * 100) for category in CATEGORIES}


def median(page: str, url: str) -> dict[str, int]:
    """The middle of the rounds, score by score."""
    runs = [scores(url, page, number) for number in range(1, ROUNDS + 1)]
    return {category: sorted(run[category] for run in runs)[ROUNDS // 2] for category in CATEGORIES}


def main() -> int:
    """All pages; 1 if a score is below the bar."""
    install()
    REPORTS.mkdir(parents=True, exist_ok=True)
    low = 0
    with TemporaryDirectory() as folder, site(Path(folder)) as url:
        print("页面  " + "  ".join(CATEGORIES))
        for page, address in PAGES.items():
            found = median(page, url + address)
            low += sum(score < BAR for score in found.values())
            print(f"{page}  " + "  ".join(str(found[category]) for category in CATEGORIES), flush=True)
    print("全部达到" if not low else f"{low} 项低于 {BAR}；报告在 {REPORTS.relative_to(REPOSITORY)}")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
