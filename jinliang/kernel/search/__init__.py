"""检索: one small index for running text and catalogues, within the reader's sight."""
