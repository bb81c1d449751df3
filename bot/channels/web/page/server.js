// Requests to the server, and its events: as a stream, or asked for again and again where streams are blocked.

import { BASE } from "./script.js";

const SILENT = 5_000;
const DEAD = 40_000;
const PATIENCE = 30_000;
const LONGEST_PAUSE = 30_000;

/** An error of it has a `status` when the server said no; its message is then the server's sentence, if there is one. */
export class Server {
  post(path, body, session) {
    return this.get(path, { session, method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
  }

  async get(path, options) {
    const answer = await this.fetch(path, { signal: AbortSignal.timeout(PATIENCE), ...options });
    return answer.json().catch(() => ({}));
  }

  async fetch(path, { session, headers, ...options }) {
    if (session) headers = { ...headers, Authorization: `Bearer ${session}` };
    const answer = await fetch(BASE + path, { credentials: "omit", cache: "no-store", ...options, headers });
    if (answer.ok) return answer;
    const { message = "" } = await answer.json().catch(() => ({}));
    throw Object.assign(new Error(message), { status: answer.status });
  }

  /** Does it answer at all, though it does not speak with this page? */
  async answers() {
    return fetch(BASE + "agency", { mode: "no-cors", credentials: "omit" }).then(() => true, () => false);
  }

  /** Calls `heard(kind, data)` for each event, until the stream ends. Throws "silent" when nothing comes at all. */
  async stream(session, after, heard, signal) {
    const stop = new AbortController();
    const end = () => stop.abort();
    signal.addEventListener("abort", end);
    let timer = setTimeout(end, SILENT);
    let bytes = 0;
    try {
      const headers = { "Last-Event-ID": String(after) };
      const reader = (await this.fetch("events", { session, headers, signal: stop.signal })).body.getReader();
      const decoder = new TextDecoder();
      for (let kept = ""; ; ) {
        const { done, value } = await reader.read();
        if (done) return;
        bytes += value.length;
        clearTimeout(timer);
        timer = setTimeout(end, DEAD);
        const blocks = (kept + decoder.decode(value, { stream: true })).split("\n\n");
        kept = blocks.pop();
        blocks.forEach((block) => tell(block, heard));
      }
    } catch (error) {
      throw stop.signal.aborted && !signal.aborted && !bytes ? new Error("silent") : error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
    }
  }
}

function tell(block, heard) {
  const [, kind, data] = /^event: (.*)\ndata: (.*)$/m.exec(block) ?? [];
  if (data) heard(kind, JSON.parse(data));
}

/** Longer each time, and never for all at once. */
export function pause(failures) {
  return Math.min(LONGEST_PAUSE, 500 * 2 ** failures) * (0.5 + Math.random() / 2);
}
