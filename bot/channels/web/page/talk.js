// The conversation: its lines are the server's; what is sent is kept here until its line has come back.

import { pause } from "./server.js";

const RESTING = 30_000;
const RATING = /^r(\d+)-(\d)-/;

/** Tells `view` what happens: line(line, fresh), sent(item), unsent(item), state(), health(), expired(), emptied(). */
export class Talk {
  constructor(server, memory) {
    Object.assign(this, { server, memory, lines: [], rated: {}, unsent: memory.all.unsent, state: {}, health: "" });
    Object.assign(this, { session: memory.all.session, number: memory.all.number });
    this.polling = false;
    this.waiting = new Set();
    addEventListener("online", () => this.hurry());
    addEventListener("offline", () => this.feel("offline"));
    addEventListener("storage", (event) => event.key === memory.key && this.follow());
    document.addEventListener("visibilitychange", () => this.rest());
  }

  // --- what comes ---

  /** Hear the server from now on; what was said before is told first, as not fresh. */
  async listen() {
    if (this.ear || !this.session) return;
    const ear = (this.ear = new AbortController());
    for (let failures = 0; !ear.signal.aborted; failures += 1) {
      try {
        if (!this.restored) await this.restore();
        this.flush();
        const well = () => (failures = 0);
        if (await (this.polling ? this.poll(ear.signal, well) : this.stream(ear.signal, well))) continue;
      } catch (error) {
        if (ear.signal.aborted) return;
        if (error.status === 401) return this.expire();
        if (!this.polling && (error.message === "silent" || (error.status < 500 && error.status !== 429))) this.polling = true;
        else this.lose();
      }
      if (!ear.signal.aborted) await this.wait(pause(failures));
    }
  }

  deafen() {
    this.ear?.abort();
    this.ear = null;
    this.hurry();
  }

  async restore() {
    const { session } = this;
    for (let found; !found?.forgotten && (!found || found.lines.length); ) {
      found = await this.server.get(`lines?after=${this.last}&wait=0`, { session });
      if (session !== this.session) return;
      this.take(found, false);
    }
    this.restored = true;
    this.view.log.goOn();
  }

  stream(signal, well) {
    const heard = (kind, data) => {
      if (signal.aborted) return;
      well();
      this.take({ lines: kind === "line" ? [data] : [], [kind]: data });
    };
    return this.server.stream(this.session, this.last, heard, signal);
  }

  /** Answers how many lines came: after some there may be more at once. */
  async poll(signal, well) {
    const { session } = this;
    const found = await this.server.get(`lines?after=${this.last}&wait=10`, { session, signal });
    if (signal.aborted) return;
    well();
    this.take(found);
    return found.lines.length;
  }

  get last() {
    return this.lines.at(-1)?.number ?? 0;
  }

  take({ lines, state, forgotten }, fresh = true) {
    this.feel("");
    if (forgotten) return this.end("forgotten");
    for (const line of lines) {
      if (line.number <= this.last) continue;
      this.lines.push(line);
      const [, number, choice] = RATING.exec(line.key) ?? [];
      if (number) this.rated[number] = Number(choice);
      this.settle(line.key);
      this.view.line(line, fresh);
    }
    if (!state) return;
    const before = this.state;
    this.state = { ...before, ...state };
    if (!before.handoff !== !this.state.handoff) this.memory.put({ waiting: !!this.state.handoff });
    this.view.state(before);
  }

  lose() {
    this.feel(navigator.onLine ? "unreachable" : "offline");
  }

  feel(health) {
    if (this.health === health) return;
    this.health = health;
    this.view.health();
  }

  // --- what goes ---

  ask(text, more = {}) {
    const item = { id: newId(), text, ...more };
    this.keep([...this.unsent, item]);
    this.memory.put({ asked: true });
    this.view.unsent(item);
    this.flush();
  }

  rate(line, choice) {
    const { title, id: button } = line.rating[choice];
    this.rated[line.number] = choice;
    this.ask(title, { id: `r${line.number}-${choice}-${newId()}`, button, quiet: true });
  }

  command(command) {
    this.ask(undefined, { command, quiet: true });
  }

  /** Resolves when the request is with the server; throws the server's no. */
  async callback(phone, best) {
    await this.begin();
    this.renew(await this.server.post("callback", { id: newId(), phone, best }, this.session));
  }

