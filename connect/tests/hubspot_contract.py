"""What HubSpot publishes about the requests that the mirror makes and the answers that it gets, field by field.

Written from https://github.com/HubSpot/HubSpot-public-api-spec-collection at `COMMIT`; each shape names its schema
there. The three kinds of object have the same shapes. What the schemas leave open comes from the reference: a sort
rule is an object (https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm; the schema says text),
an empty property is null in its samples, and a number of an associated record is a number there and a text in the
schema.
"""

from __future__ import annotations

import re
from typing import Any

from shapes import faults, faults_of_answer

COMMIT = "99893791383254f52aa07662baeb98aad65cc710"
SOURCES = (
    "PublicApiSpecs/CRM/Companies/Rollouts/424/v3/companies.json",
    "PublicApiSpecs/CRM/Contacts/Rollouts/424/v3/contacts.json",
    "PublicApiSpecs/CRM/Deals/Rollouts/424/v3/deals.json",
    "PublicApiSpecs/CRM/Associations/Rollouts/130902/v4/associations.json",
    "PublicApiSpecs/CRM/Properties/Rollouts/145899/v3/properties.json",
)

# By name of the schema: its fields.
SHAPES: dict[str, dict[str, str]] = {
    # --- what is sent: objects
    "BatchReadInputSimplePublicObjectId": {
        "inputs!": "[SimplePublicObjectId]", "properties!": "[string]", "propertiesWithHistory!": "[string]",
        "idProperty": "string",
    },
    "SimplePublicObjectId": {"id!": "string"},
    "BatchInputSimplePublicObjectId": {"inputs!": "[SimplePublicObjectId]"},
    "BatchInputSimplePublicObjectBatchInputForCreate": {"inputs!": "[SimplePublicObjectBatchInputForCreate]"},
    "SimplePublicObjectBatchInputForCreate": {
        "associations!": "[PublicAssociationsForObject]", "properties!": "{string}", "objectWriteTraceId": "string",
    },
    "PublicAssociationsForObject": {"to!": "PublicObjectId", "types!": "[AssociationSpec]"},
    "BatchInputSimplePublicObjectBatchInput": {"inputs!": "[SimplePublicObjectBatchInput]"},
    "SimplePublicObjectBatchInput": {
        "id!": "string", "properties!": "{string}", "idProperty": "string", "objectWriteTraceId": "string",
    },
    "PublicObjectSearchRequest": {
        "after!": "string", "filterGroups!": "[FilterGroup]", "limit!": "integer", "properties!": "[string]",
        "sorts!": "[Sort]", "query": "string",
    },
    "FilterGroup": {"filters!": "[Filter]"},
    "Filter": {
        "operator!": "BETWEEN|CONTAINS_TOKEN|EQ|GT|GTE|HAS_PROPERTY|IN|LT|LTE|NEQ|NOT_CONTAINS_TOKEN|NOT_HAS_PROPERTY"
                     "|NOT_IN",
        "propertyName!": "string", "value": "string", "values": "[string]", "highValue": "string",
    },
    "Sort": {"propertyName!": "string", "direction!": "ASCENDING|DESCENDING"},
    # --- what is sent: associations
    "BatchInputPublicFetchAssociationsBatchRequest": {"inputs!": "[PublicFetchAssociationsBatchRequest]"},
    "PublicFetchAssociationsBatchRequest": {"id!": "string", "after": "string"},
    "BatchInputPublicDefaultAssociationMultiPost": {"inputs!": "[PublicDefaultAssociationMultiPost]"},
    "PublicDefaultAssociationMultiPost": {"from!": "PublicObjectId", "to!": "PublicObjectId"},
    "BatchInputPublicAssociationMultiArchive": {"inputs!": "[PublicAssociationMultiArchive]"},
    "PublicAssociationMultiArchive": {"from!": "PublicObjectId", "to!": "[PublicObjectId]"},
    "PublicObjectId": {"id!": "string"},
    # --- what is answered: objects
    "BatchResponseSimplePublicObject": {
        "completedAt!": "date-time", "results!": "[SimplePublicObject]", "startedAt!": "date-time",
        "status!": "CANCELED|COMPLETE|PENDING|PROCESSING", "links": "{string}", "requestedAt": "date-time",
    },
    "BatchResponseSimplePublicObjectWithErrors": {
        "completedAt!": "date-time", "results!": "[SimplePublicObject]", "startedAt!": "date-time",
        "status!": "CANCELED|COMPLETE|PENDING|PROCESSING", "links": "{string}", "requestedAt": "date-time",
        "numErrors": "integer", "errors": "[StandardError]",
    },
    "SimplePublicObject": {
        "archived!": "boolean", "createdAt!": "date-time", "id!": "string", "properties!": "{string?}",
        "updatedAt!": "date-time", "archivedAt": "date-time", "objectWriteTraceId": "string", "url": "string",
    },
    "CollectionResponseSimplePublicObjectWithAssociationsForwardPaging": {
        "results!": "[SimplePublicObject]", "paging": "ForwardPaging",
    },
    "CollectionResponseWithTotalSimplePublicObject": {
        "results!": "[SimplePublicObject]", "total!": "integer", "paging": "ForwardPaging",
    },
    "ForwardPaging": {"next": "NextPage"},
    "NextPage": {"after!": "string", "link": "string"},
    # --- what is answered: associations
    "BatchResponsePublicAssociationMultiWithLabelWithErrors": {
        "completedAt!": "date-time", "results!": "[PublicAssociationMultiWithLabel]", "startedAt!": "date-time",
        "status!": "CANCELED|COMPLETE|PENDING|PROCESSING", "links": "{string}", "requestedAt": "date-time",
        "numErrors": "integer", "errors": "[StandardError]",
    },
    "PublicAssociationMultiWithLabel": {
        "from!": "PublicObjectId", "to!": "[MultiAssociatedObjectWithLabel]", "paging": "ForwardPaging",
    },
    "MultiAssociatedObjectWithLabel": {
        "toObjectId!": "integer|string", "associationTypes!": "[AssociationSpecWithLabel]",
    },
    "AssociationSpecWithLabel": {
        "category!": "HUBSPOT_DEFINED|INTEGRATOR_DEFINED|USER_DEFINED|WORK", "typeId!": "integer", "label": "string?",
    },
    "BatchResponsePublicDefaultAssociation": {
        "completedAt!": "date-time", "results!": "[PublicDefaultAssociation]", "startedAt!": "date-time",
        "status!": "CANCELED|COMPLETE|PENDING|PROCESSING", "links": "{string}", "requestedAt": "date-time",
        "numErrors": "integer", "errors": "[StandardError]",
    },
    "PublicDefaultAssociation": {
        "associationSpec!": "AssociationSpec", "from!": "PublicObjectId", "to!": "PublicObjectId",
    },
    "AssociationSpec": {
        "associationCategory!": "HUBSPOT_DEFINED|INTEGRATOR_DEFINED|USER_DEFINED|WORK", "associationTypeId!": "integer",
    },
    # --- what is answered: properties
    "CollectionResponsePropertyNoPaging": {"results!": "[Property]"},
    "Property": {
        "description!": "string", "fieldType!": "string", "groupName!": "string", "label!": "string", "name!": "string",
        "options!": "[Option]", "type!": "string", "archived": "boolean", "hasUniqueValue": "boolean",
        "hubspotDefined": "boolean", "calculated": "boolean", "hidden": "boolean",
    },
    "Option": {"hidden!": "boolean", "label!": "string", "value!": "string"},
    # --- errors
    "StandardError": {
        "category!": "string", "context!": "{[string]}", "errors!": "[ErrorDetail]", "links!": "{string}",
        "message!": "string", "status!": "string", "id": "string",
    },
    "ErrorDetail": {
        "message!": "string", "code": "string", "context": "{[string]}", "in": "string", "subCategory": "string",
    },
    "Error": {
        "category!": "string", "correlationId!": "uuid", "message!": "string", "status": "string",
        "context": "{[string]}", "errors": "[ErrorDetail]", "links": "{string}", "subCategory": "string",
    },
    # https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines
    "RateLimit": {
        "status!": "string", "message!": "string", "errorType!": "RATE_LIMIT", "correlationId!": "uuid",
        "policyName!": "DAILY|SECONDLY|TEN_SECONDLY_ROLLING", "requestId": "uuid",
    },
}  # fmt: skip

