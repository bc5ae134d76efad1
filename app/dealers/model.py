"""Parties, their codes in other systems, their parents and their papers: dated, journaled records."""

from sqlalchemy import ForeignKey, Index
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
    address: Mapped[str | None]
    """Where it has its seat or its warehouse, as people write it."""
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
    party_type: Mapped[str | None]
    """What kind of company it is: 药品批发, 零售连锁, 食品经营 ...; which licences it needs goes by that."""
    segment: Mapped[str | None]
    """What part of the market it serves: 医院, 零售, 基层 ..."""
    entity: Mapped[str | None]
    """Which of our companies sells to it."""
    sell_out_from_on: Mapped[int | None]
    """From which day on it owes sell-out lists (流向上报); unknown is NULL: from the first that it ever sent."""
    stock_from_on: Mapped[int | None]
    """The same of stock lists."""
    status: Mapped[str]
    """A state of ``life/rules.py``: the last step's; without steps it held ever since."""
    note: Mapped[str | None]
    by_hand: Mapped[str]
    """Comma-separated names of the fields that a person has set; imports leave these alone."""
    merged_into_id: Mapped[str | None]
    """The party that this one turned out to be; it is removed then, and its codes mean the other one."""


class PartyCode(Record):
    """What a party is called in a source, from a day on: facts are resolved through these rows and never updated."""

    __tablename__ = "party_code"
    ref_prefix = "DC"
    __table_args__ = (Index(None, "source_n", "code"),)

    source_n: Mapped[int]
    code: Mapped[str] = mapped_column(index=True)
    party_id: Mapped[str] = mapped_column(ForeignKey("party.id"), index=True)
    from_on: Mapped[int | None]
    to_on: Mapped[int | None]
    """First day on which the code no longer means the party; NULL is open."""
    by_hand: Mapped[str | None]
    """``party_id`` where a person said so (流向匹配): it comes before what files say, and may be a name."""


class PartyParent(Record):
    """The dealer from whom a dealer buys; a row without days holds where no dated one does (``parents.py``)."""

    __tablename__ = "party_parent"
    ref_prefix = "DP"

    party_id: Mapped[str] = mapped_column(ForeignKey("party.id"), index=True)
    parent_id: Mapped[str] = mapped_column(ForeignKey("party.id"), index=True)
    from_on: Mapped[int | None]
    to_on: Mapped[int | None]
    """Last day on which it holds; NULL is open."""
    by_hand: Mapped[str | None]
    """Like a party's; NULL in rows of older programs."""


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
    temperature_scope: Mapped[str | None]
    """The temperature classes that it covers (冷藏, 常温 ...), like ``goods_scope``; NULL is not narrowed."""
    review_months: Mapped[int | None]
    """Every how many months its papers are looked at again (复审); NULL is never."""
    reviewed_on: Mapped[int | None]
    """When that was last done; NULL is not since ``from_on``."""
    by_hand: Mapped[str]


class LicenceNeed(Record):
    """Whether dealers of a type need a type of licence for a class of goods: "not required" is an answer too."""

    __tablename__ = "licence_need"
    ref_prefix = "LN"

    party_type: Mapped[str | None]
    """NULL is every dealer; the row that says more about whom and what it is for counts."""
    goods_class: Mapped[str | None]
    licence_type: Mapped[str]
    required: Mapped[bool]
    from_on: Mapped[int | None]
    to_on: Mapped[int | None]
    note: Mapped[str | None]


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


class PartyAlias(Record):
    """Another name of a dealer: short, former, English, or as somebody spells it."""

    __tablename__ = "party_alias"
    ref_prefix = "NA"

    source_n: Mapped[int] = mapped_column(index=True)
    party_code: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    kind: Mapped[str]
    """short, former, english or spelling."""
    from_on: Mapped[int | None]
    to_on: Mapped[int | None]


class Contact(Record):
    """A person at a dealer; numbers are personal data and masked in what leaves the program (个人信息保护法)."""

    __tablename__ = "contact"
    ref_prefix = "CO"

    source_n: Mapped[int] = mapped_column(index=True)
    party_code: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    position: Mapped[str | None]
    phone: Mapped[str | None]
    mobile: Mapped[str | None]
    email: Mapped[str | None]
    wechat: Mapped[str | None]
    main: Mapped[int | None]
    """1 is the one to call first."""
    from_on: Mapped[int | None]
    to_on: Mapped[int | None]
    by_hand: Mapped[str]


class BankAccount(Record):
    """An account from which a dealer pays, and to which it is paid."""

    __tablename__ = "bank_account"
    ref_prefix = "BA"

    source_n: Mapped[int] = mapped_column(index=True)
    party_code: Mapped[str] = mapped_column(index=True)
    bank: Mapped[str | None]
    account_no: Mapped[str] = mapped_column(index=True)
    account_name: Mapped[str | None]
    main: Mapped[int | None]
    from_on: Mapped[int | None]
    to_on: Mapped[int | None]
    by_hand: Mapped[str]


