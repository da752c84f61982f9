"""The suite of the TypeScript client: its own tests on Node's runner, its size, and the package as others get it."""

from __future__ import annotations

import fcntl
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ghxstship.testing import platform

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
PACKAGE = HERE.parent
MODULES = PACKAGE.parents[1] / "tooling" / "node_modules"
PROGRAM = Path(sys.executable).with_name("ghxstship")
# Gzipped bytes of what an application bundles that imports the client, or only `verifyWebhook`.
LARGEST_CORE = 12 * 1024
LARGEST_WEBHOOKS = 2 * 1024
SUITES = ("calls", "oauth", "pacing", "secrets", "webhooks", "platform")

SNIPPET = """\
import { GhxstshipClient } from '@ghxstship/sdk';

const client = new GhxstshipClient({
  apiKey: process.env.GHXSTSHIP_API_KEY,
  platform: 'atlvs'
});

const deals = await client.deals.list({ status: 'open' });
"""
PRINT = "console.log(JSON.stringify(deals.data.map((deal) => deal.status)));\n"


@pytest.fixture(scope="session")
def node() -> str:
    """The program `node`, with the tools of `tooling/` in place."""
    found = shutil.which("node")
    reason = None
    if found is None:
        reason = "Node.js: there is no `node` on the PATH"
    elif not (MODULES / "tsx").exists():
        reason = "Node.js: tooling/node_modules is missing, run `make setup-node`"
    if reason is not None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{reason}, and CI=true allows no skipped test")
        pytest.skip(reason)
    assert found is not None
    return found


def run(*command: object, cwd: Path, **environment: str) -> str:
    """The output of a program that has to succeed."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith("GHXSTSHIP_")}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd, env={**settings, **environment}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that is filled once in a run, also when pytest-xdist spreads it over several processes."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, done = base / name, base / f"{name}.done"
    folder.mkdir(exist_ok=True)
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            make(folder)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def installed(typescript_sdk: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the packed package was installed, without the network."""
    return once(tmp_path_factory, "consumer", lambda folder: install(typescript_sdk, folder))


def install(package: Path, folder: Path) -> None:
    packed = json.loads(run("npm", "pack", "--json", "--pack-destination", folder, cwd=package))
    (folder / "package.json").write_text(json.dumps({"name": "consumer", "private": True}))
    run("npm", "install", "--offline", "--no-audit", "--no-fund", folder / packed[0]["filename"], cwd=folder)
    assert [one.name for one in (folder / "node_modules").iterdir() if one.name[0] != "."] == ["@ghxstship"]


@pytest.mark.parametrize("suite", SUITES)
def test_on_the_runner_of_node(node: str, suite: str) -> None:
    loader = (MODULES / "tsx" / "dist" / "loader.mjs").as_uri()
    test = HERE / f"{suite}.test.ts"
    print(run(node, "--import", loader, "--test", test, cwd=PACKAGE, GHXSTSHIP_PROGRAM=str(PROGRAM)))


def test_strict_types_of_sources_and_tests(node: str) -> None:
    run(node, MODULES / "typescript" / "bin" / "tsc", "-p", HERE, cwd=PACKAGE)


@pytest.mark.parametrize(("entry", "largest"), [("index", LARGEST_CORE), ("webhooks", LARGEST_WEBHOOKS)])
def test_size_gzipped(node: str, entry: str, largest: int) -> None:
    options = ("--bundle", "--minify", "--format=esm", "--platform=neutral")
    text = run(MODULES / ".bin" / "esbuild", PACKAGE / "src" / f"{entry}.ts", *options, cwd=PACKAGE)
    assert len(gzip.compress(text.encode(), 9)) <= largest


def test_an_unused_import_leaves_nothing_behind(node: str, installed: Path) -> None:
    (installed / "unused.mjs").write_text("import '@ghxstship/sdk';\nimport '@ghxstship/sdk/webhooks';\n")
    text = run(
        MODULES / ".bin" / "esbuild", "unused.mjs", "--bundle", "--minify", "--format=esm", cwd=installed
    )
    assert text.strip() == ""


# A first file of each kind loads what Node.js needs for that itself.
IMPORTS = """\
await import('./empty.mjs');
process.getBuiltinModule?.('module').createRequire(import.meta.url)('./empty.cjs');
const before = new Set(process.moduleLoadList);
const { GhxstshipClient } = await import('@ghxstship/sdk');
for (const name of ['webhooks', 'oauth', 'testing']) await import(`@ghxstship/sdk/${name}`);
new GhxstshipClient({ apiKey: 'ghx_test_x' }).atlvs.deals;
console.log(JSON.stringify(process.moduleLoadList.filter((one) => !before.has(one))));
"""


