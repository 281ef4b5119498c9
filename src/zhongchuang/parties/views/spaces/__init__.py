"""Pages of makerspaces.

`public.py`: what everybody sees; `editing.py`: a space registered and changed; `keeping.py`: the register of a space;
`story.py` and `recording.py`: one tenant and what happens to it; `periods.py`: figures; `sheets.py`: import and export.
"""
