"""The room's failures.

Unavailable
├── NoPacks             no pack version is loaded yet
└── VersionUnreadable   an old version is written in a form this release no longer reads
InvalidInput
├── AnswerUnreadable    an answer is not a value of its fact
├── ChangeUnusable      a change of a scenario makes no sense for its measure
├── TableUnusable       an uploaded table is no population
├── TextUnreadable      what was put in at the desk cannot be read
└── DraftInvalid        what was given for a draft does not fit it; says so field by field
Conflict
├── DraftThere          somebody is at work on the document already
├── DraftOutdated       what the draft changes was changed by another publication
├── SubscribedAlready   the same subscription a second time
├── FilesConflict       both doors changed the same file of the packs
└── ItemVersionTaken    a document or measure changed, its number did not
Refused
├── TooManySubscriptions  an account can have so many and no more
├── QuestionUnknown     nothing of that name is asked
├── NobodyRegistered    there is no registered organisation to simulate
├── PopulationInUse     runs rest on the population
├── RunOver             the run has ended
├── NothingToUndo       there is no step before, or none ahead
└── DraftNotReady       something is wrong with a draft that is to be submitted or published
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zhongchuang.core.errors import Conflict, InvalidInput, Refused, Unavailable, Wording


class NoPacks(Unavailable):
    """There is nothing to answer from yet."""

    default_code = "policy.no_packs"

    def __init__(self) -> None:
        super().__init__(
            "平台还没有载入任何政策。",
            "No policies have been loaded yet.",
            next_zh="请管理员运行 zhongchuang packs load。",
            next_en="An administrator runs `zhongchuang packs load`.",
        )


class VersionUnreadable(Unavailable):
    """An old version of a document or measure is kept, but this release no longer reads its form."""

    default_code = "policy.version_unreadable"

    def __init__(self, number: int) -> None:
        super().__init__(
            f"第 {number} 版是按以前的格式保存的，现在的程序读不了。",
            f"Version {number} is kept in a former form that this release no longer reads.",
            next_zh="原样的文件可以导出：zhongchuang packs export。",
            next_en="Its files can be exported as they are: `zhongchuang packs export`.",
        )


class AnswerUnreadable(InvalidInput):
    """What was typed is not a value of the fact."""

    default_code = "policy.answer_unreadable"

    def __init__(self, fact: str, wording: Wording) -> None:
        super().__init__(
            wording.zh,
            wording.en,
            fields={fact: wording},
            next_zh="请改正后继续；答不上来可以跳过。",
            next_en="Correct it and go on; you may skip what you cannot answer.",
        )


class FilesConflict(Conflict):
    """Both sides changed the same lines of the packs since they last agreed; nothing was written."""

    default_code = "policy.files_conflict"

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        super().__init__(
            f"同一处内容两边都改过：{'、'.join(names)}。什么也没有写入。",
            f"Both sides changed the same content: {', '.join(names)}. Nothing was written.",
            next_zh="请以现行版本为底，把要改的内容重做一遍；命令行见 zhongchuang packs export 与 import。",
            next_en="Make the change again on top of the present version; see `zhongchuang packs export` and `import`.",
        )


class ItemVersionTaken(Conflict):
    """Documents or measures whose content changed under a number that stands for other content already."""

    default_code = "policy.item_version_taken"

    def __init__(self, items: Sequence[tuple[str, int, int]]) -> None:
        """`items`: id, the number that is taken, the first number that is free."""
        self.items = tuple(items)
        zh = "；".join(f"{slug} 第 {number} 版（请改为 version: {free}）" for slug, number, free in items)
        en = "; ".join(f"{slug} version {number} (write version: {free})" for slug, number, free in items)
        super().__init__(
            f"内容变了，版本号没有变：{zh}。",
            f"The content changed under the same version number: {en}.",
            next_zh="请在条目里提高 version，再载入一次；原来的版本保留不动。",
            next_en="Raise `version` in the entry and load again; the old version stays as it is.",
        )


class QuestionUnknown(Refused):
    """A fact that the present packs do not ask."""

    default_code = "policy.question_unknown"

    def __init__(self, fact: str) -> None:
        super().__init__(
            f"现行政策不问“{fact}”。",
            f"The present policies do not ask “{fact}”.",
            next_zh="请回到问答页继续。",
            next_en="Go back to the questions and continue.",
        )


class TextUnreadable(InvalidInput):
    """What was put in at the desk cannot be read."""

    default_code = "policy.text_unreadable"

    def __init__(self, field: str, wording: Wording) -> None:
        super().__init__(
            wording.zh,
            wording.en,
            fields={field: wording},
            next_zh="请换一个文件，或者把文字贴进来。",
            next_en="Choose another file, or paste the text.",
        )


class DraftInvalid(InvalidInput):
    """What was given for a draft does not fit it; nothing was changed."""

    default_code = "policy.draft_invalid"

    def __init__(self, fields: Mapping[str, Wording]) -> None:
        first = next(iter(fields.values()))
        super().__init__(first.zh, first.en, fields=fields)


class DraftThere(Conflict):
    """Somebody is at work on the document already (`key` is their draft), or it is published (`key` is empty)."""

    default_code = "policy.draft_there"

    def __init__(self, key: str, title: str) -> None:
        self.key = key
        if key:
            super().__init__(
                f"“{title}”已经有人在起草。",
                f"Somebody is at work on “{title}” already.",
                next_zh="请在工作台打开那份草稿。",
                next_en="Open that draft at the desk.",
            )
        else:
            super().__init__(
                f"“{title}”已经发布。",
                f"“{title}” is published already.",
                next_zh="要修改它，请从它的页面进入工作台。",
                next_en="To change it, open it for the desk from its own page.",
            )


class DraftOutdated(Conflict):
    """What the draft changes was changed by another publication since it was begun."""

    default_code = "policy.draft_outdated"

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        super().__init__(
            f"起草期间，现行政策里的 {'、'.join(names)} 已被别的发布改动。",
            f"Since this draft was begun another publication changed {', '.join(names)}.",
            next_zh="请放弃这份草稿，从现行文件重新打开，再改一遍。",
            next_en="Discard this draft, open the document again as it is now, and make the change anew.",
        )


class NothingToUndo(Refused):
    """There is no step before, or none ahead."""

    default_code = "policy.nothing_to_undo"

    def __init__(self, *, ahead: bool) -> None:
        super().__init__(
            "后面没有可以重做的步骤。" if ahead else "已经回到最初，没有可以撤销的步骤。",
            "There is no step to do again."
            if ahead
            else "This is the first state; there is nothing to undo.",
            next_zh="请继续编辑。",
            next_en="Go on editing.",
        )


class DraftNotReady(Refused):
    """Something is wrong with a draft that is to be submitted or published; `count` things in all."""

    default_code = "policy.draft_not_ready"

    def __init__(self, first: Wording, count: int) -> None:
        self.count = count
        super().__init__(
            f"还有 {count} 处要处理，第一处：{first.zh}",
            f"{count} thing(s) remain, the first: {first.en}",
            next_zh="请在“检查”里逐条处理。",
            next_en="Settle them one by one under “Check”.",
        )


class SubscribedAlready(Conflict):
    """The same wish a second time."""

    default_code = "policy.subscribed_already"

    def __init__(self) -> None:
        super().__init__(
            "您已经有一项一样的订阅，没有再改。",
            "You already have a subscription just like this; nothing was changed.",
            next_zh="请回到“我的订阅”查看。",
            next_en="See your subscriptions.",
        )


class TooManySubscriptions(Refused):
    """An account can have so many and no more."""

    default_code = "policy.too_many_subscriptions"

    def __init__(self, most: int) -> None:
        super().__init__(
            f"一个账户最多有 {most} 项订阅。",
            f"An account can have {most} subscriptions at most.",
            next_zh="请先取消不再需要的，或把几项并成一项。",
            next_en="End those you no longer need, or join several into one.",
        )


class ChangeUnusable(InvalidInput):
    """A change of a scenario that makes no sense for its measure; `field` names what to correct."""

    default_code = "policy.change_unusable"

    def __init__(self, field: str, wording: Wording) -> None:
        super().__init__(wording.zh, wording.en, fields={field: wording})


class TableUnusable(InvalidInput):
    """An uploaded table from which no population can be made; nothing of it was kept."""

    default_code = "policy.table_unusable"

    def __init__(self, wording: Wording) -> None:
        super().__init__(
            wording.zh,
            wording.en,
            fields={"file": wording},
            next_zh="文件没有保存；请改正后再上传。",
            next_en="Nothing was kept; correct the file and upload it again.",
        )


class NobodyRegistered(Refused):
    """The platform knows of no organisation yet."""

    default_code = "policy.nobody_registered"

    def __init__(self) -> None:
        super().__init__(
            "平台上还没有登记可以测算的单位。",
            "No organisation that could be simulated is registered yet.",
            next_zh="请上传一张表，或用合成人群试算。",
            next_en="Upload a table, or try with a drawn population.",
        )


class PopulationInUse(Refused):
    """A population whose runs are kept."""

    default_code = "policy.population_in_use"

    def __init__(self, runs: int) -> None:
        super().__init__(
            f"有 {runs} 次测算用了这个人群，不能删除。",
            f"{runs} run(s) rest on this population; it cannot be deleted.",
            next_zh="请先删除那些测算方案。",
            next_en="Delete those scenarios first.",
        )


class RunOver(Refused):
    """A run that has ended cannot be cancelled."""

    default_code = "policy.run_over"

    def __init__(self) -> None:
        super().__init__(
            "这次测算已经结束，不能再取消。",
            "This run has ended and cannot be cancelled.",
            next_zh="请刷新页面看结果。",
            next_en="Reload the page to see the result.",
        )
