"""What Slack, Mailchimp and Jira publish about the requests that workflows make and the answers that they get.

- Slack, method `chat.postMessage` (https://docs.slack.dev/reference/methods/chat.postMessage). The answer is written
  from `web-api/slack_web_openapi_v2.json` of https://github.com/slackapi/slack-api-specs at
  `bc08db49625630e3585bf2f1322128ea04f2a7f3` (`chat.postMessage success schema` and `objs_message`); what the page
  shows beyond it is `warning` and `response_metadata`, `needed` and `provided` of `missing_scope`, and `app_id` of a
  message. A limit is the status 429 with `Retry-After` (https://docs.slack.dev/apis/web-api/rate-limits).
- Mailchimp Marketing API 3.0, "Add or update list member" (PUT /lists/{list_id}/members/{subscriber_hash},
  https://mailchimp.com/developer/marketing/api/list-members/add-or-update-list-member/): `tags` are no part of the
  request; "Add or remove member tags" (POST …/tags,
  https://mailchimp.com/developer/marketing/api/list-member-tags/add-or-remove-member-tags/) is answered with 204 and
  nothing. Errors are a `ProblemDetailDocument` (https://mailchimp.com/developer/marketing/docs/errors/).
- Jira Cloud REST API v3, "Create issue" (POST /rest/api/3/issue,
  https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-post) and "Search
  for issues using JQL enhanced search" (POST /rest/api/3/search/jql,
  https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/#api-rest-api-3-search-jql-post).
  The shapes have the names of its OpenAPI document.
"""

from __future__ import annotations

import re
from typing import Any

from shapes import faults, faults_of_answer

SHAPES: dict[str, dict[str, str]] = {
    # --- Slack
    "chat.postMessage": {
        "channel!": "string", "text": "string", "blocks": "[any]", "attachments": "[any]", "as_user": "boolean",
        "icon_emoji": "string", "icon_url": "string", "link_names": "boolean", "markdown_text": "string",
        "metadata": "{any}", "mrkdwn": "boolean", "parse": "string", "reply_broadcast": "boolean",
        "thread_ts": "string", "unfurl_links": "boolean", "unfurl_media": "boolean", "username": "string",
    },
    "PostedMessage": {
        "ok!": "boolean", "channel!": "string", "ts!": "string", "message!": "Message", "warning": "string",
        "response_metadata": "{any}",
    },
    "Message": {
        "type!": "message", "text!": "string", "ts!": "string", "attachments": "[any]", "blocks": "[any]",
        "bot_id": "string?", "bot_profile": "{any}", "subtype": "string", "team": "string", "thread_ts": "string",
        "user": "string", "username": "string", "icons": "{any}", "app_id": "string",
    },
    "SlackError": {
        "ok!": "boolean", "error!": "string", "warning": "string", "response_metadata": "{any}", "needed": "string",
        "provided": "string",
    },
    # --- Mailchimp
    "AddListMember": {
        "email_address!": "string", "status_if_new!": "subscribed|unsubscribed|cleaned|pending|transactional",
        "email_type": "html|text", "status": "subscribed|unsubscribed|cleaned|pending|transactional",
        "merge_fields": "{any}", "interests": "{boolean}", "language": "string", "vip": "boolean",
        "location": "Coordinates", "marketing_permissions": "[any]", "ip_signup": "string",
        "timestamp_signup": "date-time", "ip_opt": "string", "timestamp_opt": "date-time",
    },
    "Coordinates": {"latitude": "number", "longitude": "number"},
    "ListMember": {
        "id!": "string", "email_address!": "string", "unique_email_id!": "string", "contact_id!": "string",
        "full_name!": "string", "web_id!": "integer", "email_type!": "html|text",
        "status!": "subscribed|unsubscribed|cleaned|pending|transactional|archived", "unsubscribe_reason": "string",
        "consents_to_one_to_one_messaging!": "boolean", "sms_phone_number": "string",
        "sms_subscription_status": "string", "sms_subscription_last_updated": "string", "merge_fields!": "{any}",
        "interests": "{boolean}", "stats!": "MemberStats", "ip_signup!": "string", "timestamp_signup!": "date-time|",
        "ip_opt!": "string", "timestamp_opt!": "date-time|", "member_rating!": "integer",
        "last_changed!": "date-time", "language!": "string", "vip!": "boolean", "email_client!": "string",
        "location!": "Location", "marketing_permissions": "[any]", "last_note": "{any}", "source!": "string",
        "tags_count!": "integer", "tags!": "[MemberTag]", "list_id!": "string", "_links!": "[Link]",
    },
    "MemberStats": {"avg_open_rate!": "number", "avg_click_rate!": "number", "ecommerce_data": "{any}"},
    "Location": {
        "latitude!": "number", "longitude!": "number", "gmtoff!": "integer", "dstoff!": "integer",
        "country_code!": "string", "timezone!": "string", "region": "string",
    },
    "MemberTag": {"id!": "integer", "name!": "string"},
    "Link": {
        "rel!": "string", "href!": "uri", "method!": "GET|POST|PUT|PATCH|DELETE|OPTIONS|HEAD", "targetSchema": "uri",
        "schema": "uri",
    },
    "AddMemberTags": {"tags!": "[TagToSet]", "is_syncing": "boolean"},
    "TagToSet": {"name!": "string", "status!": "active|inactive"},
    "ProblemDetailDocument": {
        "type!": "uri", "title!": "string", "status!": "integer", "detail!": "string", "instance!": "string",
        "errors": "[FieldError]",
    },
    "FieldError": {"field!": "string", "message!": "string"},
    # --- Jira
    "IssueUpdateDetails": {
        "fields!": "IssueFields", "historyMetadata": "{any}", "properties": "[any]", "transition": "{any}",
        "update": "{any}",
    },
    "IssueFields": {
        "project!": "{string}", "issuetype!": "{string}", "summary!": "string", "description": "{any}",
        "priority": "{string}", "labels": "[string]", "components": "[any]", "assignee": "{any}", "reporter": "{any}",
        "duedate": "string", "environment": "{any}", "fixVersions": "[any]", "parent": "{any}", "security": "{any}",
        "timetracking": "{any}", "versions": "[any]",
    },
    "CreatedIssue": {
        "id!": "digits", "key!": "string", "self!": "uri", "transition": "NestedResponse", "watchers": "NestedResponse",
    },
    "NestedResponse": {"errorCollection": "ErrorCollection", "status": "integer", "warningCollection": "{any}"},
    "SearchAndReconcileRequestBean": {
        "jql!": "string", "expand": "string", "fields": "[string]", "fieldsByKeys": "boolean", "maxResults": "integer",
        "nextPageToken": "string", "properties": "[string]", "reconcileIssues": "[integer]",
    },
    "SearchAndReconcileResults": {
        "isLast!": "boolean", "issues!": "[IssueBean]", "names": "{string}", "nextPageToken": "string?",
        "schema": "{any}", "warnings": "[any]",
    },
    "IssueBean": {
        "id!": "digits", "key!": "string", "self!": "uri", "expand": "string", "fields": "{any}", "names": "{string}",
        "properties": "{any}", "renderedFields": "{any}", "schema": "{any}", "changelog": "{any}", "editmeta": "{any}",
        "operations": "{any}", "transitions": "[any]", "versionedRepresentations": "{any}", "fieldsToInclude": "{any}",
    },
    "ErrorCollection": {"errorMessages": "[string]", "errors": "{string}", "status": "integer"},
}  # fmt: skip

