"""The room's verbs.

`writing.py` writes mails in the transaction that causes them; `sending.py` hands them over; `keeping.py` tries again what
was given up and forgets what need not be kept. `notes.py` writes what is read on the site, `texting.py` short messages.
"""

from zhongchuang.messages.decisions import Letter, NoteText, ShortText
from zhongchuang.messages.services.keeping import mail_forget_old, mail_forget_person, mail_retry
from zhongchuang.messages.services.notes import (
    note_read,
    note_write,
    note_write_many,
    notes_forget_person,
    notes_read_all,
)
from zhongchuang.messages.services.sending import mail_send_due
from zhongchuang.messages.services.texting import sms_forget_person, sms_rewrap, sms_send_due, sms_write_many
from zhongchuang.messages.services.writing import letter_of, mail_write, mail_write_many

__all__ = [
    "Letter",
    "NoteText",
    "ShortText",
    "letter_of",
    "mail_forget_old",
    "mail_forget_person",
    "mail_retry",
    "mail_send_due",
    "mail_write",
    "mail_write_many",
    "note_read",
    "note_write",
    "note_write_many",
    "notes_forget_person",
    "notes_read_all",
    "sms_forget_person",
    "sms_rewrap",
    "sms_send_due",
    "sms_write_many",
]
