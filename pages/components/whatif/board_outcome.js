// The large picture: the objective of what is inside, over that of the whole space; or a map of
// medians over two hyperparameters.

const BINS = 56;
const FALL_MS = 900;
const MOST_DROPS = 360;
const CELLS = 12;
const LEAST = 10; // members of a cell that is drawn
const TOP = 58;
const BOTTOM = 40;
const BEYOND_PX = 26;

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

class Outcome {
  constructor(parent, board) {
    this.board = board;
    this.field = element(parent, "div", "picture");
    this.canvas = element(this.field, "canvas", "");
    this.tip = element(this.field, "div", "tip");
    this.tip.hidden = true;
    this.field.tabIndex = 0;
    this.field.setAttribute("role", "slider");
    this.field.setAttribute("aria-label", "Show where trainings up to this objective lie");
    this.drops = [];
    this.heights = new Float64Array(BINS + 1);
    this.field.addEventListener("pointerdown", (event) => this.press(event));
    this.field.addEventListener("dblclick", () => this.look(null));
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("pointermove", (event) => this.point(event));
    this.field.addEventListener("pointerleave", () => (this.tip.hidden = true));
  }

  // The scale is that of the first part of the pool, so that what arrives later moves nothing.
  scale(members) {
    const first = [];
    const order = members.codes.member;
    for (let i = 0; i < members.finite; i++) if (order[i] < 256) first.push(members.objective[i]);
    const values = first.length ? first : [0, 1];
    const high = values[Math.floor(0.97 * (values.length - 1))];
    const spread = high - members.objective[0] || 1;
    this.low = Math.max(0, members.objective[0] - 0.04 * spread);
    this.high = high + 0.02 * spread;
    this.binOf = Uint8Array.from({ length: members.rows }, (_, i) => this.bin(valueOf(members, i)));
    this.whole = new Float64Array(BINS + 1);
    for (const bin of this.binOf) this.whole[bin]++;
    const quarter = (share) => members.objective[Math.floor(share * (members.finite - 1))];
    const limits = [0.25, 0.5, 0.75].map(quarter);
    this.groupOf = Uint8Array.from({ length: BINS + 1 }, (_, bin) => {
      const middle = this.low + ((bin + 0.5) / BINS) * (this.high - this.low);
      return limits.filter((limit) => limit < middle).length;
    });
  }

  bin(value) {
    if (!(value <= this.high)) return BINS;
    return clamp(Math.floor(((value - this.low) / (this.high - this.low)) * BINS), 0, BINS - 1);
  }

  x(value) {
    const inner = this.width - BEYOND_PX - 12;
    if (!(value <= this.high)) return this.width - BEYOND_PX / 2;
    return clamp((value - this.low) / (this.high - this.low), 0, 1) * inner;
  }

  valueAt(x) {
    const share = x / (this.width - BEYOND_PX - 12);
    return share > 1 ? Infinity : this.low + Math.max(0, share) * (this.high - this.low);
  }

  // Members that arrive fall in: they drop on the bars, which grow meanwhile.
  fall(members, since) {
    if (still()) return;
    const arrived = [];
    const order = members.codes.member;
    for (let i = 0; i < members.rows; i++) if (order[i] >= since) arrived.push(i);
    const each = Math.max(1, Math.ceil(arrived.length / MOST_DROPS));
    const now = performance.now();
    for (let i = 0; i < arrived.length; i += each) {
      const bin = this.binOf[arrived[i]];
      this.drops.push({ bin, across: Math.random(), from: now + Math.random() * FALL_MS * 0.6 });
    }
  }

  // Move the bars towards what they are to be; true while anything moves.
  settle(target, now, direct) {
    let moving = false;
    for (let bin = 0; bin <= BINS; bin++) {
      const gap = target[bin] - this.heights[bin];
      if (direct || still() || Math.abs(gap) < 1e-4) this.heights[bin] = target[bin];
      else {
        this.heights[bin] += gap * 0.16;
        moving = true;
      }
    }
    this.drops = this.drops.filter((drop) => now < drop.from + FALL_MS * 0.5);
    return moving || this.drops.length > 0;
  }