def test_an_import_loads_nothing_of_node(node: str, installed: Path) -> None:
    for name, text in {"empty.mjs": "", "empty.cjs": "", "imports.mjs": IMPORTS}.items():
        (installed / name).write_text(text)
    assert json.loads(run(node, "imports.mjs", cwd=installed)) == []


# An application may have both kinds of the package, its own and that of something it depends on.
BOTH = """\
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { GhxstshipClient } from '@ghxstship/sdk';

const other = createRequire(import.meta.url)('@ghxstship/sdk');
assert.notEqual(other.GhxstshipClient, GhxstshipClient);
const limits = { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '99', 'x-ratelimit-reset': '9999999999' };
const status = (url) => (url.endsWith('deal_2') ? 404 : 200);
const fetch = async (url) => new Response('{"id": "deal_1"}', { status: status(url), headers: limits });
const options = { apiKey: 'ghx_test_x', baseUrl: 'http://x', fetch };
const [one, two] = [new GhxstshipClient(options), new other.GhxstshipClient(options)];
await one.atlvs.deals.retrieve('deal_1');
assert.equal(two.rateLimit.limit, 100);
assert.equal(two.rateLimit, one.rateLimit);
const error = await two.atlvs.deals.retrieve('deal_2').catch((thrown) => thrown);
assert.ok(error instanceof other.NotFoundError && GhxstshipClient.isError(error));
"""


def test_two_copies_of_the_package_share_the_pacer(node: str, installed: Path) -> None:
    (installed / "both.mjs").write_text(BOTH)
    run(node, "both.mjs", cwd=installed)


@pytest.fixture(scope="session")
def demo() -> Iterator[dict[str, str]]:
    """The environment of an integrator's application, with a running platform behind it."""
    with platform() as server:
        yield {"GHXSTSHIP_API_KEY": server.api_key, "GHXSTSHIP_BASE_URL": server.url}


@pytest.mark.parametrize("kind", ["mjs", "cjs"])
def test_playbook_snippet_runs_from_the_package(
    node: str, installed: Path, demo: dict[str, str], kind: str
) -> None:
    text = SNIPPET + PRINT
    if kind == "cjs":
        head, rest = text.split("\n", 1)
        name = head.split(" from ")[0].removeprefix("import ")
        text = f"const {name} = require('@ghxstship/sdk');\n(async () => {{\n{rest}}})();\n"
    (installed / f"snippet.{kind}").write_text(text)
    statuses = json.loads(run(node, f"snippet.{kind}", cwd=installed, **demo))
    assert statuses
    assert set(statuses) == {"open"}


CONSUMER = """
for await (const deal of client.deals.list({ status: ['open', 'won'] })) {
  const value: number = deal.value;
  if (deal.status === 'open' || deal.status === 'novel') console.log(value, deal.created_at.slice(0, 4));
}
const plain = new GhxstshipClient({ workspaceId: process.env['W'] });
await plain.gvteway.ticketTypes.list();
// @ts-expect-error without `platform` there are no resources at hand
plain.deals;
// @ts-expect-error crew belongs to another product
client.crew;
// @ts-expect-error a typing error in a parameter
client.deals.list({ statos: 'open' });
// @ts-expect-error not a status that can be asked for
client.deals.list({ status: 'opn' });
// @ts-expect-error a deal needs a value
client.deals.create({ name: 'A' });
export { deals };
"""


