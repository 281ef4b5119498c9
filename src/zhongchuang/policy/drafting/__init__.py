"""The desk's engine, pure: what a draft holds, its rendering as pack files, its checks, its effect.

`content.py` is what a draft holds after a step; `opening.py` makes the first content, of a new text or a published
document; `rendering.py` writes it into the files of a rule book; `checking.py` says everything wrong with it and where;
`trying.py` asks one sample subject, and all examples, before and after; `proposing.py` finds duties and targets in a
reading; `measure_form.py` is a measure as fields of a form. No database, no HTTP, no clock.
"""
