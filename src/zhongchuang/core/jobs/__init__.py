"""Work outside requests: tasks, their retries and rescue, and the schedule.

================  ===========================================================================================
`tasks.py`        `retryable`: how often a task may be tried; the tasks of this floor
`reaper.py`       `reap`: rescues tasks whose worker died, tries failed ones again
`heartbeat.py`    a worker's sign of life
`scheduler.py`    `Schedule`, `run_scheduler_once`: each due time enqueued exactly once
`worker.py`       `run_worker`: tasks and outbox in one loop
`stop.py`         finishing what is in hand when told to stop
================  ===========================================================================================
"""
