"""What people are told of documents on their way."""

from __future__ import annotations

from jinliang.kernel.notices.registry import NoticeKind

RECEIVED = NoticeKind("document_exchange.received", "收到公文")
CHASED = NoticeKind("document_exchange.chased", "公文催收", channels=("page", "sms"))
ANSWERED = NoticeKind("document_exchange.answered", "公文退回和超时未签收")
