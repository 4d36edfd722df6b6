"""What everything stands on: actors, refusals, the clock, days, ids, money, Excel, keys. No tables, knows no app."""
