"""Programmes as data (pure): what may be applied for, on which words, with which form, in which steps, until when.

======================  ===================================================================
`schema.py`             the shape of a programme; nothing else decides it
`reading.py`            files and texts to programmes, every problem told with its place
`rules.py`              the names rules may use, and a programme's rules compiled
`checking.py`           against the rule book: basis, quotes, measure, modality, applicants
`numbers.py`            numbers and the words that set them
`names.py` `known.py`   ids, keys of claims, sources of prefills; what the platform knows
`problems.py` `wording.py`  what is wrong, as sentences with a place; `errors.py` refuses with them
`fields.py`             answers to a form: read, checked, told apart from one another
======================  ===================================================================
"""
