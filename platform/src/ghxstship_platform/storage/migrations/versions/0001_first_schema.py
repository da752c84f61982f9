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
        "atlvs_invoices",
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
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("company_id", sa.Text(), nullable=True),
        sa.Column("contact_id", sa.Text(), nullable=True),
        sa.Column("deal_id", sa.Text(), nullable=True),
        sa.Column("project_id", sa.Text(), nullable=True),
        sa.Column("subtotal", sa.BigInteger(), nullable=True),
        sa.Column("tax", sa.BigInteger(), nullable=True),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("paid_amount", sa.BigInteger(), nullable=True),
        sa.Column("balance_due", sa.BigInteger(), nullable=True),
        sa.Column("due_date", sa.Text(), nullable=True),
        sa.Column("watched_until", sa.Text(), nullable=True),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        info={
            "references": {
                "company_id": "atlvs_companies",
                "contact_id": "atlvs_contacts",
                "deal_id": "atlvs_deals",
                "project_id": "compvss_projects",
            },
            "noun": "invoice",
        },
        sqlite_with_rowid=False,
    )
    op.create_index(
        "atlvs_invoices_by_change", "atlvs_invoices", ["workspace_id", "updated_at", "seq"], unique=True
    )
    op.create_index(
        "atlvs_invoices_by_company_id", "atlvs_invoices", ["workspace_id", "company_id", "id"], unique=False
    )
    op.create_index(
        "atlvs_invoices_by_contact_id", "atlvs_invoices", ["workspace_id", "contact_id", "id"], unique=False
    )
    op.create_index(
        "atlvs_invoices_by_deal_id", "atlvs_invoices", ["workspace_id", "deal_id", "id"], unique=False
    )
    op.create_index(
        "atlvs_invoices_by_project_id", "atlvs_invoices", ["workspace_id", "project_id", "id"], unique=False
    )
    op.create_index(
        "atlvs_invoices_by_status", "atlvs_invoices", ["workspace_id", "status", "id"], unique=False
    )
    op.create_index(
        "atlvs_invoices_by_watched_until",
        "atlvs_invoices",
        ["workspace_id", "watched_until", "id"],
        unique=False,
    )
    op.create_index(
        "atlvs_invoices_one_external_id",
        "atlvs_invoices",
        ["workspace_id", "external_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
    )
    op.create_index(
        "atlvs_invoices_one_number",
        "atlvs_invoices",
        ["workspace_id", "number"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND number IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND number IS NOT NULL"),
    )
    op.create_table(
        "atlvs_payments",
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
        sa.Column("invoice_id", sa.Text(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        info={"references": {"invoice_id": "atlvs_invoices"}, "noun": "payment"},
        sqlite_with_rowid=False,
    )
    op.create_index(
        "atlvs_payments_by_change", "atlvs_payments", ["workspace_id", "updated_at", "seq"], unique=True
    )
    op.create_index(
        "atlvs_payments_by_invoice_id", "atlvs_payments", ["workspace_id", "invoice_id", "id"], unique=False
    )
    op.create_index(
        "atlvs_payments_by_method", "atlvs_payments", ["workspace_id", "method", "id"], unique=False
    )
    op.create_index(
        "atlvs_payments_by_reference", "atlvs_payments", ["workspace_id", "reference", "id"], unique=False
    )
    op.create_index(
        "atlvs_payments_one_external_id",
        "atlvs_payments",
        ["workspace_id", "external_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
    )
    op.create_table(
        "compvss_assignments",
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
        sa.Column("project_id", sa.Text(), nullable=True),
        sa.Column("crew_member_id", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("start_at", sa.BigInteger(), nullable=True),
        sa.Column("end_at", sa.BigInteger(), nullable=True),
        sa.Column("rate", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        info={
            "references": {"project_id": "compvss_projects", "crew_member_id": "compvss_crew"},
            "noun": "assignment",
        },
        sqlite_with_rowid=False,
    )
    op.create_index(
        "compvss_assignments_by_change",
        "compvss_assignments",
        ["workspace_id", "updated_at", "seq"],
        unique=True,
    )
    op.create_index(
        "compvss_assignments_by_crew_member_id",
        "compvss_assignments",
        ["workspace_id", "crew_member_id", "id"],
        unique=False,
    )
    op.create_index(
        "compvss_assignments_by_crew_member_id_end_at",
        "compvss_assignments",
        ["workspace_id", "crew_member_id", "end_at", "id"],
        unique=False,
    )
    op.create_index(
        "compvss_assignments_by_project_id",
        "compvss_assignments",
        ["workspace_id", "project_id", "id"],
        unique=False,
    )
    op.create_index(
        "compvss_assignments_by_role", "compvss_assignments", ["workspace_id", "role", "id"], unique=False
    )
    op.create_index(
        "compvss_assignments_by_status", "compvss_assignments", ["workspace_id", "status", "id"], unique=False
    )
    op.create_index(
        "compvss_assignments_one_external_id",
        "compvss_assignments",
        ["workspace_id", "external_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
    )
    op.create_table(
        "compvss_crew",
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
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("day_rate", sa.BigInteger(), nullable=True),
        sa.Column("hourly_rate", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        info={"references": {}, "noun": "crew_member"},
        sqlite_with_rowid=False,
    )
    op.create_index(
        "compvss_crew_by_change", "compvss_crew", ["workspace_id", "updated_at", "seq"], unique=True
    )
    op.create_index(
        "compvss_crew_by_department", "compvss_crew", ["workspace_id", "department", "id"], unique=False
    )
    op.create_index("compvss_crew_by_role", "compvss_crew", ["workspace_id", "role", "id"], unique=False)
    op.create_index("compvss_crew_by_status", "compvss_crew", ["workspace_id", "status", "id"], unique=False)
    op.create_index(
        "compvss_crew_one_email",
        "compvss_crew",
        ["workspace_id", "email"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND email IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND email IS NOT NULL"),
    )
    op.create_index(
        "compvss_crew_one_external_id",
        "compvss_crew",
        ["workspace_id", "external_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
    )
    op.create_table(
        "compvss_incidents",
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
        sa.Column("project_id", sa.Text(), nullable=True),
        sa.Column("event_id", sa.Text(), nullable=True),
        sa.Column("severity", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("assigned_to", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        info={
            "references": {"project_id": "compvss_projects", "event_id": "gvteway_events"},
            "noun": "incident",
        },
        sqlite_with_rowid=False,
    )
    op.create_index(
        "compvss_incidents_by_assigned_to",
        "compvss_incidents",
        ["workspace_id", "assigned_to", "id"],
        unique=False,
    )
    op.create_index(
        "compvss_incidents_by_category", "compvss_incidents", ["workspace_id", "category", "id"], unique=False
    )
    op.create_index(
        "compvss_incidents_by_change", "compvss_incidents", ["workspace_id", "updated_at", "seq"], unique=True
    )
    op.create_index(
        "compvss_incidents_by_event_id", "compvss_incidents", ["workspace_id", "event_id", "id"], unique=False
    )
    op.create_index(
        "compvss_incidents_by_project_id",
        "compvss_incidents",
        ["workspace_id", "project_id", "id"],
        unique=False,
    )
    op.create_index(
        "compvss_incidents_by_severity", "compvss_incidents", ["workspace_id", "severity", "id"], unique=False
    )
    op.create_index(
        "compvss_incidents_by_status", "compvss_incidents", ["workspace_id", "status", "id"], unique=False
    )
    op.create_index(
        "compvss_incidents_one_external_id",
        "compvss_incidents",
        ["workspace_id", "external_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
    )
    op.create_table(
        "compvss_projects",
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
        sa.Column("company_id", sa.Text(), nullable=True),
        sa.Column("deal_id", sa.Text(), nullable=True),
        sa.Column("project_type", sa.Text(), nullable=True),
        sa.Column("budget", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        info={"references": {"company_id": "atlvs_companies", "deal_id": "atlvs_deals"}, "noun": "project"},
        sqlite_with_rowid=False,
    )
    op.create_index(
        "compvss_projects_by_change", "compvss_projects", ["workspace_id", "updated_at", "seq"], unique=True
    )
    op.create_index(
        "compvss_projects_by_company_id",
        "compvss_projects",
        ["workspace_id", "company_id", "id"],
        unique=False,
    )
    op.create_index(
        "compvss_projects_by_project_type",
        "compvss_projects",
        ["workspace_id", "project_type", "id"],
        unique=False,
    )
    op.create_index(
        "compvss_projects_by_status", "compvss_projects", ["workspace_id", "status", "id"], unique=False
    )
    op.create_index(
        "compvss_projects_one_deal_id",
        "compvss_projects",
        ["workspace_id", "deal_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND deal_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND deal_id IS NOT NULL"),
    )
    op.create_index(
        "compvss_projects_one_external_id",
        "compvss_projects",
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
        "gvteway_customers",
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
        sa.Column("marketing_opt_in", sa.BigInteger(), nullable=True),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        info={"references": {}, "noun": "customer"},
        sqlite_with_rowid=False,
    )
    op.create_index(
        "gvteway_customers_by_change", "gvteway_customers", ["workspace_id", "updated_at", "seq"], unique=True
    )
    op.create_index(
        "gvteway_customers_by_marketing_opt_in",
        "gvteway_customers",
        ["workspace_id", "marketing_opt_in", "id"],
        unique=False,
    )
    op.create_index(
        "gvteway_customers_one_email",
        "gvteway_customers",
        ["workspace_id", "email"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND email IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND email IS NOT NULL"),
    )
    op.create_index(
        "gvteway_customers_one_external_id",
        "gvteway_customers",
        ["workspace_id", "external_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
    )
    op.create_table(
        "gvteway_events",
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
        sa.Column("genre", sa.Text(), nullable=True),
        sa.Column("venue_id", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("starts_at", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        info={"references": {"venue_id": "gvteway_venues"}, "noun": "event"},
        sqlite_with_rowid=False,
    )
    op.create_index(
        "gvteway_events_by_change", "gvteway_events", ["workspace_id", "updated_at", "seq"], unique=True
    )
    op.create_index("gvteway_events_by_city", "gvteway_events", ["workspace_id", "city", "id"], unique=False)
    op.create_index(
        "gvteway_events_by_genre", "gvteway_events", ["workspace_id", "genre", "id"], unique=False
    )
    op.create_index(
        "gvteway_events_by_status", "gvteway_events", ["workspace_id", "status", "id"], unique=False
    )
    op.create_index(
        "gvteway_events_by_venue_id", "gvteway_events", ["workspace_id", "venue_id", "id"], unique=False
    )
    op.create_index(
        "gvteway_events_one_external_id",
        "gvteway_events",
        ["workspace_id", "external_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
    )
    op.create_table(
        "gvteway_orders",
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
        sa.Column("event_id", sa.Text(), nullable=True),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("subtotal", sa.BigInteger(), nullable=True),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("refunded_amount", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        info={
            "references": {"event_id": "gvteway_events", "customer_id": "gvteway_customers"},
            "noun": "order",
        },
        sqlite_with_rowid=False,
    )
    op.create_index(
        "gvteway_orders_by_change", "gvteway_orders", ["workspace_id", "updated_at", "seq"], unique=True
    )
    op.create_index(
        "gvteway_orders_by_customer_id", "gvteway_orders", ["workspace_id", "customer_id", "id"], unique=False
    )
    op.create_index(
        "gvteway_orders_by_event_id", "gvteway_orders", ["workspace_id", "event_id", "id"], unique=False
    )
    op.create_index(
        "gvteway_orders_by_event_id_status_expires_at",
        "gvteway_orders",
        ["workspace_id", "event_id", "status", "expires_at", "id"],
        unique=False,
    )
    op.create_index(
        "gvteway_orders_by_status", "gvteway_orders", ["workspace_id", "status", "id"], unique=False
    )
    op.create_index(
        "gvteway_orders_by_status_expires_at",
        "gvteway_orders",
        ["workspace_id", "status", "expires_at", "id"],
        unique=False,
    )
    op.create_index(
        "gvteway_orders_one_external_id",
        "gvteway_orders",
        ["workspace_id", "external_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
    )
    op.create_table(
        "gvteway_ticket_types",
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
        sa.Column("event_id", sa.Text(), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        info={"references": {"event_id": "gvteway_events"}, "noun": "ticket_type"},
        sqlite_with_rowid=False,
    )
    op.create_index(
        "gvteway_ticket_types_by_change",
        "gvteway_ticket_types",
        ["workspace_id", "updated_at", "seq"],
        unique=True,
    )
    op.create_index(
        "gvteway_ticket_types_by_event_id",
        "gvteway_ticket_types",
        ["workspace_id", "event_id", "id"],
        unique=False,
    )
    op.create_index(
        "gvteway_ticket_types_one_external_id",
        "gvteway_ticket_types",
        ["workspace_id", "external_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
    )
    op.create_table(
        "gvteway_tickets",
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
        sa.Column("order_id", sa.Text(), nullable=True),
        sa.Column("event_id", sa.Text(), nullable=True),
        sa.Column("ticket_type_id", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        info={
            "references": {
                "order_id": "gvteway_orders",
                "event_id": "gvteway_events",
                "ticket_type_id": "gvteway_ticket_types",
            },
            "noun": "ticket",
        },
        sqlite_with_rowid=False,
    )
    op.create_index(
        "gvteway_tickets_by_change", "gvteway_tickets", ["workspace_id", "updated_at", "seq"], unique=True
    )
    op.create_index(
        "gvteway_tickets_by_event_id", "gvteway_tickets", ["workspace_id", "event_id", "id"], unique=False
    )
    op.create_index(
        "gvteway_tickets_by_order_id", "gvteway_tickets", ["workspace_id", "order_id", "id"], unique=False
    )
    op.create_index(
        "gvteway_tickets_by_status", "gvteway_tickets", ["workspace_id", "status", "id"], unique=False
    )
    op.create_index(
        "gvteway_tickets_by_ticket_type_id",
        "gvteway_tickets",
        ["workspace_id", "ticket_type_id", "id"],
        unique=False,
    )
    op.create_index(
        "gvteway_tickets_one_code",
        "gvteway_tickets",
        ["workspace_id", "code"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND code IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND code IS NOT NULL"),
    )
    op.create_index(
        "gvteway_tickets_one_external_id",
        "gvteway_tickets",
        ["workspace_id", "external_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
    )
    op.create_table(
        "gvteway_venues",
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
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("venue_type", sa.Text(), nullable=True),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        info={"references": {}, "noun": "venue"},
        sqlite_with_rowid=False,
    )
    op.create_index(
        "gvteway_venues_by_change", "gvteway_venues", ["workspace_id", "updated_at", "seq"], unique=True
    )
    op.create_index("gvteway_venues_by_city", "gvteway_venues", ["workspace_id", "city", "id"], unique=False)
    op.create_index(
        "gvteway_venues_by_venue_type", "gvteway_venues", ["workspace_id", "venue_type", "id"], unique=False
    )
    op.create_index(
        "gvteway_venues_one_external_id",
        "gvteway_venues",
        ["workspace_id", "external_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND external_id IS NOT NULL"),
    )
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
