"""Click's own words in Chinese (用法、选项、错误), so that `--help` is complete in the language of its users.

Click asks gettext's default domain for its words; this puts the words below in its place. A test compares them with what the
installed Click can say.
"""

from __future__ import annotations

import gettext as gettext_module
import unicodedata

import click
from click import core, decorators, exceptions, formatting, parser, termui, types, utils

WORDS = {
    "Usage:": "用法：",
    "Options": "选项",
    "Commands": "命令",
    "Positional arguments": "参数",
    "Show this message and exit.": "显示这段说明。",
    "Show the version and exit.": "显示版本号。",
    "%(prog)s, version %(version)s": "%(prog)s %(version)s",
    "Confirm the action without prompting.": "不再询问，直接执行。",
    "default: {default}": "默认：{default}",
    "(dynamic)": "（运行时确定）",
    "required": "必填",
    "deprecated": "已停用",
    "env var: {var}": "环境变量：{var}",
    "file": "文件",
    "directory": "目录",
    "path": "路径",
    "Error: {message}": "错误：{message}",
    "Try '{command} {option}' for help.": "用法见“{command} {option}”。",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Missing {param_type}": "缺少{param_type}",
    "Missing parameter: {param_name}": "缺少参数：{param_name}",
    "Missing command.": "缺少命令。",
    "No such command {name!r}.": "没有命令 {name!r}。",
    "No such option {name!r}.": "没有选项 {name!r}。",
    "Did you mean {possibility}?": "您是不是要 {possibility}？",
    "(Did you mean one of: {possibilities}?)": "（您是不是要其中之一：{possibilities}？）",
    "Invalid value: {message}": "值不对：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的值不对：{message}",
    "{value!r} is not a valid {number_type}.": "{value!r} 不是{number_type}。",
    "{value} is not in the range {range}.": "{value} 不在范围 {range} 之内。",
    "{value!r} is not a valid boolean. Recognized values: {states}": "{value!r} 不是“是／否”，可用：{states}",
    "{value!r} is not a valid UUID.": "{value!r} 不是编号（UUID）。",
    "{value!r} does not match the format {format}.": "{value!r} 不符合格式 {format}。",
    "{value!r} does not match the formats {formats}.": "{value!r} 不符合任何一种格式：{formats}。",
    "{value!r} is not {choice}.": "{value!r} 应为 {choice}。",
    "{value!r} is not one of {choices}.": "{value!r} 不在 {choices} 之中。",
    "Choose from:\n\t{choices}": "可选：\n\t{choices}",
    "Takes {nargs} values but 1 was given.": "需要 {nargs} 个值，只给了 1 个。",
    "Takes {nargs} values but {len} were given.": "需要 {nargs} 个值，给了 {len} 个。",
    "{len_type} values are required, but {len_value} was given.": "需要 {len_type} 个值，只给了 {len_value} 个。",
    "{len_type} values are required, but {len_value} were given.": "需要 {len_type} 个值，给了 {len_value} 个。",
    "Got unexpected extra argument ({args})": "多出的参数（{args}）",
    "Got unexpected extra arguments ({args})": "多出的参数（{args}）",
    "Argument {name!r} takes {nargs} values.": "参数 {name!r} 需要 {nargs} 个值。",
    "Option {name!r} requires an argument.": "选项 {name!r} 需要一个值。",
    "Option {name!r} requires {nargs} arguments.": "选项 {name!r} 需要 {nargs} 个值。",
    "Option {name!r} does not take a value.": "选项 {name!r} 不带值。",
    "Could not open file {filename!r}: {message}": "打不开文件 {filename!r}：{message}",
    "unknown error": "原因不明",
    "{name} {filename!r} does not exist.": "{name} {filename!r} 不存在。",
    "{name} {filename!r} is a directory.": "{name} {filename!r} 是目录。",
    "{name} {filename!r} is a file.": "{name} {filename!r} 是文件。",
    "{name} {filename!r} is not executable.": "{name} {filename!r} 不可执行。",
    "{name} {filename!r} is not readable.": "{name} {filename!r} 不可读。",
    "{name} {filename!r} is not writable.": "{name} {filename!r} 不可写。",
    "Aborted!": "已中止。",
    "Do you want to continue?": "继续吗？",
    "Repeat for confirmation": "再输入一次",
    "Error: The two entered values do not match.": "两次输入的不一样，请重新输入。",
    "Error: invalid input": "输入不对，请重新输入。",
    "Press any key to continue...": "按任意键继续……",
    "d": "天",
}
TYPE_NAMES = {
    types.StringParamType: "文字",
    types.UnprocessedParamType: "文字",
    types.DateTime: "日期",
    types.IntParamType: "整数",
    types.IntRange: "整数",
    types.FloatParamType: "数",
    types.FloatRange: "数",
    types.BoolParamType: "是否",
    types.UUIDParameterType: "编号",
    types.File: "文件",
}
"""What stands behind an option in the help, and in “{value} 不是{name}”."""


def chinese(word: str) -> str:
    """Click's word in Chinese; a word without an entry stays as Click has it."""
    return WORDS.get(word, gettext_module.gettext(word))


def chinese_plural(singular: str, plural: str, n: int) -> str:
    """Chinese has no plural, but Click's two sentences may differ in more than number."""
    word = singular if n == 1 else plural
    return WORDS.get(word, gettext_module.ngettext(singular, plural, n))


def columns(text: str) -> int:
    """How wide a text stands in a terminal: a Chinese character takes two columns."""
    return sum(
        2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in click.unstyle(text)
    )


def speak_chinese() -> None:
    """Give Click's modules the Chinese words; called once by the entry point, before commands are imported."""
    for module in (core, decorators, exceptions, formatting, parser, termui, types, utils):
        for name, spoken in (("_", chinese), ("ngettext", chinese_plural)):
            if hasattr(module, name):
                setattr(module, name, spoken)
    for kind, name in TYPE_NAMES.items():
        kind.name = name
    click.Path.name = "路径"
    formatting.term_len = columns  # type: ignore[assignment, attr-defined]  # so that the explanations stand under each other
