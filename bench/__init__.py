"""What is timed, against whom, and how: `make bench`."""
