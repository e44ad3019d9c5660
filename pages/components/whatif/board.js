// The board: drag a range and see, in the same frame, what real trainings do there. Python says what
// the hyperparameters may be and what fresh trainings proved; this counts and draws. The files
// board_counts.js, board_axes.js and board_outcome.js stand before this one in one module.

const KEY_PAUSE_MS = 450;
const BUDGETS = [10, 50, 100];
const LOOK = "Show where trainings up to this objective lie";

const boards = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let board = boards.get(parentElement);
  if (!board) boards.set(parentElement, (board = new Board(parentElement.querySelector(".board"))));
  board.send = setTriggerValue;
  board.show(data);
  return () => {
    if (board.root.isConnected) return; // newer data came before this was drawn
    board.sizes.disconnect();
    window.removeEventListener("dctaxi-members", board.listen);
    boards.delete(parentElement);
  };
}

class Board {
  constructor(root) {
    this.root = root;
    root.board = this; // for whoever measures it
    this.answer = element(root, "div", "answer");
    this.lead = this.tile("lead");
    this.lead.label.replaceChildren("A search of ", this.budgetField(), " trials finds");
    this.lead.box.title = "Median of whole searches, on rows that chose nothing";
    this.middle = this.tile("middle");
    this.middle.label.textContent = "Median";
    this.share = this.tile("share");
    this.share.label.textContent = "Trainings inside";
    this.status = element(this.answer, "div", "status");
    this.status.setAttribute("role", "status");
    const main = element(root, "div", "main");
    const right = element(main, "div", "right");
    this.tools = element(right, "div", "tools");
    this.makeTools();
    this.outcome = new Outcome(right, this);
    this.legend = element(right, "div", "legend");
    this.axesBox = element(main, "div", "axes");
    this.panels = [];
    this.held = this.lens = this.ghost = this.map = this.state = null;
    this.seq = 0;
    this.touched = new Set();
    this.sizes = new ResizeObserver(() => this.again());
    this.sizes.observe(root);
    this.listen = () => this.data && this.take();
    window.addEventListener("dctaxi-members", this.listen);
  }

  tile(name) {
    const box = element(this.answer, "div", `tile ${name}`);
    return {
      box,
      label: element(box, "div", "label"),
      value: element(box, "div", "value"),
      more: element(box, "div", "more"),
    };
  }

  budgetField() {
    this.budget = document.createElement("select");
    this.budget.setAttribute("aria-label", "Trials of a search");
    this.budget.addEventListener("change", () => this.tell());
    return this.budget;
  }

  showBudget(budget) {
    if (this.budget.value === String(budget)) return;
    const offered = [...new Set([...BUDGETS, budget])].sort((a, b) => a - b);
    this.budget.replaceChildren(...offered.map((tries) => new Option(String(tries), String(tries))));
    this.budget.value = String(budget);
  }

  makeTools() {
    this.views = ["Distribution", "Map"].map((text, place) => {
      const button = element(this.tools, "button", "view", text);
      button.type = "button";
      button.addEventListener("click", () => this.view(Boolean(place)));
      return button;
    });
    this.pickers = ["Across", "Up"].map((label) => {
      const field = element(this.tools, "select", "picker");
      field.setAttribute("aria-label", `${label}: hyperparameter of the map`);
      field.addEventListener("change", () => this.pickAxis(field));
      return field;
    });
    element(this.tools, "span", "spring");
    this.holder = element(this.tools, "button", "tool", "Hold");
    this.holder.type = "button";
    this.holder.title = "Keep this answer as an outline to compare with";
    this.holder.addEventListener("click", () => this.hold());
  }

  show(data) {
    if (this.held) {
      this.waiting = data; // not under the reader's hands
      return;
    }
    this.data = data;
    if (!this.seen) this.seq = data.seq;
    this.seen = true;
    this.search = data.search ?? this.search;
    if (data.seq >= this.seq) this.showBudget(data.budget);
    for (const [name, colour] of Object.entries(data.look)) {
      if (typeof colour === "string") this.root.style.setProperty(`--${name}`, colour);
    }
    this.root.style.setProperty("color-scheme", data.theme);
    this.colours = data.look.quarters;
    this.root.setAttribute("aria-label", data.text);
    this.root.dataset.seq = data.seq;
    this.take();
  }

  // Take the members that the page has sent, which may come before or after the data.
  take() {
    const { pool } = this.data;
    const sent = globalThis.dctaxiMembers?.get(pool.key);
    if (sent && this.key !== pool.key) {
      const members = membersOf(sent, pool.columns);
      if (members && members.rows) {
        const before = this.source === pool.source && this.members ? this.members.rows : 0;
        [this.members, this.key, this.source] = [members, pool.key, pool.source];
        this.inside = new Uint32Array(members.rows);
        this.onMap = null;
        this.lens = null;
        this.outcome.scale(members);
        this.outcome.fall(members, before);
        this.axes = null;
      }
    }
    this.root.classList.toggle("empty", !this.members);
    if (this.members) this.makeAxes();
    this.again();
  }

