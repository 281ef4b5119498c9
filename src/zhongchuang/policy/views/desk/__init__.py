"""The desk's pages, where officers work on documents; docs/desk.md walks through them.

`shelf.py`: what lies on the desk, putting a document in. `reading.py`: what was read beside the original, and its doubts;
`mending.py`: one mend; `head.py`: particulars and places. `classing.py`: what each clause does. `listing.py` and
`measures.py`: writing measures; `trying.py`: the live check and the trial; `facts.py`: new facts. `proposals.py`: duties and
targets found. `closing.py`: check, submit, review, publish. `moving.py`: undo, redo, history. `ending.py`: published documents
amended, repealed, superseded. `frame.py` is what every page of a draft shows around its own content.
"""
