"""Who can sign in to the trial, and what each can do there."""

from __future__ import annotations

from dataclasses import dataclass

# One for all, and only in the trial, whose policy row says so on the settings page.
PASSWORD = "Shili-2026"  # noqa: S105

SECTION, OFFICE, GOVERNMENT, BUREAU = "990121050", "990121001", "990121000", "990121003"
TECHNOLOGY = "990121052"
BUREAU_OFFICE = "990121003060"
BOTH = ("inner", "outer")


@dataclass(frozen=True, slots=True)
class Account:
    """A person of the stage county with a password; ``can`` says in Chinese what he is there for."""

    site: str
    login: str
    password: str
    name: str
    post: str
    can: str


@dataclass(frozen=True, slots=True)
class Part:
    """A named role of the walk-through: where it sits, with which duties, on which sites."""

    login: str
    name: str
    unit_code: str
    unit_name: str
    title: str
    can: str
    duties: tuple[str, ...] = ()
    sites: tuple[str, ...] = ("inner",)
    is_head: bool = False
    admin: str = ""


PARTS = (
    Part(
        "clerk", "江映溪", SECTION, "云栎县政务公开科", "公开经办",
        "登记、审查、拟稿、送达公开申请；拟写公文，复核、编号、校对、成文；分发和签收公文；登记、分办收文；保管公开专用章；安排值班",
        (
            "disclosure.clerk", "outgoing.clerk", "outgoing.drafter", "seals.keeper", "incoming.clerk",
            "incoming.secretary", "document_exchange.clerk", "duty_roster.planner",
        ),
    ),
    Part(
        "chief", "叶知川", SECTION, "云栎县政务公开科", "科长",
        "签发告知书和答复、批准延期、审核年度报告；签发公文、复审公文、提出收文拟办意见、督查立项催办；定制本科流程；值班",
        (
            "disclosure.chief", "flow.manager", "outgoing.signer", "incoming.proposer", "document_exchange.reader",
            "supervision.supervisor", "duty_roster.officer", "steps.designer",
        ),
        is_head=True,
    ),
    Part(
        "vetter", "池砚青", SECTION, "云栎县政务公开科", "法制审核员",
        "公开申请的法制审核；公文核稿、合法性审核和保密审查；值班",
        ("disclosure.vetter", "outgoing.vetter", "outgoing.legal_reviewer", "outgoing.secrecy_reviewer",
         "duty_roster.officer"),
    ),
    Part(
        "handler", "柏予衡", BUREAU, "云栎县林业和草原局", "公开承办",
        "作为承办单位提出办理意见；拟写公文；签收本局公文、承办收文和督查事项",
        (
            "disclosure.handler", "outgoing.drafter", "incoming.handler", "document_exchange.clerk",
            "supervision.handler",
        ),
    ),
    Part(
        "leader", "温如岱", GOVERNMENT, "云栎县人民政府", "副县长",
        "签发公文和年度报告、在手机上批示收文、会签、查看电子监察、改定发牌规则、批准印章和用印、查阅统计",
        (
            "disclosure.report_issuer", "flow.monitoring", "flow.card_rules", "outgoing.signer", "seals.approver",
            "seal_use.approver", "incoming.instructor", "document_exchange.reader",
            "statistics.reader",
        ),
        is_head=True,
    ),
    Part(
        "ferry", "麦一舟", TECHNOLOGY, "云栎县信息科", "摆渡员",
        "在内外网之间导出、导入数据包", ("exchange.ferry",), BOTH,
    ),
    Part(
        "approver", "凌望野", TECHNOLOGY, "云栎县信息科", "科长",
        "审批线路和白名单的变更（两人之一）", ("exchange.approver",), BOTH, is_head=True,
    ),
    Part(
        "approver2", "纪南乔", OFFICE, "云栎县人民政府办公室", "副主任",
        "审批线路和白名单的变更（两人之二）；会签公文、批示收文",
        ("exchange.approver", "outgoing.countersigner", "incoming.instructor"), BOTH,
    ),
    Part(
        "keeper", "闻守之", OFFICE, "云栎县人民政府办公室", "办公室主任",
        "保管县政府印章，为签发的公文用印", ("seals.keeper",),
    ),
    Part(
        "sysadmin", "程可为", OFFICE, "云栎县人民政府办公室", "系统管理员",
        "管理单位、岗位、人员、任职", sites=BOTH, admin="org.system_admin",
    ),
    Part(
        "secadmin", "安若平", OFFICE, "云栎县人民政府办公室", "安全管理员",
        "授权、三员任命、登录策略", sites=BOTH, admin="org.security_admin",
    ),
    Part(
        "auditor", "明鉴清", OFFICE, "云栎县人民政府办公室", "审计管理员",
        "查看留痕，审计上述两员", sites=BOTH, admin="org.audit_admin",
    ),
)  # fmt: skip


def accounts() -> list[Account]:
    """What ``serve`` prints. Imports no model."""
    return [
        Account(site, part.login, PASSWORD, part.name, f"{part.unit_name} {part.title}", part.can)
        for site in BOTH
        for part in PARTS
        if site in part.sites
    ]
