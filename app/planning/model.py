"""Records of planning: which months are closed."""

from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Record


class Closing(Record):
    """A month that was closed (关账): its printed figures never change any more."""

    __tablename__ = "closing"
    ref_prefix = "CL"

    calendar: Mapped[str]
    """Of which calendar the period is."""
    period: Mapped[str] = mapped_column(index=True)
    first_on: Mapped[int]
    last_on: Mapped[int]
    state: Mapped[str]
    """closed or open: opened again."""
    known_tx: Mapped[int]
    """The transaction up to which data were known when it was closed."""
    cells_sha256: Mapped[str]
    """The month's cells as they were printed, in the files store."""
    reason: Mapped[str]
