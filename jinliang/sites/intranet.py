"""The inner site: what civil servants work on."""

from pathlib import Path

from .common import settings_for

JINLIANG_SITE = "inner"
JINLIANG_IS_TRIAL: bool
JINLIANG_MARK_FONT: Path
JINLIANG_OUTER_ADDRESS: str

globals().update(
    settings_for(
        JINLIANG_SITE,
        [
            "jinliang.subsystems.incoming",
            "jinliang.subsystems.supervision",
            "jinliang.subsystems.outgoing",
            "jinliang.subsystems.document_exchange",
            "jinliang.subsystems.seal_use",
            "jinliang.subsystems.disclosure.inner",
            "jinliang.subsystems.disclosure.report",
            "jinliang.subsystems.personal_office",
            "jinliang.subsystems.statistics",
            "jinliang.subsystems.duty_roster",
            "jinliang.bridges",
        ],
    )
)

# What joins two subsystems here.
JINLIANG_BRIDGES = (
    "document_exchange_to_duty_roster",
    "document_exchange_to_incoming",
    "incoming_to_outgoing",
    "incoming_to_supervision",
    "outgoing_to_document_exchange",
)

ROOT_URLCONF = "jinliang.sites.intranet_urls"
