"""Papers of a case: taken by what they are, not by what they are called; taken away again while the case is the applicant's."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile

from zhongchuang.cases.errors import PapersFull
from zhongchuang.cases.models import Case, CaseFile
from zhongchuang.cases.programmes.schema import Material
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.cases.services.answering import editable_case
from zhongchuang.cases.services.invoices import reading_keep, upload_read
from zhongchuang.cases.services.repeating import once
from zhongchuang.clearance.invoices.evidence import Reading
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotFound
from zhongchuang.core.upload import MEBIBYTE, AcceptedUpload, FileKind, accept_upload
from zhongchuang.files.services import file_remove, file_store

LARGEST = 50 * MEBIBYTE
KINDS: dict[str, FileKind] = {
    "pdf": FileKind.PDF,
    "docx": FileKind.DOCX,
    "xlsx": FileKind.XLSX,
    "ofd": FileKind.OFD,
    "xml": FileKind.XML,
    "png": FileKind.PNG,
    "jpeg": FileKind.JPEG,
}


def kinds_of(material: Material) -> tuple[FileKind, ...]:
    """The kinds of file a material may be."""
    return tuple(KINDS[kind] for kind in material.kinds)


def material_of(case: Case, material: str) -> Material:
    """A material of the programme. Raises NotFound."""
    found = next((one for one in programme_of(case).materials if one.id == material), None)
    if found is None:
        raise NotFound()
    return found


def material_add(
    *,
    actor: Actor,
    case: Case,
    material: str,
    file: UploadedFile[bytes],
    expected_version: int | None,
    key: str | None = None,
) -> CaseFile:
    """Add a paper. The same bytes a second time are the paper that is there. An invoice is read first, in a process of its own.

    Raises InvalidInput for a file that is empty, larger than 50 MB, of another kind or no invoice where one is asked;
    PapersFull, NotFound, StaleVersion, NotAllowed, MoveNotPossible.
    """
    wanted = material_of(case, material)
    upload = accept_upload(file, kinds=kinds_of(wanted), max_bytes=LARGEST, field=f"file-{material}")
    reading = upload_read(case, wanted, upload)

    def run() -> CaseFile:
        locked = editable_case(actor, case.pk, expected_version)
        return _added(actor, locked, wanted, upload, reading)

    return once(
        model=CaseFile,
        actor=actor,
        key=key,
        verb="cases.material_add",
        request={
            "case": case.pk,
            "material": material,
            "sha256": upload.sha256,
            "row_version": expected_version,
        },
        run=run,
    )


def _added(
    actor: Actor, case: Case, material: Material, upload: AcceptedUpload, reading: Reading | None
) -> CaseFile:
    there = CaseFile.objects.filter(case=case, material=material.id, removed_at=None).select_related("file")
    same = next((paper for paper in there if paper.file.sha256 == upload.sha256), None)
    if same is not None:
        if reading is not None:  # handed in once more: a number that a PDF needs may have been typed since
            reading_keep(same, reading)
        return same
    if len(there) >= material.max_files:
        raise PapersFull(material.max_files)
    stored = file_store(actor=actor, upload=upload, belongs_to=f"case:{case.pk}")
    paper = CaseFile.objects.create(case=case, material=material.id, file=stored, added_at=clock.now())
    if reading is not None:
        reading_keep(paper, reading)
    _touch(case)
    audit_write(
        actor=actor,
        verb="cases.material_add",
        target=case,
        after={"material": material.id, "sha256": upload.sha256, "bytes": len(upload.data)},
    )
    return paper


def material_remove(
    *, actor: Actor, case_id: int, file_key: str, expected_version: int | None, key: str | None = None
) -> Case:
    """Take a paper away; what was handed in before stays as it was. Raises NotFound, StaleVersion, NotAllowed,
    MoveNotPossible.
    """

    def run() -> Case:
        case = editable_case(actor, case_id, expected_version)
        paper = (
            CaseFile.objects.filter(case=case, file__key=file_key, removed_at=None)
            .select_related("file")
            .first()
        )
        if paper is None:
            raise NotFound()
        paper.removed_at = clock.now()
        paper.save(update_fields=["removed_at"])
        file_remove(actor=actor, file=paper.file)
        _touch(case)
        audit_write(
            actor=actor,
            verb="cases.material_remove",
            target=case,
            before={"material": paper.material, "sha256": paper.file.sha256},
            after={"material": paper.material, "sha256": ""},
        )
        return case

    return once(
        model=Case,
        actor=actor,
        key=key,
        verb="cases.material_remove",
        request={"case": case_id, "file": file_key, "row_version": expected_version},
        run=run,
    )


def _touch(case: Case) -> None:
    case.changed_at = clock.now()
    case.row_version += 1
    case.save(update_fields=["changed_at", "row_version"])
