"""The step table of one office of the stage county, in use: its head looks at documents before they go to a leader."""