OBJECT = r"/crm/v3/objects/(?:companies|contacts|deals)"
ASSOCIATION = r"/crm/v4/associations/(?:contacts|deals)/(?:companies|contacts)/batch"
READ: dict[int, str | None] = {
    200: "BatchResponseSimplePublicObject", 207: "BatchResponseSimplePublicObjectWithErrors",
}  # fmt: skip
LEADS = "BatchResponsePublicAssociationMultiWithLabelWithErrors"

# Method, path, parameters of the query, the shape of the body, and of the answer by status.
OPERATIONS: tuple[tuple[str, str, dict[str, str], str | None, dict[int, str | None]], ...] = (
    ("GET", r"/crm/v3/properties/(?:companies|contacts|deals)",
     {"archived": "true|false", "dataSensitivity": "string", "locale": "string", "properties": "string"},
     None, {200: "CollectionResponsePropertyNoPaging"}),
    ("GET", OBJECT,
     {"after": "string", "archived": "true|false", "associations": "string", "limit": "digits", "properties": "string",
      "propertiesWithHistory": "string"},
     None, {200: "CollectionResponseSimplePublicObjectWithAssociationsForwardPaging"}),
    ("POST", rf"{OBJECT}/search", {}, "PublicObjectSearchRequest",
     {200: "CollectionResponseWithTotalSimplePublicObject"}),
    ("POST", rf"{OBJECT}/batch/read", {"archived": "true|false"}, "BatchReadInputSimplePublicObjectId", READ),
    ("POST", rf"{OBJECT}/batch/create", {}, "BatchInputSimplePublicObjectBatchInputForCreate",
     {201: READ[200], 207: READ[207]}),
    ("POST", rf"{OBJECT}/batch/update", {}, "BatchInputSimplePublicObjectBatchInput", READ),
    ("POST", rf"{OBJECT}/batch/archive", {}, "BatchInputSimplePublicObjectId", {204: None}),
    ("POST", rf"{ASSOCIATION}/read", {}, "BatchInputPublicFetchAssociationsBatchRequest", {200: LEADS, 207: LEADS}),
    ("POST", rf"{ASSOCIATION}/associate/default", {}, "BatchInputPublicDefaultAssociationMultiPost",
     {200: "BatchResponsePublicDefaultAssociation"}),
    ("POST", rf"{ASSOCIATION}/archive", {}, "BatchInputPublicAssociationMultiArchive", {204: None}),
)  # fmt: skip


def request_faults(method: str, path: str, query: dict[str, str], body: Any) -> list[str]:
    """What of a request HubSpot does not publish."""
    operation = _operation(method, path)
    if operation is None:
        return [f"there is no {method} {path}"]
    _, _, parameters, shape, _ = operation
    found = [f"{path}: there is no parameter {name}" for name in query if name not in parameters]
    for name, value in query.items():
        found += faults(value, parameters.get(name, "string"), name, SHAPES)
    if shape is None:
        return found if body is None else [*found, f"{path}: takes no body"]
    return found + faults(body, shape, shape, SHAPES)


def answer_faults(method: str, path: str, status: int, body: Any) -> list[str]:
    """What of an answer HubSpot does not publish."""
    operation = _operation(method, path)
    if operation is None or status >= 400:
        return faults(body, "RateLimit" if status == 429 else "Error", str(status), SHAPES)
    return faults_of_answer(operation[4], path, status, body, SHAPES)


def _operation(
    method: str, path: str
) -> tuple[str, str, dict[str, str], str | None, dict[int, str | None]] | None:
    return next((one for one in OPERATIONS if one[0] == method and re.fullmatch(one[1], path)), None)
