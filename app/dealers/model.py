"""Parties, their codes in other systems, their parents and their papers: dated, journaled records."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Record


class Party(Record):
    """A dealer, terminal, supplier or carrier; one party may play several roles."""

    __tablename__ = "party"
    ref_prefix = "D"

    name: Mapped[str]
    name_en: Mapped[str | None]
    role: Mapped[str]
    """Comma-separated, sorted: dealer, terminal, supplier, carrier."""
    tier: Mapped[str | None]
    """province, city or county."""
    area_code: Mapped[str | None]
    area_name: Mapped[str | None]
    uscc: Mapped[str | None]
    """统一社会信用代码, GB 32100."""
    owner_group: Mapped[str | None]
    """集团 or 实际控制人."""
    manager: Mapped[str | None]
    office: Mapped[str | None]
    payment_days: Mapped[int | None]
    """0 means prepaid; unknown is NULL."""
    credit_limit_e4: Mapped[int | None]
    party_class: Mapped[str | None]
    """Class of a terminal: 三级, 二级, 连锁 ..."""
    entity: Mapped[str | None]
    """Which of our companies sells to it."""
    sell_out_from_on: Mapped[int | None]
    """From which day on it owes sell-out lists (流向上报); unknown is NULL: from the first that it ever sent."""
    stock_from_on: Mapped[int | None]
    """The same of stock lists."""
    status: Mapped[str]
    """potential, trial, active, watch, frozen or left."""
    note: Mapped[str | None]
    by_hand: Mapped[str]
    """Comma-separated names of the fields that a person has set; imports leave these alone."""


class PartyCode(Record):
    """What a party is called in a source, from a day on: facts are resolved through these rows and never updated."""

    __tablename__ = "party_code"
    ref_prefix = "DC"

    source_n: Mapped[int] = mapped_column(index=True)
    code: Mapped[str] = mapped_column(index=True)
    party_id: Mapped[str] = mapped_column(ForeignKey("party.id"), index=True)
    from_on: Mapped[int | None]
    to_on: Mapped[int | None]
    """First day on which the code no longer means the party; NULL is open."""


class PartyParent(Record):
    """The dealer from whom a dealer buys, dated."""

    __tablename__ = "party_parent"
    ref_prefix = "DP"

    party_id: Mapped[str] = mapped_column(ForeignKey("party.id"), index=True)
    parent_id: Mapped[str] = mapped_column(ForeignKey("party.id"), index=True)
    from_on: Mapped[int | None]
    to_on: Mapped[int | None]


class Assignment(Record):
    """Who is responsible for a dealer from a day on: person, office, selling entity, controlling group."""

    __tablename__ = "assignment"
    ref_prefix = "AS"

    source_n: Mapped[int] = mapped_column(index=True)
    party_code: Mapped[str] = mapped_column(index=True)
    from_on: Mapped[int]
    manager: Mapped[str | None]
    office: Mapped[str | None]
    entity: Mapped[str | None]
    owner_group: Mapped[str | None]
    predecessor_code: Mapped[str | None]
    """The dealer whose business this one takes over on that day (承接)."""
    by_hand: Mapped[str]


class Licence(Record):
    """A document that lets a dealer trade in classes of goods from a day to a day; a renewed one is another row."""

    __tablename__ = "licence"
    ref_prefix = "LI"

    source_n: Mapped[int] = mapped_column(index=True)
    party_code: Mapped[str] = mapped_column(index=True)
    licence_type: Mapped[str]
    number: Mapped[str]
    issuer: Mapped[str | None]
    goods_scope: Mapped[str | None]
    """经营范围: the classes of goods that it covers, as products name theirs, between 、 or commas."""
    from_on: Mapped[int | None]
    to_on: Mapped[int | None]
    """Last day on which it is valid; NULL is open."""
    by_hand: Mapped[str]


class Permit(Record):
    """A sale outside of its own area that a dealer was allowed: what is not named is free."""

    __tablename__ = "permit"
    ref_prefix = "PM"

    source_n: Mapped[int] = mapped_column(index=True)
    number: Mapped[str]
    party_code: Mapped[str] = mapped_column(index=True)
    counterparty_code: Mapped[str | None]
    area_code: Mapped[str | None]
    product_code: Mapped[str | None]
    lot: Mapped[str | None]
    quantity_e3: Mapped[int | None]
    """How much may be sold under it altogether."""
    from_on: Mapped[int]
    to_on: Mapped[int | None]
    """Last day on which it is valid; NULL is open."""
    by_hand: Mapped[str]