  draw(state) {
    const { look, unit } = this.board.data;
    const { pen, width, height } = sized(this.canvas, this.board.sharp);
    [this.width, this.height] = [width, height];
    if (this.board.map) return this.drawMap(pen, this.board.mapped);
    const { members, inside, count } = state;
    const target = new Float64Array(BINS + 1);
    for (let i = 0; i < count; i++) target[this.binOf[inside[i]]] += 1 / count;
    const now = performance.now();
    const moving = this.settle(target, now, this.board.held && !this.drops.length);
    const whole = this.whole.map((one) => one / members.rows);
    const ghost = this.board.ghost;
    const most = Math.max(...this.heights, ...whole, ...(ghost?.heights ?? [0]), 1e-9);
    this.most = moving && this.most ? this.most + (most - this.most) * 0.25 : most;
    const floor = height - BOTTOM;
    const tall = (share) => ((floor - TOP) * share) / this.most;
    const left = (bin) => (bin < BINS ? (bin / BINS) * (width - BEYOND_PX - 12) : width - BEYOND_PX);
    const wide = (bin) => (bin < BINS ? (width - BEYOND_PX - 12) / BINS : BEYOND_PX);
    this.drawScale(pen, look, floor);
    pen.fillStyle = look.quiet;
    pen.globalAlpha = 0.22;
    whole.forEach((share, bin) => pen.fillRect(left(bin), floor - tall(share), wide(bin), tall(share)));
    pen.globalAlpha = 1;
    for (let bin = 0; bin <= BINS; bin++) {
      const high = tall(this.heights[bin]);
      if (high < 0.3) continue;
      pen.fillStyle = this.board.colours[this.groupOf[bin]];
      pen.beginPath();
      pen.roundRect(left(bin) + 0.75, floor - high, Math.max(1, wide(bin) - 1.5), high, [Math.min(3, high), Math.min(3, high), 0, 0]);
      pen.fill();
    }
    if (ghost) this.drawGhost(pen, ghost, left, wide, floor, tall, look);
    this.drawDrops(pen, now, floor, tall, left, wide, look);
    this.drawLens(pen, state, floor, look);
    this.drawLines(pen, state, floor, look, unit);
    return moving;
  }

  drawScale(pen, look, floor) {
    pen.strokeStyle = look.grid;
    pen.lineWidth = 1;
    pen.beginPath();
    pen.moveTo(0, floor + 0.5);
    pen.lineTo(this.width, floor + 0.5);
    pen.stroke();
    pen.fillStyle = look.muted_text;
    pen.font = this.board.font(11);
    pen.textAlign = "center";
    const step = niceStep((this.high - this.low) / Math.max(3, this.width / 90));
    for (let at = Math.ceil(this.low / step) * step; at < this.high; at += step) {
      pen.fillText(trimmed(at), clamp(this.x(at), 8, this.width - 60), floor + 14);
    }
    pen.textAlign = "right";
    pen.fillText(`> ${this.board.number(this.high)}`, this.width, floor + 14);
  }

  drawGhost(pen, ghost, left, wide, floor, tall, look) {
    pen.strokeStyle = look.second;
    pen.lineWidth = 1.5;
    pen.beginPath();
    for (let bin = 0; bin <= BINS; bin++) {
      const y = floor - tall(ghost.heights[bin]);
      if (bin === BINS) pen.moveTo(left(bin), y);
      else pen.lineTo(left(bin), y);
      pen.lineTo(left(bin) + wide(bin), y);
    }
    pen.stroke();
  }

  drawDrops(pen, now, floor, tall, left, wide, look) {
    for (const drop of this.drops) {
      const part = (now - drop.from) / (FALL_MS * 0.5);
      if (part < 0) continue;
      const end = floor - tall(this.heights[drop.bin]);
      pen.fillStyle = this.board.colours[this.groupOf[drop.bin]];
      pen.beginPath();
      pen.arc(left(drop.bin) + drop.across * wide(drop.bin), end * part * part, 2.2, 0, 7);
      pen.fill();
    }
    pen.fillStyle = look.text;
  }

  drawLens(pen, { members }, floor, look) {
    const lens = this.board.lens;
    if (!lens) return;
    const [from, to] = [0, 1].map((end) => this.x(lens.values[end]));
    pen.fillStyle = look.third;
    pen.globalAlpha = 0.12;
    pen.fillRect(from, TOP, to - from, floor - TOP);
    pen.globalAlpha = 1;
    pen.fillRect(from, floor - 2, to - from, 4);
    const found = lens.places[1] - lens.places[0];
    const up = Number.isFinite(lens.values[1]) ? `up to ${this.board.number(lens.values[1])}` : "";
    this.field.setAttribute("aria-valuetext", `${found} of ${members.rows} trainings ${up}`);
  }

