"""What BPMN can say and a table cannot: each thing by its name, and what to do instead."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from jinliang.base.errors import Refusal

from .words import MODEL

_TASK = "请改为用户任务（userTask），由人办理"
_TIME = "请去掉，改在步骤表中为环节填写时限"
_FLAT = "请把里面的环节展开画在同一张图上"
_MESSAGE = "请去掉；与其他系统的往来由平台的业务处理"
INSTEAD = {
    "task": _TASK, "manualTask": _TASK, "sendTask": _MESSAGE, "receiveTask": _MESSAGE,
    "scriptTask": "请去掉；步骤表不执行程序", "businessRuleTask": "请改为带条件的排他网关",
    "subProcess": _FLAT, "transaction": _FLAT, "adHocSubProcess": _FLAT, "callActivity": _FLAT,
    "boundaryEvent": _TIME, "intermediateCatchEvent": _TIME, "intermediateThrowEvent": _MESSAGE,
    "timerEventDefinition": _TIME, "messageEventDefinition": _MESSAGE, "signalEventDefinition": _MESSAGE,
    "errorEventDefinition": "请改为一个通向退回环节的动作", "escalationEventDefinition": "请改为一个动作",
    "compensateEventDefinition": "请改为一个动作", "conditionalEventDefinition": "请改为带条件的排他网关",
    "linkEventDefinition": "请用连线直接相连", "terminateEventDefinition": "请改为普通的结束事件",
    "cancelEventDefinition": "请改为一个动作", "eventBasedGateway": "请改为排他网关",
    "complexGateway": "请改为并行网关，汇合的数目在步骤表中设置", "messageFlow": _MESSAGE,
    "standardLoopCharacteristics": "请用连线画出循环", "choreography": _FLAT, "conversation": _MESSAGE,
}  # fmt: skip
# Says nothing about how a case travels.
SILENT = {
    "documentation", "extensionElements", "textAnnotation", "association", "group", "category", "incoming", "outgoing",
    "auditing", "monitoring", "text", "dataObject", "dataObjectReference", "dataStoreReference", "property",
    "ioSpecification", "dataInputAssociation", "dataOutputAssociation",
}  # fmt: skip


def local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def is_model(element: Element) -> bool:
    return str(element.tag).startswith(f"{{{MODEL}}}")


def called(element: Element) -> str:
    """How a person finds it in his drawing."""
    name = (element.get("name") or "").strip()
    return f"“{name[:30]}”（{element.get('id', '没有标识')}）" if name else f"“{element.get('id', '没有标识')}”"


def refuse(element: Element, owner: Element | None = None) -> Refusal:
    kind = local(element)
    where = called(owner if owner is not None else element)
    return Refusal(f"{where}是 {kind}，步骤表不支持", "", INSTEAD.get(kind, "请在建模工具中去掉它"), field="file")
