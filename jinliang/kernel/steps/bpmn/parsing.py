"""XML that a stranger has written: no document types, no entities, nothing fetched, and only so much of it."""

from __future__ import annotations

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from jinliang.base.errors import Refusal

MOST_BYTES, MOST_ELEMENTS, DEEPEST = 512 * 1024, 5000, 40
_WAY_OUT = "请上传由建模工具导出的 BPMN 2.0 文件（.bpmn 或 .xml）"


def parse(content: bytes) -> Element:
    """The root; a name in a namespace reads "{namespace}name"."""
    if len(content) > MOST_BYTES:
        raise Refusal(f"文件超过 {MOST_BYTES // 1024} KB", "流程文件不会这么大", _WAY_OUT, field="file")
    reader = _Reader()
    try:
        return reader.read(content)
    except (expat.ExpatError, ValueError, LookupError) as fault:
        raise Refusal("文件不是完整的 XML", str(fault), _WAY_OUT, field="file") from fault


class _Reader:
    def __init__(self) -> None:
        self.builder, self.depth, self.count = TreeBuilder(), 0, 0
        # Names arrive as "namespace}name"; a document type is refused before any of its entities is read.
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.StartDoctypeDeclHandler = self.refuse_type
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.builder.data

    def read(self, content: bytes) -> Element:
        self.parser.Parse(content, True)
        return self.builder.close()

    def refuse_type(self, *_: object) -> None:
        why = "文档类型可以引入外部内容或无限展开"
        raise Refusal("文件带有文档类型声明（DOCTYPE）", why, f"请去掉它。{_WAY_OUT}", field="file")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth, self.count = self.depth + 1, self.count + 1
        if self.depth > DEEPEST or self.count > MOST_ELEMENTS:
            raise Refusal("文件的结构太大或太深", "流程文件不会这样", _WAY_OUT, field="file")
        self.builder.start(_named(name), {_named(key): value for key, value in attributes.items()})

    def end(self, name: str) -> None:
        self.depth -= 1
        self.builder.end(_named(name))


def _named(name: str) -> str:
    return f"{{{name}" if "}" in name else name
