"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "atlvs_companies",
        sa.Column(
            "workspace_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("search", sa.Text(), nullable=True),
        sa.Column("domain", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        info={"references": {}, "noun": "company"},
        sqlite_with_rowid=False,
    )
    op.create_index(
        "atlvs_companies_by_change", "atlvs_companies", ["workspace_id", "updated_at", "seq"], unique=True
    )
    op.create_index(
        "atlvs_companies_by_domain", "atlvs_companies", ["workspace_id", "domain", "id"], unique=False
    )
    op.create_index(
        "atlvs_companies_by_kind", "atlvs_companies", ["workspace_id", "kind", "id"], unique=False
    )
    op.create_index(
        "atlvs_companies_one_external_id",
        "atlvs_companies",
        ["workspace_id", "external_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
    )
    op.create_table(
        "atlvs_contacts",
        sa.Column(
            "workspace_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("search", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("company_id", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        info={"references": {"company_id": "atlvs_companies"}, "noun": "contact"},
        sqlite_with_rowid=False,
    )
    op.create_index(
        "atlvs_contacts_by_change", "atlvs_contacts", ["workspace_id", "updated_at", "seq"], unique=True
    )
    op.create_index(
        "atlvs_contacts_by_company_id", "atlvs_contacts", ["workspace_id", "company_id", "id"], unique=False
    )
    op.create_index(
        "atlvs_contacts_by_source", "atlvs_contacts", ["workspace_id", "source", "id"], unique=False
    )
    op.create_index(
        "atlvs_contacts_one_email",
        "atlvs_contacts",
        ["workspace_id", "email"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND email IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND email IS NOT NULL"),
    )
    op.create_index(
        "atlvs_contacts_one_external_id",
        "atlvs_contacts",
        ["workspace_id", "external_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
    )
    op.create_table(
        "atlvs_deals",
        sa.Column(
            "workspace_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("search", sa.Text(), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("contact_id", sa.Text(), nullable=True),
        sa.Column("company_id", sa.Text(), nullable=True),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        info={
            "references": {"contact_id": "atlvs_contacts", "company_id": "atlvs_companies"},
            "noun": "deal",
        },
        sqlite_with_rowid=False,
    )
    op.create_index(
        "atlvs_deals_by_change", "atlvs_deals", ["workspace_id", "updated_at", "seq"], unique=True
    )
    op.create_index(
        "atlvs_deals_by_company_id", "atlvs_deals", ["workspace_id", "company_id", "id"], unique=False
    )
    op.create_index(
        "atlvs_deals_by_contact_id", "atlvs_deals", ["workspace_id", "contact_id", "id"], unique=False
    )
    op.create_index(
        "atlvs_deals_by_owner_id", "atlvs_deals", ["workspace_id", "owner_id", "id"], unique=False
    )
    op.create_index("atlvs_deals_by_stage", "atlvs_deals", ["workspace_id", "stage", "id"], unique=False)
    op.create_index("atlvs_deals_by_status", "atlvs_deals", ["workspace_id", "status", "id"], unique=False)
    op.create_index(
        "atlvs_deals_one_external_id",
        "atlvs_deals",
        ["workspace_id", "external_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
    )
    op.create_table(
        "counts",
        sa.Column(
            "workspace_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("facet", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("live", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "resource", "facet", "value"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "events",
        sa.Column(
            "workspace_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("envelope", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "sequence"),
        sqlite_with_rowid=False,
    )
    op.create_index("events_by_id", "events", ["workspace_id", "id"], unique=True)
    op.create_table(
        "idempotency_keys",
        sa.Column(
            "workspace_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "key"),
        sqlite_with_rowid=False,
    )
    op.create_index("idempotency_keys_by_age", "idempotency_keys", ["at"], unique=False)
    op.create_table(
        "number_series",
        sa.Column(
            "workspace_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "series"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "platform",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "workspace_keys",
        sa.Column(
            "workspace_id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("search", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("secret_hash", sa.Text(), nullable=True),
        sa.Column("last_used", sa.BigInteger(), nullable=True),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        info={"references": {}, "noun": "api_key"},
        sqlite_with_rowid=False,
    )
    op.create_index(
        "workspace_keys_by_change", "workspace_keys", ["workspace_id", "updated_at", "seq"], unique=True
    )
    op.create_index(
        "workspace_keys_by_secret_hash", "workspace_keys", ["workspace_id", "secret_hash", "id"], unique=False
    )
    op.create_index(
        "workspace_keys_by_status", "workspace_keys", ["workspace_id", "status", "id"], unique=False
    )
    op.create_index(
        "workspace_keys_one_external_id",
        "workspace_keys",
        ["workspace_id", "external_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
    )
    op.create_table(
        "workspaces",
        sa.Column("id", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("clock", sa.BigInteger(), nullable=False),
        sa.Column("first_sequence", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
