// Keeps a page of the desk up to date, and what an officer is writing safe. Without it everything works by reloading.
"use strict";

const EVERY = 3000; // milliseconds between looks; a page that nobody sees looks less often
const HIDDEN = 20000;
const PATIENCE = 15000;

const byId = (id) => document.getElementById(id);
const title = document.title;
let active = true; // keys or pointer since the last look: the session goes on
let failures = 0;

for (const kind of ["keydown", "pointerdown"]) addEventListener(kind, () => (active = true), { passive: true });

/** The fragment at an address; null when the session has ended. */
async function look(address) {
  const url = new URL(address, location.href);
  if (active) url.searchParams.set("active", "1");
  active = false;
  const answer = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
  if (answer.type === "opaqueredirect" || answer.status === 403) return null;
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return new DOMParser().parseFromString(await answer.text(), "text/html").body;
}

/** Looks again and again until the session ends. */
async function watch(address, show) {
  for (;;) {
    await new Promise((done) => setTimeout(done, document.hidden ? HIDDEN : EVERY));
    try {
      const fresh = await look(address());
      if (fresh === null) return void (byId("ended").hidden = false);
      show(fresh);
      failures = 0;
    } catch {
      failures += 1;
    }
    byId("offline").hidden = failures < 2;
  }
}

const count = (number) => (document.title = number ? `(${number}) ${title}` : title);

// --- The list of those who wait --------------------------------------------------------------------------

const region = document.querySelector("[data-live]");
if (region) {
  const sound = byId("sound");
  sound.closest("label").hidden = false;
  sound.checked = localStorage.getItem("sound") === "1";
  sound.addEventListener("change", () => {
    localStorage.setItem("sound", sound.checked ? "1" : "0");
    if (sound.checked) ring();
  });
  count(Number(region.firstElementChild.dataset.count));
  watch(
    () => region.dataset.live,
    (fresh) => replace(fresh.firstElementChild),
  );
}

function replace(fresh) {
  const before = region.firstElementChild;
  if (before.isEqualNode(fresh)) return;
  const focused = document.activeElement.id;
  const inside = region.contains(document.activeElement);
  region.replaceChildren(fresh);
  if (inside && focused) byId(focused)?.focus({ preventScroll: true });
  count(Number(fresh.dataset.count));
  announce(before.dataset, fresh.dataset);
}

/** Says politely what has come; what has gone needs no words. */
function announce(before, now) {
  const news = byId("news");
  const told = [];
  if (Number(now.newest) > Number(before.newest)) told.push(news.dataset.waiting.replace("{n}", now.waiting));
  if (Number(now.unread) > Number(before.unread)) told.push(news.dataset.unread.replace("{n}", now.unread));
  if (!told.length) return;
  news.textContent = told.join(" ");
  if (byId("sound").checked) ring();
}

/** Two soft tones; browsers stay silent until the page has been touched. */
function ring() {
  const context = new AudioContext();
  const volume = new GainNode(context, { gain: 0.08 });
  volume.connect(context.destination);
  [660, 880].forEach((frequency, place) => {
    const tone = new OscillatorNode(context, { frequency });
    tone.connect(volume);
    tone.start(context.currentTime + place * 0.16);
    tone.stop(context.currentTime + place * 0.16 + 0.14);
  });
  setTimeout(() => context.close(), 1000);
}

// --- One conversation ------------------------------------------------------------------------------------

const lines = document.querySelector("[data-news]");
if (lines) {
  const last = () => [...lines.querySelectorAll("[data-number]")].at(-1)?.dataset.number ?? 0;
  let unseen = 0;
  addEventListener("focus", () => count((unseen = 0)));
  watch(
    () => `${lines.dataset.news}?after=${last()}`,
    (fresh) => {
      unseen += append(fresh.querySelector("ol"));
      if (document.hasFocus()) unseen = 0;
      count(unseen);
      stand(fresh.querySelector("#standing"));
    },
  );
}

/** The new lines under the old ones; how many of them the person said. */
function append(fresh) {
  const days = [...lines.querySelectorAll("[data-day]")].map((day) => day.dataset.day);
  const came = [...fresh.children].filter((line) => !days.includes(line.dataset.day) && !(line.id && byId(line.id)));
  lines.append(...came);
  if (came.length) byId("no-lines")?.remove();
  return came.filter((line) => line.classList.contains("from-person")).length;
}

/** How the conversation stands. What an officer may do has changed with it: he reloads when he is ready. */
function stand(fresh) {
  const shown = byId("standing");
  byId("moved").hidden = fresh.dataset.state === shown.dataset.state;
  if (fresh.dataset.state === shown.dataset.state && !shown.isEqualNode(fresh)) shown.replaceWith(fresh);
}

// --- The reply -------------------------------------------------------------------------------------------

const form = document.querySelector("form[data-draft]");
if (form) {
  const text = form.elements.text;
  const key = `draft-${form.dataset.draft}`;
  if ("sent" in form.dataset) sessionStorage.removeItem(key);
  if (!text.value) text.value = sessionStorage.getItem(key) ?? "";
  text.addEventListener("input", () => sessionStorage.setItem(key, text.value));
  form.querySelector(".keys").hidden = false;
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-send]"));
  });
  form.querySelector("[value=insert]").addEventListener("click", (event) => {
    event.preventDefault();
    const chosen = form.elements.canned.selectedOptions[0].dataset.text;
    if (chosen) insert(text, chosen);
    text.focus();
  });
}

function insert(text, chosen) {
  const before = text.value.slice(0, text.selectionStart);
  const joint = before && !before.endsWith("\n") ? "\n" : "";
  text.setRangeText(joint + chosen, text.selectionStart, text.selectionEnd, "end");
  text.dispatchEvent(new Event("input"));
}

// A second press before the first has arrived sends nothing.
for (const each of document.querySelectorAll("main form[method=post]")) {
  each.addEventListener("submit", (event) => {
    if ("busy" in each.dataset) event.preventDefault();
    each.dataset.busy = "";
  });
}
addEventListener("pageshow", () => {
  for (const each of document.querySelectorAll("form[data-busy]")) delete each.dataset.busy;
});
