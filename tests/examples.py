"""How many examples the costly laws try: all of them in ``make torture``, a quarter in ``make test``."""

import os


def examples(thorough: int) -> int:
    """The examples of a law that is thorough with so many."""
    return thorough if os.environ.get("CHANNELDESK_THOROUGH") else max(5, thorough // 4)
