"""Every table is of one of four kinds: record (journaled), fact (by batch), derived (rebuilt), the machine's own."""

from app.core.model import RECORD_CLASSES
from migrations.models import metadata

MACHINE = {"delivery", "device", "folder_file", "job_run", "journal", "meta", "numbered", "tx"}
"""Not journaled, not exchanged: what this file needs to know about itself."""
DERIVED = ("cell", "kpi_", "incentive_entry", "meeting_text")
"""How the names of tables begin that may be dropped and rebuilt."""


def test_every_table_is_of_one_kind() -> None:
    left = {
        name
        for name, table in metadata.tables.items()
        if name not in RECORD_CLASSES and "batch_n" not in table.columns and not name.startswith(DERIVED)
    }
    assert left == MACHINE


def test_no_column_of_a_record_has_a_default_that_the_journal_would_not_see() -> None:
    for name in RECORD_CLASSES:
        for column in metadata.tables[name].columns:
            assert column.default is None, f"{name}.{column.name}"
            assert column.server_default is None, f"{name}.{column.name}"
            assert column.onupdate is None, f"{name}.{column.name}"


def test_no_record_is_unique_by_anything_but_its_id() -> None:
    """Two devices may enter the same code; duplicates are reported, never a reason for the exchange to stop."""
    for name in RECORD_CLASSES:
        table = metadata.tables[name]
        assert not [index.name for index in table.indexes if index.unique]
        assert not [one for one in table.constraints if type(one).__name__ == "UniqueConstraint"]
