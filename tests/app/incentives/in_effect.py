"""A policy in effect without its way there, for tests that are about what follows from it."""

from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.incentives.model import PolicyVersion
from app.incentives.policies.service import save_draft
from app.incentives.policy import Policy


def put_in_effect(db: Database, policy: Policy) -> str:
    """Keep a policy as a version in effect; returns the version's id."""

    def command(session: Session) -> str:
        found = save_draft(session, policy=policy)
        session.flush()
        row = session.get_one(PolicyVersion, found)
        row.state, row.signed_on = "active", policy.from_on
        return found

    return db.write(Action("Policy in effect"), command).value
