"""值班 duty_roster: who is on duty by day and shift, the log that is handed over, urgent papers out of hours."""
