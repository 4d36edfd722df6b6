"""All apps of both sites in one: for the type checker, which knows one settings module; never served."""

from .common import settings_for

JINLIANG_SITE = "inner"
JINLIANG_IS_TRIAL: bool
JINLIANG_OUTER_ADDRESS: str

globals().update(
    settings_for(
        JINLIANG_SITE,
        ["jinliang.subsystems.disclosure.inner", "jinliang.subsystems.disclosure.outer"],
    )
)
