"""Notes: told once, read by whom they are for, counted for the bell."""

from __future__ import annotations

import pytest
from django.db import transaction

from zhongchuang.core.actors import ANONYMOUS, PersonActor
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.core.tests.factory import race
from zhongchuang.messages import selectors, services
from zhongchuang.messages.models import Note
from zhongchuang.messages.services import NoteText
from zhongchuang.messages.tests.factory import SYSTEM

READER = PersonActor(user_id="7")


def write(*keys: str) -> list[Note]:
    notes = [NoteText(key, "7", f"办件 {key}", f"Case {key}", "/my/cases/") for key in keys]
    with transaction.atomic():
        return services.note_write_many(actor=SYSTEM, notes=notes)


@pytest.mark.django_db
def test_the_same_key_is_written_once() -> None:
    assert len(write("a")) == 1
    assert [note.key for note in write("a", "b")] == ["b"]
    assert selectors.unread_notes("7") == 2
    assert selectors.unread_notes("8") == 0


@pytest.mark.django_db
def test_a_note_is_read_by_its_reader_and_by_nobody_else() -> None:
    (note,) = write("a")
    for stranger in (PersonActor(user_id="8"), ANONYMOUS):
        with pytest.raises(NotFound):
            services.note_read(actor=stranger, note_id=note.pk)
    read = services.note_read(actor=READER, note_id=note.pk)
    assert read.read_at is not None
    assert services.note_read(actor=READER, note_id=note.pk).read_at == read.read_at
    assert selectors.unread_notes("7") == 0


@pytest.mark.django_db
def test_reading_all_leaves_what_came_after_the_page_was_shown() -> None:
    first, _second = write("a", "b")
    assert services.notes_read_all(actor=READER, up_to=first.pk) == 1
    assert selectors.unread_notes("7") == 1
    with pytest.raises(NotAllowed):
        services.notes_read_all(actor=ANONYMOUS, up_to=first.pk)


@pytest.mark.parametrize("url", ["https://elsewhere.invalid/", "//elsewhere.invalid/", "javascript:0"])
def test_a_note_leads_nowhere_else(url: str) -> None:
    with pytest.raises(ValueError, match="本站"):
        NoteText("a", "7", "中文", "English", url)


@pytest.mark.django_db
def test_notes_of_an_erased_account_are_deleted() -> None:
    write("a", "b")
    with pytest.raises(NotAllowed):
        services.notes_forget_person(actor=READER, account_id="7")
    assert services.notes_forget_person(actor=SYSTEM, account_id="7") == 2
    assert Note.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_who_tell_the_same_at_once_tell_it_once() -> None:
    race([lambda: write("a", "b")] * 4)
    assert Note.objects.count() == 2