class Territory(Record):
    """Where a dealer may sell what to whom, from a day to a day; two that meet are compared in ``territory_rules``."""

    __tablename__ = "territory"
    ref_prefix = "TE"

    source_n: Mapped[int] = mapped_column(index=True)
    party_code: Mapped[str] = mapped_column(index=True)
    area_code: Mapped[str] = mapped_column(index=True)
    """GB/T 2260; an area holds the areas within it."""
    group_code: Mapped[str | None]
    """Product group; NULL is all."""
    channel: Mapped[str | None]
    """hospital, pharmacy, clinic, retail, online or other; NULL is all."""
    exclusive: Mapped[int | None]
    """1: nobody else may sell the same there."""
    from_on: Mapped[int | None]
    to_on: Mapped[int | None]
    """Last day on which it holds; NULL is open."""
    contract_no: Mapped[str | None]
    """The contract of the same dealer that grants it: while that is a draft, so is this."""
    by_hand: Mapped[str]


class Contract(Record):
    """What is agreed with a dealer for a time; the next one is another row."""

    __tablename__ = "contract"
    ref_prefix = "CT"

    source_n: Mapped[int] = mapped_column(index=True)
    party_code: Mapped[str] = mapped_column(index=True)
    number: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str | None]
    """distribution, framework, quality or other."""
    state: Mapped[str | None]
    """draft, valid, suspended or ended (before its time); NULL is valid. That it ran out is computed, never stored."""
    stopped_on: Mapped[int | None]
    """First day on which one that is suspended or ended no longer holds; NULL is not said."""
    from_on: Mapped[int | None]
    to_on: Mapped[int | None]
    """Last day; NULL is open."""
    renewal: Mapped[str | None]
    """none, auto (goes on unless one says no) or notice (goes on if one says so)."""
    notice_days: Mapped[int | None]
    """By how many days before the end one has to say so."""
    renewal_months: Mapped[int | None]
    """For how long it goes on each time; NULL is 12."""
    group_codes: Mapped[str | None]
    """Product groups between commas; NULL is all."""
    note: Mapped[str | None]
    by_hand: Mapped[str]


class ContractTarget(Record):
    """What a contract asks for in a time, for a product group or all."""

    __tablename__ = "contract_target"
    ref_prefix = "CG"

    source_n: Mapped[int] = mapped_column(index=True)
    party_code: Mapped[str] = mapped_column(index=True)
    number: Mapped[str] = mapped_column(index=True)
    """Of the contract."""
    group_code: Mapped[str | None]
    from_on: Mapped[int]
    to_on: Mapped[int]
    amount_e4: Mapped[int]
    by_hand: Mapped[str]


class CreditBucket(Record):
    """The own limit of one part of a dealer's exposure, and whether that part counts at all."""

    __tablename__ = "credit_bucket"
    ref_prefix = "CB"

    source_n: Mapped[int] = mapped_column(index=True)
    party_code: Mapped[str] = mapped_column(index=True)
    bucket: Mapped[str]
    """See ``credit_rules.BUCKETS``."""
    limit_e4: Mapped[int | None]
    """NULL is no limit of its own."""
    included: Mapped[bool]


class CreditOverride(Record):
    """Somebody let a dealer go beyond a limit until a day, and why."""

    __tablename__ = "credit_override"
    ref_prefix = "CV"

    source_n: Mapped[int] = mapped_column(index=True)
    party_code: Mapped[str] = mapped_column(index=True)
    bucket: Mapped[str | None]
    """NULL is the limit of the whole."""
    limit_e4: Mapped[int]
    """The limit that holds meanwhile."""
    from_on: Mapped[int]
    to_on: Mapped[int]
    allowed_by: Mapped[str]
    reason: Mapped[str]


class LedgerEntry(Record):
    """保证金, 押金, 铺底 or a loaned asset that came in or went out on a day."""

    __tablename__ = "ledger_entry"
    ref_prefix = "LE"

    source_n: Mapped[int] = mapped_column(index=True)
    party_code: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    """deposit, pledge, permanent or asset."""
    way: Mapped[str]
    """in: to us; out: to the dealer."""
    at_on: Mapped[int]
    amount_e4: Mapped[int]
    """Never below zero; of an asset its value."""
    item: Mapped[str | None]
    """Which asset; entries of the same name are the same asset."""
    quantity_e3: Mapped[int | None]
    document_no: Mapped[str | None]
    note: Mapped[str | None]
    by_hand: Mapped[str]
