// The page: what is typed goes out, what comes back is shown, and everything is there again after a reload.

import { Conversation, agency } from "./conversation.js";
import { element, paragraphs } from "./text.js";

const LOOKING_AFTER = 400;
const find = (id) => document.getElementById(id);
const word = (name) => document.querySelector(`template[data-word="${name}"]`).content.textContent;
const [log, scroll, status, form, question, clear, confirm] = [
  "log", "scroll", "status", "form", "question", "clear", "confirm",
].map(find);

const conversation = new Conversation();
let welcome = { greeting: "", suggestions: [] };
// Questions wait for each other, as they do at the server.
let line = Promise.resolve();

// --- showing ---

function bubble(who, ...children) {
  const name = element("span", { className: "unseen", textContent: `${word(who)}: ` });
  return element("div", { className: `message ${who}` }, name, ...children);
}

function choices(buttons, label) {
  const list = element("div", { className: "choices" });
  list.setAttribute("role", "group");
  list.setAttribute("aria-label", label);
  list.append(...buttons.map(({ title, payload }) =>
    element("button", { type: "button", textContent: title, onclick: () => ask(title, payload) })));
  return list;
}

function showAnswer(place, { text, buttons = [] }) {
  if (text) place.append(bubble("assistant", ...paragraphs(text)));
  if (buttons.length) place.append(choices(buttons, word("choices")));
}

function showTurn(turn) {
  const place = element("section", { className: "turn" }, bubble("person", element("p", { textContent: turn.text })));
  log.append(place);
  turn.messages.forEach((message) => showAnswer(place, message));
  return place;
}

function showWelcome() {
  const place = element("section", { className: "turn" });
  showAnswer(place, { text: welcome.greeting });
  if (welcome.suggestions.length) {
    place.append(element("p", { className: "aside", textContent: word("suggestions") }));
    place.append(choices(welcome.suggestions.map((title) => ({ title, payload: "" })), word("suggestions")));
  }
  log.prepend(place);
}

function showFailure(turn, place, message) {
  const text = message || word(navigator.onLine ? "unreachable" : "offline");
  const again = element("button", { type: "button", textContent: word("again"), onclick: () => {
    failure.remove();
    question.focus();
    enqueue(turn, place);
  } });
  const failure = element("div", { className: "failure" }, element("p", { textContent: text }), again);
  place.append(failure);
  bringUp(place);
}

/** The question at the top, so that a long answer is read from its beginning. */
function bringUp(place) {
  place.scrollIntoView({ block: "start" });
}

// --- asking ---

function ask(text, payload = "") {
  const turn = { id: Math.random().toString(36).slice(2) + Date.now().toString(36), text, payload, messages: [] };
  conversation.turns.push(turn);
  conversation.save();
  clear.hidden = false;
  const place = showTurn(turn);
  bringUp(place);
  question.focus();
  enqueue(turn, place);
}

function enqueue(turn, place) {
  line = line.then(() => answer(turn, place));
}

async function answer(turn, place) {
  const waiting = setTimeout(() => (status.textContent = word("looking")), LOOKING_AFTER);
  try {
    const { messages, renewed } = await conversation.ask(turn);
    if (!place.isConnected) return; // cleared in the meantime
    turn.messages = renewed ? [{ text: word("renewed") }, ...messages] : messages;
    conversation.save();
    turn.messages.forEach((message) => showAnswer(place, message));
    bringUp(place);
  } catch (error) {
    if (place.isConnected) showFailure(turn, place, error.message);
  } finally {
    clearTimeout(waiting);
    status.textContent = "";
  }
}

// --- typing ---

function fit() {
  question.style.height = "auto";
  question.style.height = `${question.scrollHeight}px`;
}

question.addEventListener("input", () => {
  fit();
  conversation.draft = question.value;
  conversation.save();
});

question.addEventListener("keydown", (event) => {
  // While an input method is composing, Enter belongs to it.
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = question.value.trim();
  if (!text) return question.focus();
  question.value = conversation.draft = "";
  fit();
  ask(text);
});

clear.addEventListener("click", () => confirm.showModal());
confirm.addEventListener("close", () => {
  if (confirm.returnValue !== "clear") return;
  confirm.returnValue = "";
  conversation.clear();
  log.replaceChildren();
  clear.hidden = true;
  showWelcome();
  status.textContent = word("cleared");
  question.focus();
});

// --- opening ---

function showAgency({ name, hotline }) {
  find("agency").textContent = name;
  find("agency").hidden = !name;
  const link = find("hotline");
  link.textContent = `${word("call")} ${hotline}`;
  link.href = `tel:${hotline.replace(/[^\d+]/g, "")}`;
  link.hidden = !hotline;
}

function restore() {
  // What was said before a reload is not news: screen readers need not read it again.
  log.setAttribute("aria-live", "off");
  conversation.turns.forEach((turn) => {
    const place = showTurn(turn);
    if (!turn.messages.length) showFailure(turn, place, "");
  });
  clear.hidden = conversation.turns.length === 0;
  question.value = conversation.draft;
  fit();
  requestAnimationFrame(() => log.setAttribute("aria-live", "polite"));
}

async function open() {
  // At once, so that nothing asked while the server is still greeting is shown twice.
  restore();
  try {
    welcome = await agency();
    showAgency(welcome);
  } catch {
    // The page answers questions without knowing whose it is.
  }
  showWelcome();
  if (conversation.turns.length) bringUp(log.lastElementChild);
}

open();