# Service, method, path, the shape of the body, of the answer by status, and of an error.
MEMBER = r"/lists/[0-9a-z]+/members/[0-9a-f]{32}"
OPERATIONS: tuple[tuple[str, str, str, str, dict[int, str | None], str], ...] = (
    ("slack", "POST", "/chat.postMessage", "chat.postMessage", {200: "PostedMessage"}, "SlackError"),
    ("mailchimp", "PUT", MEMBER, "AddListMember", {200: "ListMember"}, "ProblemDetailDocument"),
    ("mailchimp", "POST", f"{MEMBER}/tags", "AddMemberTags", {204: None}, "ProblemDetailDocument"),
    ("jira", "POST", "/rest/api/3/issue", "IssueUpdateDetails", {201: "CreatedIssue"}, "ErrorCollection"),
    ("jira", "POST", "/rest/api/3/search/jql", "SearchAndReconcileRequestBean", {200: "SearchAndReconcileResults"},
     "ErrorCollection"),
)  # fmt: skip


def request_faults(method: str, path: str, body: Any) -> list[str]:
    """What of a request the service does not publish; `path` begins with its name."""
    operation = _operation(method, path)
    if operation is None:
        return [f"there is no {method} {path}"]
    found = faults(body, operation[3], operation[3], SHAPES)
    if operation[0] == "slack" and not {"text", "blocks", "attachments", "markdown_text"} & set(body):
        found.append("chat.postMessage: there is no text")
    return found


def answer_faults(method: str, path: str, status: int, body: Any) -> list[str]:
    """What of an answer the service does not publish."""
    operation = _operation(method, path)
    if operation is None:
        return [f"there is no {method} {path}"]
    service, _, _, _, answers, error = operation
    if status >= 400 or (service == "slack" and not body["ok"]):
        return faults(body, error, error, SHAPES)
    return faults_of_answer(answers, path, status, body, SHAPES)


def _operation(method: str, path: str) -> tuple[str, str, str, str, dict[int, str | None], str] | None:
    return next(
        (one for one in OPERATIONS if one[1] == method and re.fullmatch(f"/{one[0]}{one[2]}", path)), None
    )