  makeAxes() {
    const { axes, seq } = this.data;
    const own = seq < this.seq || this.touched.size > 0; // Python has not seen the last gesture yet
    const before = new Map((this.axes ?? this.lastAxes ?? []).map((axis) => [axis.name, axis]));
    this.axes = axes.map((given) => {
      const axis = new Axis(given, this.members);
      const known = before.get(given.name);
      if (own && known && known.stops.length === axis.stops.length) axis.set(known.gaps ?? known.brush, Boolean(known.gaps));
      axis.marks = marksOf(this.data.trials, axis.columns);
      return axis;
    });
    this.lastAxes = this.axes;
    const names = this.axes.map((axis) => axis.name).join();
    if (names !== this.names) {
      this.names = names;
      this.axesBox.replaceChildren();
      this.panels = this.axes.map(() => new AxisPanel(this.axesBox, this));
      for (const [place, field] of this.pickers.entries()) {
        field.replaceChildren(...this.axes.map((axis) => new Option(axis.label, axis.name)));
        field.selectedIndex = this.ranged(place);
      }
      this.wholeMiddle = null;
    }
    this.panels.forEach((panel, place) => panel.show(this.axes[place]));
    if (!own) {
      this.pickers.forEach((field, place) => (field.value = this.data.map[place] ?? field.value));
      this.map = this.data.map.length ? this.chosenForMap() : null;
    } else if (this.map) this.map = this.chosenForMap();
  }

  // The first two hyperparameters that are no lists make the first map.
  ranged(place) {
    const found = this.axes.map((_, at) => at).sort((a, b) => this.axes[a].listed - this.axes[b].listed);
    return found[Math.min(place, found.length - 1)];
  }

  showLegend() {
    const { lowest, shown } = this.outcome.cells ?? {};
    const words = !this.map
      ? "Quarters of the whole space, best first"
      : `Outlined: ${lowest.reduce((sum, one) => sum + one, 0)} of ${shown} cells may have the lowest median. Dots are trials.`;
    const note = this.data.pool.note;
    const said = [words, note, ...this.colours].join();
    if (this.legend.said === said) return;
    this.legend.said = said;
    this.legend.replaceChildren();
    element(this.legend, "span", "", words);
    for (const colour of this.map ? [] : this.colours) element(this.legend, "i", "").style.background = colour;
    element(this.legend, "span", "note", note);
  }

  view(asMap) {
    if (!this.axes) return;
    this.map = asMap ? this.chosenForMap() : null;
    this.outcome.field.setAttribute("aria-label", asMap ? "Cells of the map" : LOOK);
    this.outcome.cell = null;
    this.again();
    this.tell();
  }

  // The two of a map differ: one that takes the other's place gives its own.
  pickAxis(field) {
    const way = this.pickers.indexOf(field);
    const other = this.pickers[1 - way];
    if (other.value === field.value) other.value = this.map[way].name;
    this.view(true);
  }

  chosenForMap() {
    return this.pickers.map((field) => this.axes.find((axis) => axis.name === field.value) ?? this.axes[0]);
  }

  hold() {
    const { middle } = this.state ?? {};
    this.ghost = this.ghost || !middle ? null : { heights: this.outcome.heights.slice(), middle };
    this.again();
  }

  // A brush has moved; once the reader lets go, Python hears of it.
  moved(axis, done) {
    this.touched.add(axis.name);
    this.again();
    if (!done) return;
    clearTimeout(this.pause);
    if (this.held) return;
    this.pause = setTimeout(() => this.tell(), this.keyed() ? KEY_PAUSE_MS : 0);
  }

  keyed() {
    return this.root.getRootNode().activeElement?.classList.contains("handle");
  }

  tell() {
    const axes = {};
    for (const axis of this.axes) if (this.touched.has(axis.name)) axes[axis.name] = axis.brush;
    this.touched.clear();
    this.seq += 1;
    this.send("changed", { seq: this.seq, axes, map: this.map?.map((axis) => axis.name) ?? [], budget: Number(this.budget.value) });
    this.letGo();
  }

  letGo() {
    if (!this.waiting) return;
    const data = this.waiting;
    this.waiting = null;
    this.show(data);
  }

  // Frames

  get sharp() {
    return window.devicePixelRatio || 1;
  }

  font(size, weight = 400) {
    this.family ??= getComputedStyle(this.root).fontFamily;
    return `${weight} ${size}px ${this.family}`;
  }

  number(value) {
    if (!Number.isFinite(value)) return "none";
    return value >= 100 ? value.toFixed(0) : value.toFixed(2);
  }

