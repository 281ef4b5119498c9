"""The room's pages: parse the request, ask a selector or call a verb, draw the answer.

`browsing.py`: front page, documents, clauses, measures. `answering.py`: “我能享受什么” and the verdicts it gives.
"""
