"""A score given by hand taken apart: what was asked, who gave it and why, and the files that prove it."""

from collections.abc import Mapping

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.period import day_of
from app.core.texts import N_, Text
from app.dealers.model import Party
from app.health.sheets import KpiInfo
from app.health.surveys.model import SurveyQuestion, SurveyScore
from app.health.surveys.naming import survey_kpi
from app.health.wording import tenths_text
from app.kpi.reference import FigureRef, find_record
from app.lineage.account import Account, Item, document_items
from app.people.model import Person


def score_account(session: Session, infos: Mapping[str, KpiInfo], ref: FigureRef) -> Account:
    """The score that a reference names; raises UserError where it names nothing here."""
    kept = session.get_one(SurveyScore, find_record(session, SurveyScore.__tablename__, "id", ref.record))
    question = session.get_one(SurveyQuestion, kept.question_id)
    person = session.get(Person, kept.person_id) if kept.person_id else None
    value = Text(N_("{score} of {most}"), {"score": tenths_text(kept.score_tenths), "most": question.most})
    items = [
        Item(Text(N_("What the scores mean")), question.guide or "—"),
        Item(Text(N_("Note")), kept.note or "—"),
        Item(Text(N_("Given by")), "—" if person is None else person.name),
        Item(Text(N_("Scored on")), day_of(kept.scored_on).isoformat()),
        *document_items(session, SurveyScore.__tablename__, kept.id),
    ]
    info = infos.get(survey_kpi(question.id))
    title = Text(info.title if info else question.name)
    return Account(ref, title, (session.get_one(Party, kept.party_id).name,), value, tuple(items))


def score_unchanged(session: Session, ref: FigureRef) -> bool:
    """Whether a score is still what it was at its reference's transaction."""
    later = text(
        "SELECT 1 FROM journal WHERE entity = :entity AND tx > :tx AND entity_id = "
        f"(SELECT id FROM {SurveyScore.__tablename__} WHERE ref = :ref) LIMIT 1"
    )
    asked = {"entity": SurveyScore.__tablename__, "tx": ref.tx, "ref": ref.record}
    return session.execute(later, asked).first() is None
