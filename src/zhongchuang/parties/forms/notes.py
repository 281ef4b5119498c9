"""The form of the notes page."""

from __future__ import annotations

from django import forms


class ReadAllForm(forms.Form):
    """Up to which note everything is read. Doing it twice is doing it once."""

    newest = forms.IntegerField(min_value=0)
