"""Signs in the rows that want a look: each kind reads them from the facts, one list is shown everywhere."""