  again(item) {
    item.refusal = undefined;
    this.view.unsent(item);
    this.flush();
  }

  /** One after the other, in the order in which they were asked; the server knows the id of what it has. */
  async flush() {
    if (this.flushing) return;
    this.flushing = true;
    let failures = 0;
    for (let item; (item = this.unsent.find((each) => !each.taken && !each.refusal)); ) {
      try {
        await this.send(item);
        failures = 0;
      } catch (error) {
        if (error.status < 500 && error.status !== 401) this.refuse(item, error);
        else {
          if (error.status === 401) this.expire();
          // Its line may have come although the receipt was lost.
          else if (this.unsent.includes(item)) this.lose();
          await this.wait(pause((failures += 1)));
        }
      }
    }
    this.flushing = false;
  }

  async send(item) {
    await this.begin();
    const { id, text, button, command } = item;
    this.renew(await this.server.post("message", { id, text, button, command }, this.session));
    this.feel("");
    item.taken = true;
    if (item.quiet) this.settle(item.id);
    this.view.state(this.state);
  }

  refuse(item, error) {
    item.refusal = error.message || this.view.say("refused");
    this.view.unsent(item);
  }

  settle(key) {
    if (this.unsent.some((item) => item.id === key)) this.keep(this.unsent.filter((item) => item.id !== key));
  }

  keep(unsent) {
    this.unsent = unsent;
    this.memory.put({ unsent: unsent.map(({ taken, refusal, ...item }) => item) });
  }

  /** Sent, and not yet answered. What another tab sent may have been refused there: of that the server knows. */
  get working() {
    return this.unsent.some((item) => item.taken && (!item.foreign || this.state.working));
  }

  // --- the session ---

  /** A session, the same one for two tabs that begin at once. */
  async begin() {
    if (this.session) return;
    const take = async () => {
      const known = this.memory.all.session;
      this.session = known ?? (await this.server.post("session", {})).session;
      this.restored = !known;
      this.number = known ? this.memory.all.number : newId();
      this.memory.put({ session: this.session, number: this.number });
    };
    await (navigator.locks ? navigator.locks.request(this.memory.key, take) : take());
    this.listen();
  }

  expire() {
    if (this.lines.length) this.view.expired();
    // Ratings and commands were for the old one.
    this.leave(this.unsent.filter((item) => !item.quiet).map((item) => Object.assign(item, { taken: false })));
    this.flush();
  }

  /** A later token of the same person, when the server gave one. */
  renew({ session }) {
    if (session) this.memory.put({ session: (this.session = session) });
  }

  /** A new conversation. The old one ends with its token, which nobody has any more. */
  end(word) {
    this.leave([]);
    this.view.emptied(word);
  }

  leave(unsent) {
    this.turnTo({ session: null, number: null }, unsent);
    this.memory.put({ session: null, number: null, waiting: false });
    this.keep(unsent);
  }

  turnTo({ session, number }, unsent) {
    this.deafen();
    Object.assign(this, { session, number, unsent, lines: [], rated: {}, state: {}, restored: false });
  }

  /** Another tab has begun, left or asked something. */
  follow() {
    const { session, number, unsent } = this.memory.all;
    // The other tab sends what it has asked.
    const foreign = unsent.map((item) => ({ ...item, taken: true, foreign: true }));
    if (number === this.number) this.session = session;
    else {
      this.turnTo({ session, number }, foreign);
      this.view.emptied();
      if (this.view.awake()) this.listen();
      return;
    }
    const known = new Set([...this.unsent.map((item) => item.id), ...this.lines.map((line) => line.key)]);
    for (const item of foreign.filter((each) => !known.has(each.id))) {
      this.unsent.push(item);
      this.view.unsent(item);
    }
  }

  // --- patience ---

  wait(time) {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, time);
      this.waiting.add(wake);
    });
  }

  hurry() {
    [...this.waiting].forEach((wake) => wake());
  }

  /** A hidden page holds no connection, unless an officer is awaited: browsers allow only a few. */
  rest() {
    clearTimeout(this.tired);
    if (!document.hidden) return this.view.awake() && this.listen();
    if (!this.state.handoff) this.tired = setTimeout(() => this.deafen(), RESTING);
  }
}

function newId() {
  return Math.random().toString(36).slice(2, 10) + Date.now().toString(36);
}
