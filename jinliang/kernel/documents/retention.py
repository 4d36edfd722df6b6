"""For how long a document is kept: the mark with which it is filed (归档标识)."""

from __future__ import annotations

REGULATION = "《机关文件材料归档范围和文书档案保管期限规定》"
FILING = "办结的公文应当及时归档（《党政机关公文处理工作条例》第二十七条）"
RETENTIONS = {"permanent": "永久", "30": "30年", "10": "10年", "none": "不归档（留存备查）"}
