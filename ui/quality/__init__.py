"""How far the data can be trusted: scores, rules, reminders."""
