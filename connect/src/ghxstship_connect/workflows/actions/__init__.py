"""Every action by its name."""

from .base import Action, Config, Field, Step, check_fields
from .http import HttpRequest
from .jira import CreateIssue
from .mailchimp import AddMember
from .slack import PostMessage

ACTIONS: dict[str, Action] = {
    action.name: action for action in (PostMessage(), AddMember(), CreateIssue(), HttpRequest())
}

__all__ = ["ACTIONS", "Action", "Config", "Field", "Step", "check_fields"]
