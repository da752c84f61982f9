// The list of events goes on by itself: what the stream tells is put on top, until somebody pauses it.
"use strict";
(() => {
  const box = document.getElementById("tail");
  const state = document.getElementById("tail-state");
  const button = document.getElementById("tail-pause");
  if (!box || !window.EventSource) return;
  const MOST_ROWS = 200;
  let source;
  let last;
  let fresh = 0;

  const tell = (text, on) => { state.textContent = text; state.classList.toggle("on", on); };
  const cell = (row, name) => { const made = document.createElement("td"); if (name) made.className = name; row.append(made); return made; };

  const add = (message) => {
    const event = JSON.parse(message.data);
    last = event.sequence;
    let body = box.querySelector("tbody");
    if (!body) { location.reload(); return; }
    const row = document.createElement("tr");
    row.className = "new";
    cell(row, "num").textContent = event.sequence;
    const link = document.createElement("a");
    link.className = "opens";
    link.href = `${box.dataset.page}/${encodeURIComponent(event.id)}`;
    link.textContent = event.event;
    cell(row).append(link);
    const id = event.data.id ?? "", shown = document.createElement("span"), code = document.createElement("code"), copy = document.createElement("button");
    shown.className = "id";
    code.textContent = id;
    copy.type = "button";
    copy.className = "copy";
    copy.dataset.copy = id;
    copy.textContent = "Copy";
    copy.setAttribute("aria-label", `Copy ${id}`);
    shown.append(code, copy);
    cell(row).append(shown);
    const time = document.createElement("time");
    time.dateTime = event.timestamp;
    time.title = `${event.timestamp.slice(0, 19).replace("T", " ")} UTC`;
    time.textContent = event.timestamp.slice(11, 19);
    cell(row).append(time);
    body.prepend(row);
    setTimeout(() => row.classList.remove("new"), 3000);
    while (body.rows.length > MOST_ROWS) body.lastElementChild.remove();
    fresh += 1;
    tell(`${fresh} new`, true);
  };

  const follow = () => {
    const address = new URL(box.dataset.stream, location.href);
    if (last !== undefined) address.searchParams.set("after", last);
    source = new EventSource(address);
    source.onopen = () => tell(fresh ? `${fresh} new` : "Live", true);
    source.onerror = () => tell("Connecting", false);
    for (const type of box.dataset.types.split(" ")) source.addEventListener(type, add);
  };
  const pause = () => { source?.close(); source = undefined; tell("Paused", false); };

  button.addEventListener("click", () => {
    if (source) pause(); else follow();
    button.textContent = source ? "Pause" : "Go on";
    button.setAttribute("aria-pressed", String(!source));
  });
  addEventListener("pagehide", () => source?.close());
  follow();
})();
