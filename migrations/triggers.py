"""What SQLAlchemy's metadata cannot say: the journal and the list of transactions are append-only."""

_KEPT = """
    n, device, dseq, tx, op_id, entity, entity_id, scope, kind, fields, before, base, stamp, actor, action, reason,
    undoes, schema_v, salt, digest, prev_hash, hash
    """

TRIGGERS = (
    f"""
    CREATE TRIGGER journal_keeps BEFORE UPDATE OF{_KEPT}ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
    """,
    """
    CREATE TRIGGER journal_stays BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
    """,
    """
    CREATE TRIGGER tx_keeps BEFORE UPDATE ON tx
    BEGIN SELECT RAISE(ABORT, 'transactions are append-only'); END
    """,
    """
    CREATE TRIGGER tx_stays BEFORE DELETE ON tx
    BEGIN SELECT RAISE(ABORT, 'transactions are append-only'); END
    """,
)
