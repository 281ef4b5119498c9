"""政策测算: what a change of the rules would mean for a population, without touching a pack version.

`changes` says what is changed, `changed` makes the book in memory, `comparing` asks both books of every subject,
`result` holds what came of it; `tables` reads what somebody uploads, `synthetic` draws a population to try with.
"""
