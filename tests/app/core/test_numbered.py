"""Small numbers stand for records in facts."""

from app.core.db import Action, Database
from app.core.numbered import number_of

DO = Action("Do")


def test_a_record_keeps_its_number_and_others_get_another(db: Database) -> None:
    first = db.write(DO, lambda session: number_of(session, "party", "a")).value
    assert db.write(DO, lambda session: number_of(session, "party", "a")).value == first
    assert db.write(DO, lambda session: number_of(session, "product", "a")).value != first
