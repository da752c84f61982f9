"""The mirror: deals, contacts and companies kept equal in GHXSTSHIP and a CRM (playbook "Bidirectional Sync")."""
