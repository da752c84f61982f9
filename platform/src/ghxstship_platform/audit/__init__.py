"""The audit log of a workspace: who did what, when, from where."""