  shade(share) {
    const scale = this.data.look.scale;
    const at = clamp(share, 0, 1) * (scale.length - 1);
    const low = Math.min(scale.length - 2, Math.floor(at));
    const mixed = `color-mix(in srgb, ${scale[low + 1]} ${((at - low) * 100).toFixed(0)}%, ${scale[low]})`;
    return (this.shades ??= {})[mixed] ?? (this.shades[mixed] = solid(mixed, this.root));
  }

  again() {
    this.asked ??= requestAnimationFrame(() => this.frame());
  }

  frame() {
    this.asked = null;
    if (!this.members || !this.axes) return;
    const began = performance.now();
    const { map } = this; // shows what is inside all brushes but those of its own two axes
    const others = map && this.axes.filter((axis) => !map.includes(axis));
    this.onMap ??= new Uint32Array(this.members.rows);
    const mapped = map ? count(this.members, others, null, this.onMap) : 0;
    const found = count(this.members, this.axes, this.lens?.places, this.inside);
    const middle = median(this.members, this.inside, found);
    const budget = Number(this.budget.value);
    const bests = [10, 100, budget].map((tries) => [tries, expectedBest(this.members, this.inside, found, tries)]);
    this.mapped = { members: this.members, inside: this.onMap, count: mapped };
    this.state = { members: this.members, inside: this.inside, count: found, middle, bests };
    if (!this.wholeMiddle || this.wholeMiddle.rows !== this.members.rows) this.lookAtWhole();
    for (const panel of this.panels) panel.draw(this.colours, this.data.look);
    const moving = this.outcome.draw({ ...this.state, bests: bests.slice(0, 2) });
    this.say();
    this.showLegend();
    performance.measure("board frame", { start: began, end: performance.now() });
    if (moving) this.again();
  }

  lookAtWhole() {
    const all = Uint32Array.from({ length: this.members.rows }, (_, i) => i);
    const rows = this.members.rows;
    this.wholeMiddle = { ...median(this.members, all, rows), rows };
  }

  say() {
    const { members, count: found, middle, bests } = this.state;
    const { unit, tested, pool, seq, search } = this.data;
    const waits = seq < this.seq || this.touched.size > 0;
    const [tries, best] = bests[2];
    const whole = this.wholeMiddle;
    const narrowed = this.axes.some((axis) => axis.brush);
    const change = (now, before) => {
      if (!narrowed || now === null || before === null || !Number.isFinite(now - before)) return "";
      const by = now - before;
      return `${by < 0 ? "−" : "+"}${this.number(Math.abs(by))} vs. whole space`;
    };
    const now = search && !waits;
    put(this.lead.value, this.search ? this.number(this.search.value) : "–", this.search ? unit : "");
    this.lead.box.dataset.state = now ? "now" : "before";
    this.lead.box.dataset.verdict = now ? search.verdict : "";
    const random = best === null ? "too few trainings inside" : `best of ${tries} random trials ${this.number(best)}`;
    this.lead.more.textContent = now ? search.text : random;
    put(this.middle.value, middle ? this.number(middle.value) : "–", middle ? unit : "");
    const ends = middle?.low != null ? `${this.number(middle.low)} to ${this.number(middle.high)}` : "";
    this.middle.more.textContent = [ends, middle ? change(middle.value, whole.value) : ""].filter(Boolean).join(" · ");
    put(this.share.value, found.toLocaleString("en"), "");
    this.share.more.textContent = `of ${members.rows.toLocaleString("en")} in the pool`;
    const state = pool.blocked ? "blocked" : !narrowed ? "whole" : waits || !tested ? "explored" : "tested";
    this.status.dataset.state = state;
    this.status.dataset.verdict = state === "tested" ? tested.verdict : "";
    const text = {
      blocked: pool.blocked,
      whole: "Drag in a histogram: everything follows.",
      explored: "Explored, not tested",
      tested: tested?.text,
    }[state];
    if (this.status.textContent !== text) this.status.textContent = text;
    this.views.forEach((button, at) => button.setAttribute("aria-pressed", String(Boolean(this.map) === Boolean(at))));
    for (const field of this.pickers) field.hidden = !this.map;
    this.holder.hidden = Boolean(this.map);
    this.holder.textContent = this.ghost ? "Let go" : "Hold";
    this.holder.setAttribute("aria-pressed", String(Boolean(this.ghost)));
  }
}

// The codes of a study's trials on an axis, each with whether it is among the best quarter.
function marksOf({ codes, best }, columns) {
  const found = new Map();
  for (const name of columns) {
    codes[name].forEach((code, trial) => {
      if (code >= 0) found.set(code, found.get(code) || best[trial]);
    });
  }
  return [...found].sort((a, b) => a[1] - b[1]);
}

function put(box, value, unit) {
  if (box.firstChild?.data === value && box.dataset.unit === unit) return;
  box.dataset.unit = unit;
  box.textContent = value;
  if (unit) element(box, "small", "", ` ${unit}`);
}

// A colour that a canvas takes everywhere.
function solid(mixed, root) {
  const probe = element(root, "span", "");
  probe.style.color = mixed;
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}
