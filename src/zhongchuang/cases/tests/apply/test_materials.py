"""Papers: taken by what they are, refused with a sentence, kept once, taken away."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhongchuang.cases.errors import MoveNotPossible, PapersFull
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, CaseFile
from zhongchuang.cases.services.materials import LARGEST, material_add, material_remove
from zhongchuang.cases.tests.apply.given import PDF, PNG, a_pdf, draft, verified, whose
from zhongchuang.cases.tests.factory import applicant, case_at
from zhongchuang.core.errors import InvalidInput, NotFound
from zhongchuang.core.locks import StaleVersion
from zhongchuang.files.selectors import file_bytes
from zhongchuang.parties.tests.factory import actor

pytestmark = pytest.mark.django_db


def add(case: Case, file: SimpleUploadedFile, material: str = "licence", **more: Any) -> CaseFile:
    said: dict[str, Any] = {"actor": whose(case), "expected_version": case.row_version}
    paper = material_add(case=case, material=material, file=file, **(said | more))
    case.refresh_from_db()
    return paper


def test_a_paper_is_kept_as_it_was_handed_in() -> None:
    case = draft()
    paper = add(case, a_pdf())
    assert file_bytes(paper.file) == PDF and paper.file.belongs_to == f"case:{case.pk}"
    assert paper.file.media_type == "application/pdf" and case.row_version == 2


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (SimpleUploadedFile("证明.pdf", PNG), "只接受PDF"),
        (SimpleUploadedFile("证明.png", PDF), "扩展名却是 .png"),
        (SimpleUploadedFile("证明.pdf", b""), "文件是空的"),
        (SimpleUploadedFile("脚本.html", b"<script>alert(1)</script>"), "只接受PDF"),
    ],
)
def test_what_is_not_what_it_should_be_is_refused(file: SimpleUploadedFile, why: str) -> None:
    case = draft()
    with pytest.raises(InvalidInput, match=why) as refused:
        add(case, file)
    assert list(refused.value.fields) == ["file-licence"] and not CaseFile.objects.exists()


def test_sixty_megabytes_are_refused_before_they_are_read() -> None:
    file = SimpleUploadedFile("大.pdf", PDF)
    file.size = 60 * 1024 * 1024
    with pytest.raises(InvalidInput, match="文件超过 50 MB"):
        add(draft(), file)
    assert file.size > LARGEST


def test_a_script_in_a_name_is_a_name_and_nothing_else() -> None:
    paper = add(draft(), a_pdf('..\\..\\<img src=x onerror="alert(1)">.pdf'))
    assert "<" not in paper.file.name and '"' not in paper.file.name and "\\" not in paper.file.name


def test_the_same_bytes_are_the_same_paper_and_no_more_than_the_programme_takes() -> None:
    case = draft()
    first = add(case, a_pdf())
    assert add(case, a_pdf("另一个名字.pdf")) == first
    with pytest.raises(PapersFull, match="最多 1 个"):
        add(case, a_pdf(data=PDF + b"%2"))


def test_a_paper_is_taken_away() -> None:
    case = draft()
    paper = add(case, a_pdf())
    material_remove(
        actor=whose(case),
        case_id=case.pk,
        file_key=paper.file.key,
        expected_version=case.row_version,
    )
    paper.refresh_from_db()
    assert paper.removed_at is not None and paper.file.removed_at is not None
    case.refresh_from_db()
    with pytest.raises(NotFound):
        material_remove(
            actor=whose(case),
            case_id=case.pk,
            file_key=paper.file.key,
            expected_version=case.row_version,
        )


def test_papers_are_the_applicants_while_the_case_lies_with_them() -> None:
    case = draft()
    with pytest.raises(NotFound):
        add(case, a_pdf(), actor=actor(applicant(verified(2))))
    with pytest.raises(NotFound):
        add(case, a_pdf(), material="no_such")
    with pytest.raises(StaleVersion):
        add(case, a_pdf(), expected_version=case.row_version + 1)
    with pytest.raises(MoveNotPossible):
        add(case_at(State.REVIEWING), a_pdf())
