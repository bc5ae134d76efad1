"""A UserError is a sentence that the user can act on; everything else is a bug."""

from app.core.texts import Text


class UserError(Exception):
    """A refusal in words: what happened, what was kept, what to do; ``text`` renders in any language."""

    def __init__(self, msgid: str, **params: object) -> None:
        """Keep the msgid and its values; nothing is translated before it is shown."""
        super().__init__(msgid, params)
        self.text = Text(msgid, params)

    def __str__(self) -> str:
        return str(self.text)


class UsageError(UserError):
    """A question that no input could answer: a word, a period or a day that there is not, whatever the workspace holds.

    The command line tells it apart from a refused input by its exit status; everywhere else it is a refusal like any.
    """


class Cancelled(Exception):  # noqa: N818 - a decision of the user, not an error
    """Raised by ``Progress.step`` when the user asked to stop; the running write leaves nothing behind."""


def only_read() -> UserError:
    """The refusal of a change where nothing can be written."""
    return UserError("This workspace was opened for reading only; nothing can be changed in it.")
