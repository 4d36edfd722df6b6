"""The only writers of the duty roster, its log and its alarms."""
