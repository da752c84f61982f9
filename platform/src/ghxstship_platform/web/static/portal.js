// What a page does beyond being read. Everything here is a comfort: each page works without it.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("scripted");
  const each = (selector, act, from = document) => from.querySelectorAll(selector).forEach(act);

  // --- copying: the text of data-copy, or of the element that data-copy-from names
  document.addEventListener("click", async (event) => {
    const button = event.target.closest(".copy");
    if (!button) return;
    event.preventDefault();
    let text = button.dataset.copy;
    if (text === undefined) {
      const box = button.closest(".code");
      text = [...box.querySelectorAll("pre")].find((pre) => pre.offsetParent !== null)?.innerText ?? "";
    }
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    const before = button.dataset.label ?? (button.dataset.label = button.textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = before; }, 1500);
  });

  // --- theme: the links work by themselves, here they do it without a round trip
  const secure = location.protocol === "https:";
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-theme-choice]");
    if (!link) return;
    event.preventDefault();
    const theme = link.dataset.themeChoice;
    const system = theme === "system";
    if (system) delete root.dataset.theme; else root.dataset.theme = theme;
    document.cookie = `${secure ? "__Host-" : ""}ghx_theme=${system ? "" : theme}; path=/; samesite=lax; max-age=${system ? 0 : 31536000}${secure ? "; secure" : ""}`;
    each("[data-theme-choice]", (other) => other.setAttribute("aria-current", String(other.dataset.themeChoice === theme)));
  });

  // --- keyboard in tables: up and down walk the rows, Enter opens as for any link; "/" goes to the search field
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, textarea, select");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      const search = document.querySelector("input[type=search]");
      if (search) { event.preventDefault(); search.focus(); }
      return;
    }
    if (typing || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    const links = [...document.querySelectorAll("table .opens")];
    if (!links.length) return;
    const at = links.indexOf(document.activeElement);
    if (at < 0 && document.activeElement !== document.body) return;
    const next = links[event.key === "ArrowDown" ? Math.min(at + 1, links.length - 1) : Math.max(at - 1, 0)];
    event.preventDefault();
    next.focus();
  });

  // --- language tabs: one choice for all, kept
  const remembered = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const choose = (group, value, from = document) => each(`.tabs[data-group="${CSS.escape(group)}"] > input`, (input) => {
    if (input.dataset.value === value) input.checked = true;
  }, from);
  document.addEventListener("change", (event) => {
    const tabs = event.target.closest(".tabs[data-group]");
    if (tabs && event.target.parentElement === tabs) {
      choose(tabs.dataset.group, event.target.dataset.value);
      try { localStorage.setItem(`tabs:${tabs.dataset.group}`, event.target.dataset.value); } catch { /* private mode */ }
      // For pages that come with the right tab open.
      if (tabs.dataset.group === "language") document.cookie = `${secure ? "__Host-" : ""}ghx_language=${event.target.dataset.value}; path=/; samesite=lax; max-age=31536000${secure ? "; secure" : ""}`;
    }
    // A filter acts at once; its button is for who has no script.
    const filters = event.target.closest("form.filters");
    const several = event.target.closest("details");
    if (filters && !several && event.target.matches("select, input[type=date], input[type=checkbox]")) filters.requestSubmit();
  });
  const restore = (from) => each(".tabs[data-group]", (tabs) => {
    const value = remembered(`tabs:${tabs.dataset.group}`);
    if (value) choose(tabs.dataset.group, value);
  }, from);
  restore(document);
  document.addEventListener("htmx:after:swap", () => restore(document));

  // --- a filter that is empty has no place in the address
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form.filters")) return;
    each("input, select", (input) => { if (input.value === "") input.disabled = true; }, event.target);
    setTimeout(() => each("input, select", (input) => { input.disabled = false; }, event.target));
  });

  // --- what a point of a chart says: the row of the figures behind it; what any other mark says stands in it
  let tip, band;
  const hide = () => { tip?.remove(); band?.remove(); tip = band = undefined; };
  const show = (text, box) => {
    if (!tip) { tip = document.createElement("div"); tip.className = "tip"; document.body.append(tip); }
    tip.textContent = text;
    const left = Math.min(Math.max(4, box.left + box.width / 2 - tip.offsetWidth / 2), innerWidth - tip.offsetWidth - 4);
    tip.style.left = `${left}px`;
    tip.style.top = `${Math.max(4, box.top - tip.offsetHeight - 6)}px`;
  };
  const pointAt = (svg, x) => {
    const chart = svg.closest(".chart"), axis = svg.querySelector(".axis").getBoundingClientRect();
    const [head, ...rows] = chart.querySelectorAll("tr");
    const at = (x - axis.left) / axis.width, bars = chart.classList.contains("of-bars");
    const steps = bars ? rows.length : Math.max(rows.length - 1, 1);
    const index = bars ? Math.floor(at * steps) : Math.round(at * steps);
    if (!(at >= 0 && at <= 1 && rows[index])) return hide();
    const names = [...head.cells].map((cell) => cell.textContent), [label, ...values] = [...rows[index].cells].map((cell) => cell.textContent);
    const { x1, x2, y1 } = svg.querySelector(".axis"), from = x1.baseVal.value, width = (x2.baseVal.value - from) / steps;
    if (!band) { band = document.createElementNS(svg.namespaceURI, "rect"); band.setAttribute("class", "hover"); svg.append(band); }
    const places = { x: from + width * (bars ? index : index - 0.5), y: 0, width, height: y1.baseVal.value };
    for (const [name, value] of Object.entries(places)) band.setAttribute(name, value);
    show([label, ...values.map((value, number) => `${names[number + 1]}: ${value}`)].join("\n"), band.getBoundingClientRect());
  };
  document.addEventListener("pointermove", (event) => {
    const mark = event.target.closest?.("[data-tip]"), svg = event.target.closest?.(".chart svg");
    if (svg) { if (band?.parentNode !== svg) hide(); pointAt(svg, event.clientX); return; }
    if (mark) show(mark.dataset.tip, { left: event.clientX, width: 0, top: mark.getBoundingClientRect().top }); else hide();
  });

  // --- toasts leave by themselves, menus by going elsewhere or by Escape, which goes back to what has opened them
  each(".toast", (toast) => setTimeout(() => toast.remove(), 6000));
  const elsewhere = (event) => each(".switch[open]", (menu) => { if (!menu.contains(event.target)) menu.open = false; });
  document.addEventListener("click", elsewhere);
  document.addEventListener("focusin", elsewhere);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    const open = document.querySelector(".switch[open]"), phone = document.querySelector(".menu:checked");
    if (open) { open.open = false; open.querySelector("summary").focus(); return; }
    if (phone) { phone.checked = false; phone.focus(); }
  });
})();
