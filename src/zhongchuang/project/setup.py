"""`zhongchuang setup`: everything between a checkout and a site that can be served. Safe to repeat; says what it does."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import click

from zhongchuang.project.environment import REPOSITORY, new_environment_file, var_dir

SOURCE = REPOSITORY / "src" / "zhongchuang"


def say(sentence: str) -> None:
    """One line of what is being done."""
    click.echo(f"· {sentence}")


def write_environment_file() -> None:
    """Make keys for this machine unless the environment or an earlier set-up already has them."""
    path = var_dir() / "zhongchuang.env"
    if "ZHONGCHUANG_MODE" in os.environ or path.is_file():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(new_environment_file())
    say(f"生成本机密钥：{path}")


def fingerprint(files: Iterable[Path]) -> str:
    """Changes when a file comes, goes, or is written; names, sizes and times only, so that it costs nothing."""
    digest = hashlib.sha256()
    for file in sorted(files):
        stat = file.stat()
        digest.update(f"{file}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def when_changed(name: str, files: Iterable[Path], sentence: str, step: Callable[[], None]) -> None:
    """Run the step only if its input changed since the last time it ended well."""
    stamp = var_dir() / "stamps" / name
    now = fingerprint(files)
    if stamp.is_file() and stamp.read_text() == now:
        return
    say(sentence)
    step()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(now)


def files_below(folder: Path, *patterns: str) -> list[Path]:
    """All files below the folder that match one of the patterns."""
    return [file for pattern in patterns for file in folder.rglob(pattern) if file.is_file()]


def compile_messages() -> None:
    """Turn the translations into what gettext reads, with Babel: msgfmt may be missing on a machine."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in (SOURCE / "locale").rglob("*.po"):
        with source.open("rb") as file:
            catalog = read_po(file, locale=source.parent.parent.name)
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)


def migrate() -> None:
    """Bring the database to the newest schema, saying so only if there is something to do."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say(f"迁移数据库：{len(plan)} 步")
        call_command("migrate", verbosity=0, interactive=False)
    call_command(
        "createcachetable", verbosity=0
    )  # counters of wrong tries, for all processes; there already: nothing is done


def collect_static() -> None:
    """Gather and compress the static files under names that carry their content's hash."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False, clear=False)


def load_data() -> None:
    """The packs always; the demonstration data in demonstration mode only."""
    from django.conf import settings

    from zhongchuang.core.actors import SYSTEM
    from zhongchuang.core.search import index_ensure
    from zhongchuang.policy import services as policy
    from zhongchuang.policy.errors import FilesConflict, ItemVersionTaken

    if indexed := index_ensure():
        say(f"建立检索索引：{sum(indexed.values())} 条")
    try:
        if version := policy.packs_load(actor=SYSTEM, root=settings.PACKS_DIR):
            say(f"载入政策包：版本 {version[:12]}")
    except (FilesConflict, ItemVersionTaken) as error:  # what is in force stays so; a person must settle it
        say(f"政策包没有载入，继续使用现行版本。{error.sentence}")
    load_programmes()
    load_schemes()
    if settings.DEMONSTRATION:
        from zhongchuang.project.demonstration import load

        if count := load():
            say(f"载入演示数据（虚构）：{count} 个账户")
    from zhongchuang.cases.services.supports_kept import supports_catch_up

    if kept := supports_catch_up(actor=SYSTEM):
        say(f"补记以前办件的支持，供查重：{kept} 件")


def load_schemes() -> None:
    """The rules of the vouchers; what cannot be loaded leaves those that are kept as they are."""
    from django.conf import settings

    from zhongchuang.core.actors import SYSTEM
    from zhongchuang.vouchers.errors import SchemeChanged, SchemeUnreadable
    from zhongchuang.vouchers.services import schemes_load

    try:
        if loaded := schemes_load(actor=SYSTEM, root=settings.PACKS_DIR):
            say(f"载入创新券方案：{len(loaded)} 个")
    except (SchemeUnreadable, SchemeChanged) as error:  # a person must settle it, the site runs on
        say(f"创新券方案没有载入，继续使用原有的。{error.sentence}")


def load_programmes() -> None:
    """What may be applied for; what cannot be loaded leaves the versions in force as they are."""
    from django.conf import settings

    from zhongchuang.cases.programmes.errors import ProgrammeNotReady, ProgrammeVersionTaken
    from zhongchuang.cases.services.programmes import programmes_load
    from zhongchuang.core.actors import SYSTEM

    try:
        if loaded := programmes_load(actor=SYSTEM, root=settings.PACKS_DIR):
            say(f"载入项目：{len(loaded)} 个")
    except (ProgrammeNotReady, ProgrammeVersionTaken) as error:  # a person must settle it, the site runs on
        say(f"项目没有载入，继续使用现行版本。{error.sentence}")


@click.command()
def setup() -> None:
    """准备本机：密钥、前端资源、翻译、数据库、政策包；演示方式下还有演示数据。可重复执行。"""
    from zhongchuang.project import assets
    from zhongchuang.project.cli import start_django

    started = time.monotonic()
    write_environment_file()
    assets.build(say)
    when_changed("messages", files_below(SOURCE / "locale", "*.po"), "编译界面翻译", compile_messages)
    start_django()
    migrate()
    when_changed(
        "static",
        [f for folder in SOURCE.rglob("static") for f in files_below(folder, "*")],
        "收集静态文件",
        collect_static,
    )
    load_data()
    say(f"准备就绪，用时 {time.monotonic() - started:.1f} 秒")
