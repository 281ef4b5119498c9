"""What the suite needs of a set-up: front-end assets and compiled translations."""

from zhongchuang.project import assets
from zhongchuang.project.setup import compile_messages, say

assets.build(say)
compile_messages()
