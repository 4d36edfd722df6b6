"""The words of the desk, and which verbs ask what."""

from __future__ import annotations

from dataclasses import dataclass

# What a trace entry of a case is called, without "flow." before it.
ACTS = {
    "open": "发起", "complete": "办理", "claim": "签收", "unclaim": "退签", "send_back": "退回", "recall": "撤回一步",
    "refer": "转办", "add_countersigner": "加签", "drop_countersigner": "减签", "circulate": "传阅",
    "withdraw_copy": "收回传阅", "read": "阅看", "chase": "催办", "suspend": "中止", "resume": "恢复办理",
    "withdraw": "撤回", "void": "作废", "transfer": "移交", "move_version": "变更流程版本", "service": "自动办理",
    "clock.start": "期限起算", "clock.stop": "期限中止", "clock.resume": "期限恢复", "clock.extend": "延长期限",
    "clock.restart": "期限重新起算", "clock.finish": "期限办结", "clock.recount": "期限重算", "card.give": "发牌",
    "card.revoke": "撤销监察牌", "card.appeal": "申诉监察牌", "card.uphold": "维持监察牌", "case.print": "打印办理单",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of the menu: ``asks`` of "opinion", "to" (one), "to_many", "back" (a step); ``must`` be said why."""

    key: str
    name: str
    icon: str
    words: str
    asks: tuple[str, ...] = ("opinion",)
    is_grave: bool = False


ITEM_VERBS = (
    Verb("claim", "签收", "hand-stop", "签收后由您办理，其他人不再看到。", ()),
    Verb("unclaim", "退签", "arrow-back-up", "退还后，同职责的人都可以签收。", ()),
    Verb("send_back", "退回", "arrow-back-up", "退回到前面的环节，须说明原因。", ("back", "opinion")),
    Verb("refer", "转办", "arrow-forward-up", "交给另一岗位办理，环节不变。", ("to", "opinion")),
    Verb(
        "add_countersigner", "加签", "user-plus", "请他人在本环节一同签署意见，都签了才往下走。", ("to_many", "opinion")
    ),
    Verb("mark_read", "已阅", "eye-check", "签阅后从待阅中移出。"),
)
CASE_VERBS = (
    Verb("circulate", "传阅", "users", "给每个岗位一份副本，看完即止，不影响办理。", ("to_many", "opinion")),
    Verb("chase", "催办", "bell-ringing", "提醒正在办理的人；电话催办也在这里记录。"),
    Verb("suspend", "中止", "player-pause", "中止期间任何人不能办理；期限照常计算，依法可以扣除的时间在业务页面登记。"),
    Verb("resume", "恢复办理", "player-play", "恢复后从原来的地方继续。"),
    Verb("withdraw", "撤回整件", "ban", "由发起人撤回，撤回后不再办理。", is_grave=True),
    Verb("void", "作废", "circle-x", "由办件管理人作废，留痕保留，不能恢复。", is_grave=True),
)
