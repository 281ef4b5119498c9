"""Packs from a folder to a `RuleBook`.

Everything wrong is told together (`PackError.problems`), each with file and line. The version is the
SHA-256 of the files themselves; a rule book is built once per version and process, and a file that did not
change is not read again for the next version (`reading/memory.py`).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TypeVar

from zhongchuang.expressions import Fact, Vocabulary
from zhongchuang.policy.documents.errors import DocumentError
from zhongchuang.policy.packs.errors import Problem, Problems
from zhongchuang.policy.packs.quotes import quote_problems
from zhongchuang.policy.packs.reading import nodes
from zhongchuang.policy.packs.reading.clauses import read_duty, read_fields, read_lineage, read_target
from zhongchuang.policy.packs.reading.documents import read_basis, read_document_entry
from zhongchuang.policy.packs.reading.examples import read_example
from zhongchuang.policy.packs.reading.measures import MeasureReader
from zhongchuang.policy.packs.reading.memory import Memory, digest
from zhongchuang.policy.packs.reading.places import read_organ, read_place
from zhongchuang.policy.packs.reading.vocabulary import read_fact
from zhongchuang.policy.packs.references import report_broken_references
from zhongchuang.policy.packs.schema import (
    Organ,
    Pack,
    PackDocument,
    Place,
    Question,
    RuleBook,
)
from zhongchuang.policy.packs.text import read_text

ROOT_VARIABLE = "ZHONGCHUANG_PACKS"
OF_OTHER_ROOMS = frozenset({"programmes", "vouchers", "cumulation"})
"""Folders of a pack that other rooms read: what they say changes without a new rule book."""
_KEPT_VERSIONS = 8  # a server replays a few old versions beside the present one
_BUILT: dict[str, RuleBook] = {}
_READ = Memory()
T = TypeVar("T")


def default_root() -> Path:
    """The packs folder: `ZHONGCHUANG_PACKS`, else the `packs/` of the repository this package stands in."""
    named = os.environ.get(ROOT_VARIABLE)
    if named:
        return Path(named)
    return Path(__file__).resolve().parents[4] / "packs"


def load_rulebook(root: Path | None = None) -> RuleBook:
    """All packs under `root` (`default_root()` where None).

    Raises `PackError` with every problem found; `FileNotFoundError` where the folder is not there.
    """
    return rulebook_of(read_files(default_root() if root is None else root))


def read_files(root: Path) -> dict[str, str]:
    """The files that make up the packs: path under `root` → content, sorted. Raises `PackError` on other
    encodings.
    """
    if not root.is_dir():
        raise FileNotFoundError(
            f"没有政策包目录 {root}；请用环境变量 {ROOT_VARIABLE} 指明。"
            f"There is no packs folder {root}; name it in the environment variable {ROOT_VARIABLE}."
        )
    found: dict[str, str] = {}
    problems = Problems()
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.suffix not in (".yaml", ".txt") or not path.is_file() or OF_OTHER_ROOMS & set(path.parts):
            continue
        try:
            found[name] = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            problems.add(
                Problem(
                    name,
                    0,
                    "文件不是 UTF-8 编码，请另存为 UTF-8。",
                    "The file is not UTF-8; save it as UTF-8.",
                )
            )
        except OSError as error:
            problems.add(
                Problem(
                    name,
                    0,
                    f"文件打不开（{error.strerror}），请检查权限。",
                    f"The file cannot be opened ({error.strerror}); check its permissions.",
                )
            )
    if not found and not problems.errors:
        problems.add(
            Problem(
                root.name,
                0,
                "目录里没有政策包，请核对路径。",
                "There are no packs in this folder; check the path.",
            )
        )
    problems.raise_errors()
    return dict(sorted(found.items()))


def version_of(files: Mapping[str, str]) -> str:
    """SHA-256 over names and contents, lengths included, so that no two sets of files share one."""
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        for part in (name.encode(), content.encode()):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return digest.hexdigest()


def rulebook_of(files: Mapping[str, str]) -> RuleBook:
    """The rule book these files say; the same files give the same object. Raises `PackError`."""
    version = version_of(files)
    book = _BUILT.get(version)
    if book is None:
        book, problems = read_rulebook(files)
        problems.extend(quote_problems(book))
        problems.raise_errors()
        while len(_BUILT) >= _KEPT_VERSIONS:
            _BUILT.pop(next(iter(_BUILT)), None)
        book = _BUILT.setdefault(version, book)  # two threads may build it at once
    return book


def read_rulebook(files: Mapping[str, str]) -> tuple[RuleBook, Problems]:
    """What can be read of the files, and what is wrong with them.

    With errors the book holds placeholders: it is good for looking for more errors and for nothing else.
    """
    return _Builder(version_of(files), files).build()


class _Builder:
    """Reads the files of one version in the order in which they need each other."""

    def __init__(self, version: str, files: Mapping[str, str]) -> None:
        self.version = version
        # the version does not depend on the order of the files, and PostgreSQL keeps JSON in an order of its own
        self.files = dict(sorted(files.items()))
        self.problems = Problems()
        self.vocabulary_files = {
            name: content
            for name, content in sorted(files.items(), key=lambda item: (item[0].count("/"), item[0]))
            if PurePosixPath(name).name == "vocabulary.yaml"
        }
        self.vocabulary_key = digest(*(part for item in self.vocabulary_files.items() for part in item))
        self.vocabulary_read = object()

    def build(self) -> tuple[RuleBook, Problems]:
        """The rule book and everything wrong in the files."""
        vocabulary, questions, self.vocabulary_read = self._vocabulary()
        places = self._places()
        organs: list[Organ] = [*self._each("organs.yaml", "organs", read_organ)]
        packs: dict[str, Pack] = {}
        for folder in self._folders():
            pack = self._pack(folder, vocabulary)
            if pack is not None:
                packs[pack.id] = pack
                organs += self._each(f"{folder}/organs.yaml", "organs", read_organ)
        book = RuleBook(
            self.version,
            _parents_first(packs),
            vocabulary,
            places,
            tuple(organs),
            questions,
            dict(self.files),
        )
        report_broken_references(book, self.problems)
        return book, self.problems

    def _folders(self) -> list[str]:
        folders = sorted({PurePosixPath(name).parts[0] for name in self.files if "/" in name})
        for folder in folders:
            if f"{folder}/pack.yaml" not in self.files:
                self.problems.add(
                    Problem(
                        f"{folder}/pack.yaml",
                        0,
                        "缺少 pack.yaml，整个文件夹没有读。",
                        "pack.yaml is missing; the folder was not read.",
                    )
                )
        return folders

    def _root(self, name: str, problems: Problems) -> nodes.Spot | None:
        content = self.files.get(name)
        return None if content is None else nodes.parse(name, content, problems)

    def _list(self, name: str, key: str, problems: Problems) -> Iterator[nodes.Spot]:
        """The entries of a file that holds a list, bare or under `key`; none where there is no file."""
        root = self._root(name, problems)
        if root is None:
            return
        if root.is_table:
            yield from root.table((key,)).items(key)
            return
        yield from root.items()

    def _each(
        self, name: str, key: str, read: Callable[[nodes.Spot], T], *rests_on: Hashable
    ) -> tuple[T, ...]:
        """What `read` makes of the entries of a file; `rests_on` is all it looks at beside the file."""
        if name not in self.files:
            return ()
        return _READ.recall(
            (key, name, digest(self.files[name]), *rests_on),
            lambda problems: tuple(read(spot) for spot in self._list(name, key, problems)),
            self.problems,
        )

    def _vocabulary(self) -> tuple[Vocabulary, dict[str, Question], object]:
        """Facts and questions of all packs, and this very reading of them.

        A rule answers only to facts of the vocabulary object it was compiled with. What is compiled therefore rests on the
        reading, not on the content: the same content read again makes the rules be read again.
        """
        return _READ.recall(("vocabulary", self.vocabulary_key), self._read_vocabulary, self.problems)

    def _read_vocabulary(self, problems: Problems) -> tuple[Vocabulary, dict[str, Question], object]:
        facts: dict[str, Fact] = {}
        questions: dict[str, Question] = {}
        for name in self.vocabulary_files:
            for spot in self._list(name, "facts", problems):
                read = read_fact(spot)
                if read is None:
                    continue
                fact, question = read
                if fact.name in facts:
                    spot.error(
                        f"事实“{fact.name}”已在别处声明，请直接使用。",
                        f"The fact “{fact.name}” is declared already; use that one.",
                    )
                    continue
                facts[fact.name] = fact
                questions[fact.name] = question
        return Vocabulary(facts.values()), questions, object()

    def _places(self) -> dict[str, Place]:
        found: dict[str, Place] = {}
        for place in self._each("places.yaml", "places", read_place):
            if place.code in found:
                self.problems.add(
                    Problem.at(
                        place.written_at,
                        f"区划代码 {place.code} 写了两次。",
                        f"Place code {place.code} is written twice.",
                    )
                )
            found[place.code] = place
        return found

    def _pack(self, folder: str, vocabulary: Vocabulary) -> Pack | None:
        root = self._root(f"{folder}/pack.yaml", self.problems)
        if root is None:
            return None
        table = root.table(("id", "place", "title"), ("parent",))
        pack, place = table.text("id"), table.text("place")
        documents = self._documents(folder, place)
        measures = MeasureReader(pack, place, documents, vocabulary)
        promises = self._entries(folder, "measures", measures.read, self.vocabulary_read, *measures.rests_on)
        return Pack(
            id=pack,
            place=place,
            title=table.both("title"),
            parent=table.optional_text("parent"),
            documents=documents,
            basis={b.id: b for b in self._entries(folder, "basis", read_basis)},
            measures=tuple(m for m in promises if m is not None),
            duties=self._entries(folder, "duties", lambda spot: read_duty(spot, pack), pack),
            targets=self._entries(folder, "targets", lambda spot: read_target(spot, pack), pack),
            fields=self._entries(folder, "fields", lambda spot: read_fields(spot, pack), pack),
            lineage=self._entries(folder, "lineage", lambda spot: read_lineage(spot, pack), pack),
            examples=self._entries(
                folder,
                "examples",
                lambda spot: read_example(spot, pack, vocabulary),
                pack,
                self.vocabulary_read,
            ),
            written_at=root.where,
        )

    def _entries(
        self, folder: str, what: str, read: Callable[[nodes.Spot], T], *rests_on: Hashable
    ) -> tuple[T, ...]:
        """What `read` makes of the entries of `<folder>/<what>.yaml` and of `<folder>/<what>/*.yaml`."""
        alone, within = f"{folder}/{what}.yaml", f"{folder}/{what}/"
        names = [n for n in self.files if n == alone or (n.startswith(within) and n.endswith(".yaml"))]
        return tuple(entry for name in names for entry in self._each(name, what, read, *rests_on))

    def _documents(self, folder: str, place: str) -> dict[str, PackDocument]:
        found: dict[str, PackDocument] = {}
        for name in self.files:
            if not (name.startswith(f"{folder}/documents/") and name.endswith(".yaml")):
                continue
            text = self.files.get(str(PurePosixPath(name).with_suffix(".txt")))
            document = _READ.recall(
                ("document", name, digest(self.files[name], text or ""), text is None, place),
                partial(self._document, name, text, place),
                self.problems,
            )
            if document is not None:
                found[document.id] = document
        return found

    def _document(self, name: str, text: str | None, place: str, problems: Problems) -> PackDocument | None:
        path = PurePosixPath(name)
        root = self._root(name, problems)
        if root is None:
            return None
        if text is None:
            root.error(f"旁边没有原文 {path.stem}.txt。", f"The text {path.stem}.txt is not beside it.")
            return None
        document = read_document_entry(root, place, text)
        try:
            read_text(document)
        except DocumentError as error:
            root.error(f"读不了原文：{error.zh}", f"The text cannot be read: {error.en}")
            return None
        if document.id != path.stem:
            root.error(
                f"id“{document.id}”与文件名“{path.stem}”不同。",
                f"The id “{document.id}” differs from the file name “{path.stem}”.",
            )
        return document


def _parents_first(packs: Mapping[str, Pack]) -> dict[str, Pack]:
    """A parent before those that extend it; a circle or a missing parent is told by the reference check."""

    def depth(pack: Pack) -> int:
        steps, parent = 0, pack.parent
        while parent is not None and parent in packs and steps <= len(packs):
            steps, parent = steps + 1, packs[parent].parent
        return steps

    return dict(sorted(packs.items(), key=lambda item: (depth(item[1]), item[0])))
