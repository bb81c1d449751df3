// What the browser keeps, under one key of our own: the session, what is not yet sent, and how people like it.

const NOTHING = { session: null, number: null, draft: "", unsent: [], waiting: false, likes: {}, lists: {} };

export class Memory {
  constructor(agency) {
    this.key = agency ? `motcua:${agency}` : "motcua";
    this.store = store();
  }

  get all() {
    try {
      return { ...NOTHING, ...JSON.parse(this.store.getItem(this.key)) };
    } catch {
      return { ...NOTHING };
    }
  }

  /** Read again before it is written: another tab may have written in the meantime. */
  put(changes) {
    try {
      this.store.setItem(this.key, JSON.stringify({ ...this.all, ...changes }));
    } catch {
      // Full: the conversation goes on without.
    }
  }

  like(likes) {
    this.put({ likes: { ...this.all.likes, ...likes } });
  }
}

/** The first that may be used: kept for good, kept for this tab, kept for this page. */
function store() {
  for (const name of ["localStorage", "sessionStorage"]) {
    try {
      window[name].setItem("motcua?", "");
      window[name].removeItem("motcua?");
      return window[name];
    } catch {
      // Switched off, or foreign to the page that frames us.
    }
  }
  const kept = new Map();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
}
