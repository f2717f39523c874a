"""Which tables hold what people do: accounts, cases of reports, editions, the log of it all."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Integer, LargeBinary, String, Table

from geo.storage.tables import Geometry, Instant, metadata

account = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("role", String, nullable=False),
    Column("password_hash", String, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Instant),
    Column("signed_in_at", Instant),
    Column("one_time_until", Instant),
    Column("created_at", Instant, nullable=False),
)

#: Only hashes of tokens and keys are kept: who reads the database cannot sign in with it.
session = Table(
    "session",
    metadata,
    Column("token_hash", String, primary_key=True),
    Column("account_id", Integer, ForeignKey("account.id"), nullable=False),
    Column("form_token", String, nullable=False),
    Column("expires_at", Instant, nullable=False),
)

api_key = Table(
    "api_key",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key_hash", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),
    Column("layers", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)

#: Append only; each line holds the hash of the one before.
audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor", String, nullable=False),
    Column("role", String, nullable=False),
    Column("action", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("hash", String, nullable=False, unique=True),
)

#: What becomes of a report; a report without a row is new.
case = Table(
    "case",
    metadata,
    Column("report", String, primary_key=True),
    Column("state", String, nullable=False, index=True),
    Column("unit", String),
    Column("due_at", Instant),
    Column("merged_into", String),
    Column("changed_at", Instant, nullable=False),
)

#: Each step of a case; append only.
case_event = Table(
    "case_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report", String, nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("actor", String, nullable=False),
    Column("action", String, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("unit", String),
    Column("factors", JSON(none_as_null=True)),
    Column("moved_m", Float),
)

#: Keyed hashes of receipt codes.
receipt = Table(
    "receipt",
    metadata,
    Column("digest", String, primary_key=True),
    Column("report", String, nullable=False, index=True),
)

photo = Table(
    "photo",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report", String, nullable=False, index=True),
    Column("image", LargeBinary, nullable=False),
    Column("width_px", Integer, nullable=False),
    Column("height_px", Integer, nullable=False),
)

#: What was erased stays erased, also when an older copy of the database comes back.
tombstone = Table(
    "tombstone",
    metadata,
    Column("report", String, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("why", String, nullable=False),
)

#: Issued maps of places that need attention; never changed.
edition = Table(
    "edition",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("title", String, nullable=False),
    Column("period_start", Instant, nullable=False),
    Column("period_end", Instant, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("sha256", String, nullable=False, unique=True),
    Column("audit_hash", String, nullable=False),
    Column("issued_at", Instant, nullable=False),
)

signature = Table(
    "signature",
    metadata,
    Column("edition", Integer, ForeignKey("edition.number"), primary_key=True),
    Column("role", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("at", Instant, nullable=False),
)

#: What an edition tells exactly of its places: their seals stay in it for good, they themselves as long as they may.
edition_place = Table(
    "edition_place",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("edition", Integer, ForeignKey("edition.number"), index=True),
    Column("report", String, nullable=False, index=True),
    Column("salt", String, nullable=False),
    Column("told", JSON, nullable=False),
    Column("geometry", Geometry),
)

#: Plans of patrols and evaluations of what they did, whole, with all that went in; only ``withdrawn_at`` is ever set.
duty = Table(
    "duty",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False, index=True),
    Column("day", String, nullable=False, index=True),
    Column("shift", String, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("inputs_digest", String, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("body", JSON, nullable=False),
    Column("made_by", String, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
)
