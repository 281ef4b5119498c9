"""The words of the interface: Chinese in the source, English in `locale/en/LC_MESSAGES/django.po`.

    python -m zhongchuang.project.messages update    bring the catalogue in line with the source
    python -m zhongchuang.project.messages check     what is not translated, and Chinese that cannot be

Messages are read from compiled templates and from Python's own syntax tree, so neither xgettext nor a pattern
that guesses is needed. A translation stays as long as its message; a message that is gone takes it along.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from django.template.base import Node, NodeList, Template, TextNode
from django.template.engine import Engine
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

SOURCE = Path(__file__).resolve().parents[1]
CATALOGUE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
HAN = re.compile(r"[\u3400-\u9fff]")
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|\{(\w*)\}")
BOTH_LANGUAGES = frozenset({"error.html", "500.html"})
"""Pages that say everything in both languages at once: they must speak even where translation failed."""
HEADER = """# 众创台：界面文字的英文。
msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
"""Without the dates Babel would write: a catalogue changes only when its words do."""
SINGULAR = frozenset({"gettext", "gettext_lazy", "gettext_noop", "_"})
PLURAL = frozenset({"ngettext", "ngettext_lazy"})
CONTEXT = frozenset({"pgettext", "pgettext_lazy"})


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """One message of the source; `plural` where number counts, `context` where the words are ambiguous."""

    text: str
    plural: str = ""
    context: str = ""

    @property
    def catalogue_id(self) -> str | tuple[str, str]:
        """How Babel names it."""
        return (self.text, self.plural) if self.plural else self.text


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a reader of English would stumble over."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}：{self.what}"


def template_files(source: Path = SOURCE) -> list[Path]:
    """Every template of every room: pages, and the texts of mails."""
    kinds = ("*.html", "*.txt")
    return sorted(
        file for folder in source.rglob("templates") for kind in kinds for file in folder.rglob(kind)
    )


def python_files(source: Path = SOURCE) -> list[Path]:
    """Every module but tests and migrations."""
    return sorted(file for file in source.rglob("*.py") if not {"tests", "migrations"} & set(file.parts))


def _compiled(file: Path) -> Template:
    return Template(file.read_text(encoding="utf-8"), engine=Engine.get_default(), name=file.name)


def _walk(nodes: NodeList) -> Iterator[Node]:
    for node in nodes:
        yield node
        for attribute in getattr(node, "child_nodelists", ()):
            children = getattr(node, attribute, None)
            if children:
                yield from _walk(children)


def in_template(template: Template) -> Iterator[Found]:
    """The messages of one compiled template."""
    for node in _walk(template.nodelist):
        if isinstance(node, TranslateNode):
            literal = node.filter_expression.var.literal
            if isinstance(literal, str):
                yield Found(literal.replace("%", "%%"), context=_context(node))
        elif isinstance(node, BlockTranslateNode):
            singular, _ = node.render_token_list(node.singular)
            plural = node.render_token_list(node.plural)[0] if node.plural else ""
            yield Found(singular, plural, _context(node))


def _context(node: TranslateNode | BlockTranslateNode) -> str:
    words = node.message_context.var if node.message_context else ""
    return words if isinstance(words, str) else ""


def in_module(tree: ast.AST) -> Iterator[Found]:
    """The messages of one Python module: calls of gettext with literal words."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        words = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if name in SINGULAR and len(words) == 1:
            yield Found(words[0])
        elif name in PLURAL and len(words) == 2:
            yield Found(words[0], words[1])
        elif name in CONTEXT and len(words) == 2:
            yield Found(words[1], context=words[0])


def messages(source: Path = SOURCE) -> dict[Found, list[str]]:
    """Every message and the files that use it."""
    found: dict[Found, list[str]] = {}
    for file in [*template_files(source), *python_files(source)]:
        text = file.read_text(encoding="utf-8")
        each = in_template(_compiled(file)) if file.suffix != ".py" else in_module(ast.parse(text))
        for message in each:
            files = found.setdefault(message, [])
            name = file.relative_to(source).as_posix()
            if name not in files:
                files.append(name)
    return found


def read_catalogue(path: Path = CATALOGUE) -> Catalog:
    """The translations as they stand; empty where there are none yet."""
    if not path.is_file():
        return Catalog(locale="en")
    with path.open("rb") as file:
        return read_po(file, locale="en")


def updated(old: Catalog, found: Mapping[Found, list[str]]) -> Catalog:
    """A catalogue of exactly the messages found, with the translations that still apply."""
    new = Catalog(locale="en")
    for message in sorted(found):
        before = old.get(message.catalogue_id, message.context or None)
        new.add(
            message.catalogue_id,
            before.string if before else None,
            locations=[(file, 0) for file in found[message]],
            context=message.context or None,
            flags=before.flags if before else (),
        )
    return new


def _strings(message: Message) -> list[str]:
    string = message.string or ""
    return [string] if isinstance(string, str) else list(string)


def untranslated(catalogue: Catalog, found: Mapping[Found, list[str]]) -> Iterator[Problem]:
    """Messages without English, fuzzy ones, and English that lost or invented a placeholder."""
    for message, files in sorted(found.items()):
        where = f"{files[0]}「{message.text}」"
        there = catalogue.get(message.catalogue_id, message.context or None)
        if there is None or not all(_strings(there)):
            yield Problem(where, "没有英文")
        elif there.fuzzy:
            yield Problem(where, "英文未经确认（fuzzy）")
        else:
            wanted = set(PLACEHOLDER.findall(message.text))
            for english in _strings(there):
                if set(PLACEHOLDER.findall(english)) != wanted:
                    yield Problem(where, f"英文“{english}”的占位符与原文不一致")
                if HAN.search(english):
                    yield Problem(where, f"英文“{english}”里有中文")


def untagged(file: Path) -> Iterator[Problem]:
    """Chinese in a template that no translation tag can reach."""
    if file.name in BOTH_LANGUAGES:
        return
    for node in _walk(_compiled(file).nodelist):
        if isinstance(node, TextNode):
            for line in node.s.splitlines():
                if HAN.search(line):
                    yield Problem(file.name, f"“{line.strip()}”不在翻译标签里")


def problems(source: Path = SOURCE, catalogue: Path = CATALOGUE) -> list[Problem]:
    """Everything that keeps English from being complete."""
    texts = [problem for file in template_files(source) for problem in untagged(file)]
    return [*texts, *untranslated(read_catalogue(catalogue), messages(source))]


def update(catalogue: Path = CATALOGUE) -> int:
    """Write the catalogue anew; how many messages still want English."""
    found = messages()
    new = updated(read_catalogue(catalogue), found)
    catalogue.parent.mkdir(parents=True, exist_ok=True)
    with catalogue.open("wb") as file:
        file.write(HEADER.encode())
        write_po(file, new, omit_header=True, width=0, include_lineno=False)
    return sum(1 for _ in untranslated(new, found))


def main(arguments: list[str]) -> int:
    """The command; 1 where something is missing."""
    import django

    django.setup()
    if arguments == ["update"]:
        print(f"{CATALOGUE.relative_to(Path.cwd())}：还缺 {update()} 条英文")  # noqa: T201 - a command speaks
        return 0
    if arguments == ["check"]:
        found = problems()
        print("\n".join(map(str, found)) or "英文齐全")  # noqa: T201 - a command speaks
        return 1 if found else 0
    print("用法：python -m zhongchuang.project.messages update|check")  # noqa: T201 - a command speaks
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
