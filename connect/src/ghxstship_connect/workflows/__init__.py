"""Workflows: a trigger, conditions, and what is done then (playbook "Sample Integrations")."""
