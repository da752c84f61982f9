"""Workflow files: the playbook's runs as it stands, and everything wrong is said with file, line and remedy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghxstship import Client
from ghxstship.errors import ConfigurationError
from ghxstship_connect.configuration import Document, read
from ghxstship_connect.workflows.conditions import compile_conditions
from ghxstship_connect.workflows.definition import Catalogue, load
from ghxstship_connect.workflows.template import TemplateError, paths_of, render

SAMPLES = Path(__file__).parent / "samples"
ENVIRONMENT = {
    "SLACK_BOT_TOKEN": "xoxb-1", "MAILCHIMP_API_KEY": "key-us21", "JIRA_BASE_URL": "https://x.atlassian.net",
    "JIRA_EMAIL": "ops@example.com", "JIRA_API_TOKEN": "token",
}  # fmt: skip


@pytest.fixture(scope="session")
def catalogue(running: Any) -> Catalogue:
    with Client(running.api_key, running.workspace_id, running.url) as client:
        types = client.request("GET", "/workspace/v1/event-types").json()["data"]
    return {one["name"]: one["schema"] for one in types}


def written(folder: Path, value: Any) -> Path:
    file = folder / "flow.json"
    file.write_text(value if isinstance(value, str) else json.dumps(value, indent=2))
    return file


def refused(folder: Path, value: Any, catalogue: Catalogue | None = None) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load(written(folder, value), ENVIRONMENT, catalogue)
    return str(caught.value)


SLACK = {
    "trigger": "deal.won",
    "action": "slack.postMessage",
    "config": {"channel": "#a", "text": "{{deal.name}}"},
}


def slack(**changes: Any) -> dict[str, Any]:
    return {**SLACK, "config": {**SLACK["config"], **changes}}  # type: ignore[dict-item]


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_the_playbooks_samples_load(sample: Path, catalogue: Catalogue) -> None:
    workflow = load(sample, ENVIRONMENT, catalogue)
    assert workflow.name == sample.stem
    assert len(workflow.steps) == 1


def test_the_first_is_the_playbooks_own() -> None:
    playbook = """{
  "trigger": "deal.won",
  "action": "slack.postMessage",
  "config": {
    "channel": "#sales-wins",
    "text": "🎉 Deal won: {{deal.name}} - ${{deal.value}}"
  }
}
"""
    assert (SAMPLES / "deal-won-to-slack.json").read_text().endswith(playbook)


@pytest.mark.parametrize(
    ("value", "line", "message"),
    [
        ("{", 1, "not JSON"),
        ('{"trigger": "a",\n"trigger": "b"}', 2, "the key 'trigger' stands twice"),
        ("[" * 100_000, 0, "nested too deep"),
        ([1], 1, "the file must be an object"),
        ({"trigger": "deal.won"}, 1, "lacks 'action'"),
        ({"action": "slack.postMessage"}, 1, "lacks 'trigger'"),
        ({**SLACK, "trigger": ""}, 2, "trigger must be a text, not an empty text"),
        ({**SLACK, "trigger": []}, 2, "trigger must name at least one event"),
        ({**SLACK, "trigger": "deal.wun"}, 2, "no event is called 'deal.wun' (did you mean 'deal.won'?)"),
        ({**SLACK, "triger": "x"}, 8, "unknown key 'triger' (did you mean 'trigger'?)"),
        ({**SLACK, "name": "a/b"}, 8, "name must be letters"),
        ({**SLACK, "action": "slack.post"}, 3, "there is no action 'slack.post' (did you mean 'slack.postMessage'?)"),
        ({**SLACK, "action": 7}, 3, "there is no action 7"),
        ({**SLACK, "config": []}, 4, "config must be an object"),
        ({**SLACK, "config": {"channel": "#a"}}, 4, "config lacks 'text'"),
        (slack(chanel="x"), 7, "unknown key 'chanel' (did you mean 'channel'?)"),
        (slack(text=5), 6, "config.text must be a text, not a number"),
        (slack(unfurl_links="yes"), 7, "must be true or false"),
        (slack(text="{{deal.nme}}"), 6, "deal.won has nothing at {{deal.nme}}"),
        (slack(text="{{dael.name}}"), 6, "did you mean 'deal'?"),
        (slack(text="{{deal.__class__}}"), 6, "deal.won has nothing at {{deal.__class__}}"),
        (slack(text="{{deal.name.upper()}}"), 6, "is no path"),
        (slack(text="{{deal.name"), 6, "does not close it"),
        (slack(text="{{1+1}}"), 6, "is no path"),
        (slack(text="{{message.body}}"), 6, "a message has id, event"),
        (slack(text="{{steps.0.ts}}"), 6, "no earlier step"),
        (slack(text="{{env.MISSING_ONE}}"), 6, "set MISSING_ONE in the environment"),
        ({**SLACK, "when": {}}, 8, "when must be an object"),
        ({**SLACK, "when": {"deal.value": {"over": 1}}}, 10, "'over' is no operator"),
        ({**SLACK, "when": {"deal.value": {"gt": None}}}, 10, "gt cannot take null"),
        ({**SLACK, "when": {"deal.wert": 1}}, 9, "deal.won has nothing at {{deal.wert}}"),
        ({"trigger": "deal.won", "steps": []}, 3, "steps must be a list"),
        ({"trigger": "deal.won", "steps": [7]}, 4, "steps[0] must be an object"),
        ({"trigger": "deal.won", "steps": [{"config": {}}]}, 4, "steps[0] lacks 'action'"),
        ({**SLACK, "steps": [SLACK]}, 3, "'action' stands beside 'steps'"),
        (
            {"trigger": "deal.won", "action": "jira.issues.create",
             "config": {"project": 'X" OR 1=1', "issuetype": "Bug", "summary": "s"}}, 5, "project must be a key",
        ),
        (
            {"trigger": "deal.won", "action": "mailchimp.lists.addMember",
             "config": {"list_id": "x", "email_address": "a@b", "status": "yes"}}, 7, "status must be one of",
        ),
        (
            {"trigger": "deal.won", "action": "http.request", "config": {"url": "https://{{deal.name}}/x"}}, 5,
            "without a template in the host",
        ),
        (
            {"trigger": "deal.won", "action": "http.request", "config": {"url": "ftp://x/", "method": "STEAL"}}, 6,
            "method must be one of",
        ),
        (
            {"trigger": "deal.won", "action": "http.request", "config": {"url": "https://x/", "headers": {"a b": "c"}}},
            7, "the header 'a b' must be a name",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, catalogue: Catalogue, value: Any, line: int, message: str
) -> None:
    told = refused(tmp_path, value, catalogue)
    where = f"flow.json:{line}: " if line else "flow.json: "
    assert any(where in one and message in one for one in told.splitlines()), told


def test_everything_is_said_at_once(tmp_path: Path, catalogue: Catalogue) -> None:
    value = slack(text="{{deal.nme}}", chanel="x")
    assert len(refused(tmp_path, {**value, "trigger": "deal.*", "x": 1}, catalogue).splitlines()) >= 3


def test_credentials_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r":3: set SLACK_BOT_TOKEN .* slack.postMessage needs it"):
        load(written(tmp_path, SLACK), {})
    step = {key: SLACK[key] for key in ("action", "config")}
    with pytest.raises(ConfigurationError, match=r":5: set SLACK_BOT_TOKEN .* slack.postMessage needs it"):
        load(written(tmp_path, {"trigger": "deal.won", "steps": [step, step]}), {})


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read(tmp_path / "none.json")
    (tmp_path / "bytes.json").write_bytes(b'{\n"a": "\xff"}')
    with pytest.raises(ConfigurationError, match=r"bytes.json:2: not a text in UTF-8; save it as one"):
        read(tmp_path / "bytes.json")
    (tmp_path / "marked.json").write_bytes(b"\xef\xbb\xbf{}")
    assert read(tmp_path / "marked.json").value == {}


@pytest.mark.parametrize(
    "value",
    [
        [1],
        {"triger": "deal.won", "action": SLACK["action"], "config": SLACK["config"]},
        {"trigger": "deal.won", "action": "http.request", "config": {"url": "https://x/", "body": "{{env.NOPE}}"}},
    ],
    ids=["no object", "a key", "a body"],
)  # fmt: skip
def test_one_mistake_is_said_once(tmp_path: Path, catalogue: Catalogue, value: Any) -> None:
    assert len(refused(tmp_path, value, catalogue).splitlines()) == 1


def test_the_environment_is_filled_in_once(tmp_path: Path) -> None:
    value = {
        "trigger": "deal.*", "action": "http.request",
        "config": {"url": "{{env.HOOK}}/x", "headers": {"A": "Bearer {{ env.KEY }}"}, "body": ["{{env.KEY}}", 1]},
    }  # fmt: skip
    environment = {"HOOK": "https://hooks.example.com", "KEY": "{{deal.name}}"}
    [step] = load(written(tmp_path, value), environment).steps
    assert step.config["url"] == "https://hooks.example.com/x"
    assert step.config["headers"] == {"A": "Bearer {{deal.name}}"}


def test_comments_and_lines(tmp_path: Path) -> None:
    document = read(written(tmp_path, '// one\n{\n "a": "http://x", // two\n "b": [1,\n  {"c": null}]\n}\n'))
    assert document.value == {"a": "http://x", "b": [1, {"c": None}]}
    assert {place: line for place, line in document.lines.items() if place} == {
        ("a",): 3, ("b",): 4, ("b", 0): 4, ("b", 1): 5, ("b", 1, "c"): 5,
    }  # fmt: skip


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(_JSON, st.integers(0, 3))
def test_every_value_has_its_line(tmp_path_factory: pytest.TempPathFactory, value: Any, indent: int) -> None:
    file = tmp_path_factory.mktemp("json") / "x.json"
    file.write_text(json.dumps(value, indent=indent or None, ensure_ascii=False))
    document = read(file)
    assert document.value == value

    def places(one: Any, place: tuple[Any, ...]) -> None:
        assert place in document.lines
        for key, child in (
            one.items() if isinstance(one, dict) else enumerate(one if isinstance(one, list) else ())
        ):
            places(child, (*place, key))

    places(value, ())


# --- templates

CONTEXT = {"deal": {"name": "{{deal.value}}", "value": 150000, "ratio": 75.5, "none": None, "tags": ["a", {"b": 1}],
                    "flag": True}}  # fmt: skip


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("plain", "plain"),
        ("${{deal.value}}", "$150000"),
        ("{{ deal.ratio }}!", "75.5!"),
        ("{{deal.value}}", 150000),
        ("{{deal.tags}}", ["a", {"b": 1}]),
        ("{{deal.tags.1.b}}-{{deal.tags.0}}", "1-a"),
        ("<{{deal.none}}>", "<>"),
        ("{{deal.none}}", None),
        ("{{deal.flag}} {{deal.tags}}", 'true ["a", {"b": 1}]'),
        ("x {{deal.name}}", "x {{deal.value}}"),
        ({"k": ["{{deal.value}}", 1, None]}, {"k": [150000, 1, None]}),
    ],
)
def test_templates(template: Any, expected: Any) -> None:
    assert render(template, CONTEXT) == expected


@pytest.mark.parametrize(
    "template",
    ["{{deal.__class__}}", "{{deal.tags.9}}", "{{deal.name.0}}", "{{nothing}}", "{{deal.tags.first}}"],
)
def test_a_path_that_leads_nowhere(template: str) -> None:
    with pytest.raises(TemplateError, match="has nothing at"):
        render(template, CONTEXT)


@pytest.mark.parametrize(
    "template", ["{{}}", "{{a b}}", "{{a()}}", "{{a['b']}}", "{{a..b}}", "{{.a}}", "{{a|upper}}"]
)
def test_what_is_no_path(template: str) -> None:
    with pytest.raises(TemplateError, match="is no path"):
        render(template, CONTEXT)
    with pytest.raises(TemplateError):
        list(paths_of({"x": [template]}))


@given(st.text())
def test_a_value_is_never_a_template(text: str) -> None:
    assert render("<{{x}}>", {"x": text}) == f"<{text}>"


def test_every_text_that_comes_in_is_escaped() -> None:
    context = {"x": "<!channel>", "y": {"z": ["<a>", 1]}}
    assert render("{{x}} <b>", context, str.upper) == "<!CHANNEL> <b>"
    assert render("{{y}}", context, str.upper) == {"z": ["<A>", 1]}


# --- conditions


@pytest.mark.parametrize(
    ("conditions", "holds"),
    [
        ({"deal.value": 150000}, True),
        ({"deal.value": "150000"}, False),
        ({"deal.flag": 1}, False),
        ({"deal.flag": True, "deal.ratio": {"gt": 75}}, True),
        ({"deal.flag": True, "deal.ratio": {"gt": 76}}, False),
        ({"deal.ratio": {"gte": 75.5, "lte": 75.5, "lt": 76}}, True),
        ({"deal.name": {"gt": 5}}, False),
        ({"deal.missing": None}, True),
        ({"deal.missing": {"exists": False}}, True),
        ({"deal.none": {"exists": True}}, True),
        ({"deal.value": {"in": [1, 150000]}}, True),
        ({"deal.value": {"nin": [1, 150000]}}, False),
        ({"deal.value": {"ne": 1}}, True),
    ],
)
def test_conditions(conditions: dict[str, Any], holds: bool) -> None:
    document = Document(Path("x"), conditions)
    assert compile_conditions(document, conditions, ())(CONTEXT) is holds
    assert document.problems == []
