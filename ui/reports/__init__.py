"""Reports that go out: plans, what was handed out, and the queue of mail."""
