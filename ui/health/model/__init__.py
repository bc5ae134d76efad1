"""The editor of the health model: a draft, how it would have graded last quarter, and its versions."""
