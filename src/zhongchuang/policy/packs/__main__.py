"""`python -m zhongchuang.policy.packs check`."""

from zhongchuang.policy.packs.cli import packs

if __name__ == "__main__":
    packs(prog_name="packs")
