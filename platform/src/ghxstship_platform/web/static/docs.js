// What the documentation does beyond being read: search results by keyboard, copying a page, and trying operations.
"use strict";
(() => {
  const KEY = "ghx:key";
  const each = (selector, act, from = document) => from.querySelectorAll(selector).forEach(act);
  const part = (id) => document.getElementById(id)?.content.firstElementChild.cloneNode(true);
  const make = (tag, attributes, text) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== false) element.setAttribute(name, value);
    if (text !== undefined) element.textContent = text;
    return element;
  };

  // --- search: arrows walk what was found, Escape closes it
  const field = document.querySelector(".find input");
  const found = document.getElementById("found");
  document.addEventListener("keydown", (event) => {
    const links = [...found.querySelectorAll("a")];
    if (event.key === "Escape" && found.firstElementChild) { event.preventDefault(); found.replaceChildren(); field.focus(); return; }
    if (!links.length || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    const at = links.indexOf(document.activeElement);
    if (at < 0 && document.activeElement !== field) return;
    event.preventDefault();
    const next = at + (event.key === "ArrowDown" ? 1 : -1);
    (links[next] ?? (next < 0 ? field : links.at(-1))).focus();
  }, true);
  // What was typed before htmx listened is looked for too.
  field.addEventListener("htmx:after:init", () => { if (field.value !== field.defaultValue) field.dispatchEvent(new Event("input")); });
  for (const leaves of ["click", "focusin"]) document.addEventListener(leaves, (event) => { if (!event.target.closest(".find")) found.replaceChildren(); });
  // What was asked for before the focus left may come after it.
  new MutationObserver(() => { if (found.firstElementChild && !document.activeElement.closest(".find")) found.replaceChildren(); }).observe(found, { childList: true });

  // --- the whole page as Markdown
  document.addEventListener("click", async (event) => {
    const button = event.target.closest(".copy-page");
    if (!button) return;
    const answer = await fetch(button.dataset.from);
    await navigator.clipboard.writeText(await answer.text());
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy as Markdown"; }, 1500);
  });

  // --- a menu on a phone closes when a place on this page is chosen
  document.addEventListener("click", (event) => { if (event.target.closest(".within a")) document.getElementById("menu").checked = false; });

  // --- the key: in this tab's storage and nowhere else, or that of the first steps, which the page brings along
  const ours = document.getElementById("main").dataset.key ?? "";
  const kept = () => { try { return sessionStorage.getItem(KEY) || ours; } catch { return ours; } };
  const keep = (key) => { try { if (key) sessionStorage.setItem(KEY, key); else sessionStorage.removeItem(KEY); } catch { /* private mode */ } };
  const spoken = new Map(), holes = ["$GHXSTSHIP_API_KEY", "ghx_test_…", ours].filter(Boolean);
  const fillSamples = () => {
    const key = kept();
    each("pre .v, pre .s", (piece) => {
      const original = spoken.get(piece) ?? piece.textContent;
      if (!holes.some((hole) => original.includes(hole))) return;
      spoken.set(piece, original);
      piece.textContent = key ? holes.reduce((text, hole) => text.replaceAll(hole, key), original) : original;
    });
  };
  const box = document.getElementById("key-box");
  if (box) {
    const form = part("key-form");
    const input = form.querySelector("input"), hint = form.querySelector("[role=status]"), forget = form.querySelector("[data-forget]");
    const about = hint.textContent;
    const show = (text) => {
      const key = kept(), own = Boolean(key) && key !== ours;
      input.hidden = form.querySelector("label").hidden = form.querySelector("button").hidden = own;
      forget.hidden = !own;
      const short = `${key.slice(0, 12)}…${key.slice(-4)}`;
      hint.textContent = text ?? (own ? `This tab uses the key ${short}.` : ours ? `Samples and requests use the key of your first steps, ${short}, for an hour. Another one goes before it.` : about);
      fillSamples();
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const key = input.value.trim();
      if (/^ghx_test_[\w-]+$/.test(key)) { input.value = ""; keep(key); show(); forget.focus(); }
      else show(key.startsWith("ghx_live_") ? "This is a key of a live workspace. Use a sandbox key; it begins with ghx_test_." : "A sandbox key begins with ghx_test_.");
    });
    forget.addEventListener("click", () => { keep(""); show("The key is forgotten."); input.focus(); });
    box.append(form);
    show();
  } else fillSamples();

  // --- trying an operation
  const MOST = 100_000;
  const row = (label, id, control) => {
    const line = make("div", { class: "field" });
    control.id = id;
    line.append(make("label", { for: id }, label), control);
    return line;
  };
  // The body of the example stands in the curl sample beside it, in the shell's quotes.
  const exampleOf = (button) => {
    const sample = button.closest(".band").querySelector(".language-bash").textContent;
    return sample.slice(sample.indexOf("-d '") + 4, -1).replaceAll("'\\''", "'");
  };
  const build = (button) => {
    const form = part("try-form"), fields = form.querySelector(".fields-of-try");
    const { method, path, query } = button.dataset, streams = "streams" in button.dataset;
    const body = "body" in button.dataset && exampleOf(button);
    const id = (name) => `try-${button.dataset.number}-${name}`;
    for (const name of path.match(/\{\w+\}/g) ?? []) fields.append(row(`${name.slice(1, -1)} in the path`, id("path"), make("input", { type: "text", name: "path", required: "", spellcheck: "false", autocomplete: "off" })));
    if (query) fields.append(row(`Query (${query.split(" ").join(", ")})`, id("query"), make("input", { type: "text", name: "query", placeholder: `${query.split(" ")[0]}=`, spellcheck: "false", autocomplete: "off" })));
    if (body) fields.append(row("Body", id("body"), make("textarea", { name: "body", rows: "8", spellcheck: "false" }, body)));
    const [send, stop] = form.querySelectorAll("button"), status = form.querySelector("[role=status]");
    const output = form.querySelector(".code"), text = output.querySelector("code");
    let under;
    stop.addEventListener("click", () => under?.abort());
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const key = kept();
      if (!key) { status.textContent = "Give a sandbox key at the top of the page first."; document.getElementById("reader-key").focus(); return; }
      const given = (name) => form.elements[name]?.value.trim() ?? "";
      const address = path.replace(/\{\w+\}/, encodeURIComponent(given("path"))) + (given("query") ? `?${given("query").replace(/^\?/, "")}` : "");
      const headers = { Authorization: `Bearer ${key}` };
      if (method !== "GET") headers["Idempotency-Key"] = crypto.randomUUID?.() ?? String(Math.random());
      if (body) headers["Content-Type"] = "application/json";
      under = new AbortController();
      send.disabled = true;
      stop.hidden = !streams;
      const began = performance.now();
      let said = "";
      const tell = () => { text.textContent = said; output.hidden = false; };
      try {
        const answer = await fetch(address, { method, headers, body: body ? given("body") || "{}" : undefined, signal: under.signal, credentials: "omit" });
        const told = (name) => answer.headers.get(name), left = told("x-ratelimit-remaining"), wait = told("retry-after");
        status.textContent = [
          `${answer.status} in ${Math.round(performance.now() - began)} ms`, told("x-request-id"),
          left && `${left} of ${told("x-ratelimit-limit")} requests left in this minute`, wait && `wait ${wait} s`,
        ].filter(Boolean).join(" · ");
        const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
        for (let piece = await reader?.read(); piece && !piece.done && said.length < MOST; piece = await reader.read()) { said += piece.value; if (streams) tell(); }
        if (said.length >= MOST) { said = `${said.slice(0, MOST)}\n… cut`; under.abort(); }
        try {
          const parsed = JSON.parse(said), { code, request_id: id } = parsed.error ?? {};
          said = JSON.stringify(parsed, null, 2);
          if (code) status.append(" · ", make("a", { href: `/docs/errors/${code}?request_id=${id}` }, `What ${code} means`));
        } catch { /* not JSON: as it is */ }
        tell();
      } catch (error) {
        if (error.name === "AbortError") tell(); else status.textContent = `The request could not be sent: ${error.message}`;
      } finally {
        send.disabled = false;
        stop.hidden = true;
      }
    });
    return form;
  };
  each("[data-try]", (button, number) => { button.dataset.number = number; button.setAttribute("aria-expanded", "false"); });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-try]");
    if (!button) return;
    const call = button.closest(".call");
    let form = call.querySelector("form");
    if (form) form.hidden = !form.hidden; else { form = build(button); call.append(form); }
    button.setAttribute("aria-expanded", String(!form.hidden));
    if (!form.hidden) form.querySelector("input, textarea, button").focus();
  });
})();
