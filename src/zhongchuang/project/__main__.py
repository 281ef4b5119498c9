"""`python -m zhongchuang.project` is the command `zhongchuang`."""

from zhongchuang.project.cli import main

main()