FENCE = re.compile(r"(<!-- not run: [^\n]* -->\n)?```typescript\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="session")
def compiled(node: str, installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the examples of the page, and an application of each kind, were compiled strictly and at once."""
    once(tmp_path_factory, "compiled", lambda _: compile_strictly(node, installed))
    return installed


def compile_strictly(node: str, installed: Path) -> None:
    text = SNIPPET + CONSUMER
    body = text.split("\n", 1)[1].replace("export { deals };\n", "return deals;\n")
    common = f"import {{ GhxstshipClient }} from '@ghxstship/sdk';\nexport const done = (async () => {{{body}}})();\n"
    used = "import { verifyWebhook } from '@ghxstship/sdk/webhooks';\n"
    used += "import { fileCheckpoint } from '@ghxstship/sdk/node';\nimport { Faults } from '@ghxstship/sdk/testing';\n"
    used += "export const used = [verifyWebhook, fileCheckpoint, Faults];\n"
    page = (PACKAGE.parents[1] / "docs" / "sdks" / "typescript.md").read_text()
    examples = "\n".join(example for skipped, example in FENCE.findall(page) if not skipped)
    files = {"consumer.mts": text + used, "consumer.cts": common + used, "page.mts": examples}
    for name, content in files.items():
        (installed / name).write_text(content)
    flags = [
        "--strict",
        "--exactOptionalPropertyTypes",
        "--noUncheckedIndexedAccess",
        "--skipDefaultLibCheck",
    ]
    flags += ["--target", "es2022", "--module", "nodenext", "--lib", "es2023,dom", "--types", "node"]
    flags += ["--typeRoots", str(MODULES / "@types")]
    run(node, MODULES / "typescript" / "bin" / "tsc", *files, *flags, cwd=installed)


def test_consumers_compile_strictly(compiled: Path) -> None:
    assert all((compiled / name).exists() for name in ("consumer.mjs", "consumer.cjs"))


def test_publint_and_are_the_types_wrong_find_nothing(node: str, installed: Path) -> None:
    (packed,) = installed.glob("*.tgz")
    told = run(MODULES / ".bin" / "publint", packed, "--strict", cwd=installed)
    assert "All good!" in told
    # Before "exports" there was "typesVersions", for the types only.
    run(MODULES / ".bin" / "attw", packed, "--profile", "node16", cwd=installed)


@pytest.mark.parametrize("program", ["deno", "bun"])
def test_other_runtimes(node: str, installed: Path, demo: dict[str, str], program: str) -> None:
    (installed / "other.mjs").write_text(SNIPPET + PRINT)
    flags = {"deno": ["run", "--allow-env", "--allow-net", "--allow-read", "--no-remote"], "bun": ["run"]}[
        program
    ]
    environment = {**demo, "DENO_DIR": str(installed / "deno"), "DENO_NO_UPDATE_CHECK": "1"}
    statuses = json.loads(run(MODULES / ".bin" / program, *flags, "other.mjs", cwd=installed, **environment))
    assert set(statuses) == {"open"}


WORKER = """\
import { GhxstshipClient } from '@ghxstship/sdk';
import { verifyWebhook } from '@ghxstship/sdk/webhooks';

export default {
  async fetch(request, env) {
    if (request.method === 'POST') return Response.json(await verifyWebhook(request, { secret: env.SECRET }));
    const client = new GhxstshipClient({ apiKey: env.KEY, baseUrl: env.URL, platform: 'atlvs' });
    return Response.json((await client.deals.list({ status: 'open' })).data.map((deal) => deal.status));
  },
};
"""
# A worker knows the web's interfaces and no Node.js: the bundle runs in a context that has just those.
IN_A_WORKER = """\
import { readFileSync } from 'node:fs';
import vm from 'node:vm';

const own = { fetch, Request, Response, Headers, URL, URLSearchParams, AbortController, crypto, performance, console };
const more = { setTimeout, clearTimeout, TextEncoder, TextDecoder, atob, btoa };
const context = vm.createContext({ ...own, ...more });
vm.runInContext(readFileSync('worker.js', 'utf8'), context);
const env = { KEY: process.env.GHXSTSHIP_API_KEY, URL: process.env.GHXSTSHIP_BASE_URL };
const answer = await vm.runInContext('worker', context).default.fetch(new Request('http://worker/'), env);
console.log(JSON.stringify(await answer.json()));
"""


def test_a_worker_s_bundle(node: str, installed: Path, demo: dict[str, str]) -> None:
    (installed / "worker.mjs").write_text(WORKER)
    flags = ["--bundle", "--minify", "--format=iife", "--global-name=worker", "--conditions=worker,browser"]
    run(
        MODULES / ".bin" / "esbuild",
        "worker.mjs",
        *flags,
        "--platform=neutral",
        "--outfile=worker.js",
        cwd=installed,
    )
    (installed / "in_a_worker.mjs").write_text(IN_A_WORKER)
    assert set(json.loads(run(node, "in_a_worker.mjs", cwd=installed, **demo))) == {"open"}


def test_the_examples_of_the_page_run(node: str, compiled: Path, demo: dict[str, str]) -> None:
    told = run(node, "page.mjs", cwd=compiled, **demo)
    assert "VALIDATION_ERROR" in told
    assert told.endswith("\n2\ndeal.won deal_1\n204\n")
    assert demo["GHXSTSHIP_API_KEY"] not in told
