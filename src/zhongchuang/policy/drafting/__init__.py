"""The desk's engine, pure: what a draft holds, its rendering as pack files, its checks, its effect.

`content.py` is what a draft holds after a step; `opening.py` makes the first content, of a new text or a published
document; `document_file.py`, `changing.py`, `rendering.py` and `writing.py` write it into the files of a rule book;
`sketching.py` puts it into a rule book in memory; `checking.py` and `whole.py` say everything wrong with it and where;
`trying.py` asks one sample subject, and all examples before and after; `proposing.py` finds duties and targets in a
reading, `suggesting.py` what a clause seems to do. No database, no HTTP, no clock.
"""
