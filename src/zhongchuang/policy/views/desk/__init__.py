"""The desk's pages, where officers work on documents; docs/desk.md walks through them.

`shelf.py`: what lies on the desk, putting a document in. `reading.py`: what was read beside the original, warnings and
mends. `classing.py`: what each clause does. `measures.py`: writing measures. `proposals.py`: duties and targets found.
`closing.py`: check, submit, review, publish, undo. `ending.py`: published documents: amend, repeal, supersede.
"""
