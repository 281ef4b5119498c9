"""Programmes as data (pure): what may be applied for, on which words, with which form, in which steps, until when.

======================  ===================================================================
`schema.py`             the shape of a programme; nothing else decides it
`reading.py`            files and texts to programmes, every problem told with its place
`checking.py`           against the rule book: basis, quotes, measure, rules, amounts
`fields.py`             answers to a form: read, checked, told apart from one another
======================  ===================================================================
"""