  drawLines(pen, { middle, bests }, floor, look, unit) {
    const { wholeMiddle, ghost, data } = this.board;
    const lines = [];
    if (data.baseline) lines.push([data.baseline, `mean fare ${this.board.number(data.baseline)}`, look.third, [2, 3], 1.5]);
    if (wholeMiddle) lines.push([wholeMiddle.value, `all ${this.board.number(wholeMiddle.value)}`, look.muted_text, [5, 4], 1.5]);
    if (ghost?.middle) lines.push([ghost.middle.value, `held ${this.board.number(ghost.middle.value)}`, look.second, [5, 4], 1.5]);
    if (middle) {
      if (middle.low !== null) {
        pen.fillStyle = look.main;
        pen.globalAlpha = 0.16;
        pen.fillRect(this.x(middle.low), TOP - 8, Math.max(2, this.x(middle.high) - this.x(middle.low)), floor - TOP + 8);
        pen.globalAlpha = 1;
      }
      lines.push([middle.value, `median ${this.board.number(middle.value)} ${unit}`, look.text, [], 2]);
    }
    pen.textAlign = "left";
    const rows = [[], [], []];
    for (const [value, text, colour, dash, wide] of lines.reverse()) {
      const x = this.x(value);
      pen.font = this.board.font(12, dash.length ? 400 : 650);
      const length = pen.measureText(text).width;
      const from = clamp(x + 6 + length > this.width ? x - length - 6 : x + 6, 0, this.width - length);
      const free = rows.findIndex((row) => row.every(([a, b]) => from > b + 8 || from + length < a - 8));
      const row = free < 0 ? 2 : free;
      rows[row].push([from, from + length]);
      pen.strokeStyle = colour;
      pen.lineWidth = wide;
      pen.setLineDash(dash);
      pen.beginPath();
      pen.moveTo(x, 6 + 17 * row);
      pen.lineTo(x, floor);
      pen.stroke();
      pen.setLineDash([]);
      pen.fillStyle = look.background;
      pen.globalAlpha = 0.8;
      pen.fillRect(from - 2, 3 + 17 * row, length + 4, 15);
      pen.globalAlpha = 1;
      pen.fillStyle = colour;
      pen.fillText(text, from, 15 + 17 * row);
    }
    this.drawBests(pen, bests, floor, look);
  }

  drawBests(pen, bests, floor, look) {
    pen.font = this.board.font(11);
    pen.textAlign = "left";
    let taken = -1;
    for (const [tries, value] of [...bests].reverse()) {
      if (value === null) continue;
      const x = this.x(value);
      pen.fillStyle = look.main;
      pen.beginPath();
      pen.moveTo(x, floor);
      pen.lineTo(x - 5, floor + 8);
      pen.lineTo(x + 5, floor + 8);
      pen.fill();
      const text = `best of ${tries}`;
      const from = Math.max(x - 5, taken + 8, 0);
      pen.fillText(text, from, floor + 32);
      pen.globalAlpha = 0.5;
      pen.strokeStyle = look.main;
      pen.lineWidth = 1;
      pen.beginPath();
      pen.moveTo(x, floor + 8);
      pen.lineTo(from + 5, floor + 22);
      pen.stroke();
      pen.globalAlpha = 1;
      taken = from + pen.measureText(text).width;
    }
  }

  // A map of medians

  drawMap(pen, state) {
    const { look } = this.board.data;
    const { members, inside, count } = state;
    const [x, y] = this.board.map.map((axis) => cellsOf(axis));
    const { medians, sizes } = cellMedians(members, inside, count, x, y, LEAST);
    const [left, top, bottom] = [6, 26, 34];
    const [wide, tall] = [(this.width - left - 6) / x.cells, (this.height - top - bottom) / y.cells];
    const low = members.objective[Math.floor(0.02 * members.finite)];
    const high = members.objective[Math.floor(0.75 * (members.finite - 1))];
    let best = -1;
    medians.forEach((value, cell) => {
      const [column, row] = [cell % x.cells, Math.floor(cell / x.cells)];
      const [px, py] = [left + column * wide, this.height - bottom - (row + 1) * tall];
      if (Number.isNaN(value)) {
        pen.strokeStyle = look.grid;
        pen.strokeRect(px + 1.5, py + 1.5, wide - 3, tall - 3);
        return;
      }
      pen.fillStyle = this.board.shade((value - low) / (high - low));
      pen.beginPath();
      pen.roundRect(px + 1, py + 1, wide - 2, tall - 2, 3);
      pen.fill();
      if (best < 0 || value < medians[best]) best = cell;
    });
    if (best >= 0) {
      pen.strokeStyle = look.third;
      pen.lineWidth = 2;
      pen.strokeRect(left + (best % x.cells) * wide + 1, this.height - bottom - (Math.floor(best / x.cells) + 1) * tall + 1, wide - 2, tall - 2);
    }
    this.drawFrame(pen, x.axis, y.axis, [left, top, this.width - left - 6, this.height - top - bottom], look);
    pen.font = this.board.font(12);
    pen.fillStyle = look.muted_text;
    const last = (axis) => axis.stops[axis.stops.length - 1];
    pen.textAlign = "left";
    pen.fillText(`↑ ${y.axis.label}: ${y.axis.stops[0]} to ${last(y.axis)}`, left, 16);
    pen.fillText(x.axis.stops[0], left, this.height - 12);
    pen.textAlign = "right";
    pen.fillText(last(x.axis), this.width - 6, this.height - 12);
    pen.textAlign = "center";
    pen.fillText(`${x.axis.label} →`, this.width / 2, this.height - 12);
    this.cells = { x, y, medians, sizes, left, top, bottom, wide, tall };
    return false;
  }

