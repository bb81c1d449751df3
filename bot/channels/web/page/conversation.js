// The conversation with the server, and what of it survives a reload of this tab.

const BASE = "webhooks/web/";
const KEY = "motcua";
const KEPT = 100;
const PATIENCE = 60_000;

/** A failure that asking again may cure; `message` is the server's own words, if it had any. */
export class Unanswered extends Error {}

export async function agency() {
  const answer = await fetch(BASE + "agency");
  if (!answer.ok) throw new Unanswered();
  return answer.json();
}

export class Conversation {
  constructor() {
    this.session = null;
    this.turns = [];
    this.draft = "";
    try {
      Object.assign(this, JSON.parse(sessionStorage.getItem(KEY) ?? "{}"));
    } catch {
      // Storage is switched off or holds something strange: the conversation starts anew.
    }
  }

  save() {
    try {
      const { session, turns, draft } = this;
      sessionStorage.setItem(KEY, JSON.stringify({ session, turns: turns.slice(-KEPT), draft }));
    } catch {
      // Private windows may refuse; the page works without.
    }
  }

  clear() {
    Object.assign(this, { session: null, turns: [], draft: "" });
    this.save();
  }

  /** Answers `{messages, renewed}`. The turn's id lets the server recognise a question sent twice. */
  async ask(turn) {
    let renewed = false;
    if (!this.session) await this.begin();
    let answer = await this.send(turn);
    if (answer.status === 404) {
      await this.begin();
      renewed = this.turns.length > 1;
      answer = await this.send(turn);
    }
    const body = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Unanswered(body.message ?? "");
    return { messages: body.messages, renewed };
  }

  async begin() {
    const answer = await post("session", {});
    if (!answer.ok) throw new Unanswered();
    this.session = (await answer.json()).session;
    this.save();
  }

  send({ id, text, payload }) {
    return post("message", { session: this.session, id, text, payload });
  }
}

async function post(name, body) {
  try {
    return await fetch(BASE + name, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout?.(PATIENCE),
    });
  } catch {
    throw new Unanswered();
  }
}
