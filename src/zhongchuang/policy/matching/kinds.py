"""The kinds of subject by the names a person knows."""

from __future__ import annotations

from collections.abc import Mapping

from zhongchuang.policy.packs.schema import SubjectKind, Text

KIND_NAMES: Mapping[SubjectKind, Text] = {
    SubjectKind.SPACE: Text("众创空间", "makerspaces"),
    SubjectKind.INCUBATOR: Text("科技企业孵化器", "incubators"),
    SubjectKind.ENTERPRISE: Text("企业", "firms"),
    SubjectKind.TEAM: Text("创业团队", "teams"),
    SubjectKind.UNIVERSITY: Text("高等院校", "universities"),
    SubjectKind.INSTITUTE: Text("科研院所", "research institutes"),
    SubjectKind.RESEARCHER: Text("科技人员", "researchers"),
    SubjectKind.MENTOR: Text("创业导师", "mentors"),
    SubjectKind.INVESTOR: Text("投资机构和投资人", "investors"),
    SubjectKind.PROVIDER: Text("服务机构", "service providers"),
    SubjectKind.FARMER: Text("农业创客", "farming entrepreneurs"),
}
