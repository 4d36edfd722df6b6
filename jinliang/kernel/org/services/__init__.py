"""The only writers of the organisation's tables: verbs that take ``by`` and leave a trace.

The system administrator makes units and people, the security administrator grants; the trial and the installer
act as ``base.actor.SYSTEM``. Whatever changes somebody's seats raises his ``rights_version``.
"""

from .absences import check_absence, end_absence, hold_person, note_absence
from .accounts import (
    change_password,
    change_policy,
    close_session,
    enable_totp,
    end_session,
    end_sessions,
    new_password,
    open_session,
    reset_password,
    reset_totp,
    set_active,
    unlock,
    verify_code,
    verify_password,
)
from .divisions import load_shipped_divisions
from .foreign import meet_unit, take_node
from .imports import apply_import, keep_import
from .loading import DivisionRow, PersonRow, UnitRow, load_divisions, load_grants, load_people, load_units
from .people import (
    appoint,
    create_user,
    edit_user,
    end_appointment,
    note_export,
    reveal_mobile,
)
from .rights import (
    confirm_appointment,
    decline_appointment,
    delegate,
    delete_group,
    dismiss_admin,
    end_delegation,
    grant,
    name_admin,
    revoke,
    save_group,
    set_duties,
)
from .units import create_division, create_post, create_unit, dissolve_unit, edit_unit, end_post, move_unit

__all__ = [
    "DivisionRow",
    "PersonRow",
    "UnitRow",
    "apply_import",
    "appoint",
    "change_password",
    "change_policy",
    "check_absence",
    "close_session",
    "confirm_appointment",
    "create_division",
    "create_post",
    "create_unit",
    "create_user",
    "decline_appointment",
    "delegate",
    "delete_group",
    "dismiss_admin",
    "dissolve_unit",
    "edit_unit",
    "edit_user",
    "enable_totp",
    "end_absence",
    "end_appointment",
    "end_delegation",
    "end_post",
    "end_session",
    "end_sessions",
    "grant",
    "hold_person",
    "keep_import",
    "load_divisions",
    "load_grants",
    "load_people",
    "load_shipped_divisions",
    "load_units",
    "meet_unit",
    "move_unit",
    "name_admin",
    "new_password",
    "note_absence",
    "note_export",
    "open_session",
    "reset_password",
    "reset_totp",
    "reveal_mobile",
    "revoke",
    "save_group",
    "set_active",
    "set_duties",
    "take_node",
    "unlock",
    "verify_code",
    "verify_password",
]
