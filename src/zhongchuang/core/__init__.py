"""The ground floor: what every room stands on, and no word of the domain.

=====================  ====================================================================================
`clock` `working_days`  what time it is, and which days count
`ids` `money`           identifiers people can read; whole 分
`errors` `surfaces`     failures as sentences, and how they are told
`actors`                who acts
`audit/`                what was done, and the proof that nobody changed the record
`outbox/` `jobs/`       what rooms tell each other; work outside requests
`locks` `idempotency`   two people, one row; one request, twice
`crypto`                keys from the environment, with rotation
`upload` `download`     what comes in and goes out
`backup/`               everything into one file and back
=====================  ====================================================================================
"""