  // The brushes of both axes, as a frame around what is inside.
  drawFrame(pen, x, y, [left, top, wide, tall], look) {
    if (!x.brush && !y.brush) return;
    const span = (axis) => {
      if (axis.listed) return [Math.min(...axis.ends), Math.max(...axis.ends) + 1].map((one) => one / axis.stops.length);
      const [low, high] = axis.ends;
      if (axis.discrete) return [low / axis.stops.length, (high + 1) / axis.stops.length];
      return [axis.places[low], axis.places[high]];
    };
    const [[west, east], [south, north]] = [span(x), span(y)];
    pen.strokeStyle = look.text;
    pen.lineWidth = 1.5;
    pen.setLineDash([5, 4]);
    pen.strokeRect(left + west * wide, top + (1 - north) * tall, (east - west) * wide, (north - south) * tall);
    pen.setLineDash([]);
  }

  point(event) {
    if (!this.board.map || !this.cells) return (this.tip.hidden = true);
    const box = this.field.getBoundingClientRect();
    const shrink = this.field.offsetWidth / box.width;
    const [px, py] = [(event.clientX - box.left) * shrink, (event.clientY - box.top) * shrink];
    const { x, y, medians, sizes, left, bottom, wide, tall } = this.cells;
    const [column, row] = [Math.floor((px - left) / wide), Math.floor((this.height - bottom - py) / tall)];
    const there = column >= 0 && column < x.cells && row >= 0 && row < y.cells;
    this.tip.hidden = !there;
    if (!there) return undefined;
    const cell = row * x.cells + column;
    const said = Number.isNaN(medians[cell]) ? "too few" : `median ${this.board.number(medians[cell])} ${this.board.data.unit}`;
    this.tip.textContent = `${said}, ${sizes[cell]} trainings`;
    this.tip.style.left = `${clamp(px + 12, 0, this.width - 190)}px`;
    this.tip.style.top = `${Math.max(0, py - 30)}px`;
    return undefined;
  }

  // Looking back: where do the trainings lie whose objective is in here?

  look(values) {
    const { members } = this.board.state;
    if (!values) this.board.lens = null;
    else {
      const place = (limit) => {
        let at = 0;
        while (at < members.finite && members.objective[at] < limit) at++;
        return at;
      };
      const places = [place(values[0]), Number.isFinite(values[1]) ? place(values[1]) : members.rows];
      this.board.lens = places[1] > places[0] ? { values, places } : null;
    }
    this.board.again();
  }

  press(event) {
    if (event.button || !event.isPrimary || this.board.map || !this.board.state) return;
    const at = (one) => {
      const box = this.field.getBoundingClientRect();
      return this.valueAt(((one.clientX - box.left) / box.width) * this.width);
    };
    const start = at(event);
    this.field.setPointerCapture(event.pointerId);
    const follow = (next) => {
      const now = at(next);
      if (Math.abs(this.x(now) - this.x(start)) > 4) this.look([Math.min(start, now), Math.max(start, now)]);
    };
    const end = () => {
      this.field.removeEventListener("pointermove", follow);
      for (const name of ["pointerup", "pointercancel"]) this.field.removeEventListener(name, end);
    };
    this.field.addEventListener("pointermove", follow);
    for (const name of ["pointerup", "pointercancel"]) this.field.addEventListener(name, end);
  }

  key(event) {
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -8, PageUp: 8 }[event.key];
    if (event.key === "Delete" || event.key === "Escape") this.look(null);
    else if (by && !this.board.map && this.board.state) {
      const step = (this.high - this.low) / BINS;
      const limit = this.board.lens ? this.board.lens.values[1] : this.low + 8 * step;
      this.look([this.low, clamp(limit + by * step, this.low + step, this.high)]);
    } else return;
    event.preventDefault();
  }
}

// A cell for each stop where they are few, else stretches of the axis.
function cellsOf(axis) {
  const cells = axis.discrete && axis.stops.length <= CELLS ? axis.stops.length : CELLS;
  const cellOf = axis.binOf.map((bin) => Math.min(cells - 1, Math.floor((bin * cells) / axis.bins)));
  return { axis, cells, cellOf };
}

function niceStep(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((one) => one * power).find((step) => step >= least);
}

function trimmed(value) {
  return String(Number(value.toPrecision(6)));
}
