"""Files of other systems become batches of facts: readers, profiles, typing, staging, batches, quarantine."""
