"""Click's own words in Chinese (用法、选项、错误), so that `--help` is complete in the language of its users.

Click asks gettext's default domain for its words; this installs a catalogue for it.
"""

from __future__ import annotations

import gettext as gettext_module

import click
from click import core, decorators, exceptions, formatting, parser, types

WORDS = {
    "Usage:": "用法：",
    "Usage: ": "用法：",
    "Options": "选项",
    "Commands": "命令",
    "Arguments": "参数",
    "[OPTIONS]": "[选项]",
    "Show this message and exit.": "显示这段说明。",
    "Show the version and exit.": "显示版本号。",
    "Error: {message}": "错误：{message}",
    "Try '{command} {option}' for help.": "用法见“{command} {option}”。",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Missing parameter: {param_name}": "缺少参数：{param_name}",
    "Missing command.": "缺少命令。",
    "No such command {name!r}.": "没有命令 {name!r}。",
    "No such option: {name}": "没有选项 {name}",
    "Invalid value: {message}": "值不对：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的值不对：{message}",
    "Could not open file {filename!r}: {message}": "打不开文件 {filename!r}：{message}",
    "default: {default}": "默认：{default}",
    "required": "必填",
    "env var: {var}": "环境变量：{var}",
    "file": "文件",
    "directory": "目录",
    "path": "路径",
    "{name} {filename!r} does not exist.": "{name} {filename!r} 不存在。",
    "{name} {filename!r} is a directory.": "{name} {filename!r} 是目录。",
    "{name} {filename!r} is a file.": "{name} {filename!r} 是文件。",
    "{name} {filename!r} is not readable.": "{name} {filename!r} 不可读。",
    "{name} {filename!r} is not writable.": "{name} {filename!r} 不可写。",
    "{value!r} is not a valid {number_type}.": "{value!r} 不是{number_type}。",
    "Got unexpected extra argument ({args})": "多出的参数（{args}）",
    "Got unexpected extra arguments ({args})": "多出的参数（{args}）",
    "Option {name!r} requires an argument.": "选项 {name!r} 需要一个值。",
    "Option {name!r} does not take a value.": "选项 {name!r} 不带值。",
    "Did you mean {possibility}?": "您是不是要 {possibility}？",
    "Did you mean one of these: {possibilities}?": "您是不是要其中之一：{possibilities}？",
    "(Possible options: {possibilities})": "（可用：{possibilities}）",
    "Aborted!": "已中止。",
    "Do you want to continue?": "继续吗？",
    "{value!r} is not {choice}.": "{value!r} 应为 {choice}。",
    "{value!r} is not one of {choices}.": "{value!r} 不在 {choices} 之中。",
}


def chinese(word: str) -> str:
    """Click's word in Chinese; a word without an entry stays as Click has it."""
    return WORDS.get(word, gettext_module.gettext(word))


def chinese_plural(singular: str, plural: str, n: int) -> str:
    """Chinese has no plural; the singular's entry serves both."""
    return WORDS.get(plural, WORDS.get(singular, gettext_module.ngettext(singular, plural, n)))


def speak_chinese() -> None:
    """Give Click's modules the Chinese words; called once by the entry point."""
    for module in (core, decorators, exceptions, formatting, parser, types, click.utils):
        if hasattr(module, "_"):
            vars(module)["_"] = chinese
        if hasattr(module, "ngettext"):
            vars(module)["ngettext"] = chinese_plural
