"""Reports that go out by themselves: when, to whom, in which language; and what was handed out."""
