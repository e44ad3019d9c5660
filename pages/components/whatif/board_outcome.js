// The large picture: the objective of what is inside, over that of the whole space; or a map of
// medians over two hyperparameters.

const BINS = 56;
const FALL_MS = 900;
const MOST_DROPS = 360;
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
    this.field.setAttribute("aria-label", LOOK);
    this.drops = [];
    this.heights = new Float64Array(BINS + 1);
    this.field.addEventListener("pointerdown", (event) => this.press(event));
    this.field.addEventListener("click", (event) => this.pick(event));
    this.field.addEventListener("dblclick", () => (this.board.map ? this.narrow(null) : this.look(null)));
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
    const [x, y] = this.board.map;
    const found = cellMedians(members, inside, count, x, y, LEAST);
    const box = { left: 6, top: 26, wide: this.width - 12, tall: this.height - 60 };
    const at = (column, row) => {
      const [west, east] = [x.grid.edges[column], x.grid.edges[column + 1]];
      const [south, north] = [y.grid.edges[row], y.grid.edges[row + 1]];
      return [box.left + west * box.wide, box.top + (1 - north) * box.tall, (east - west) * box.wide, (north - south) * box.tall];
    };
    this.cells = { ...found, x, y, box, at };
    const low = members.objective[Math.floor(0.02 * members.finite)];
    const high = members.objective[Math.floor(0.75 * (members.finite - 1))];
    found.medians.forEach((value, cell) => {
      const [left, top, wide, tall] = at(cell % x.grid.cells, Math.floor(cell / x.grid.cells));
      if (Number.isNaN(value)) {
        pen.strokeStyle = look.grid;
        pen.lineWidth = 1;
        pen.strokeRect(left + 1.5, top + 1.5, wide - 3, tall - 3);
        return;
      }
      pen.fillStyle = this.board.shade((value - low) / (high - low));
      pen.beginPath();
      pen.roundRect(left + 1, top + 1, wide - 2, tall - 2, 3);
      pen.fill();
      if (!found.lowest[cell]) return;
      pen.strokeStyle = look.third;
      pen.lineWidth = 1.25;
      pen.strokeRect(left + 1.5, top + 1.5, wide - 3, tall - 3);
    });
    this.drawTrials(pen, x, y, box, (value) => this.board.shade((value - low) / (high - low)), look);
    this.drawFrame(pen, x, y, box, look);
    if (this.cell && this.field === this.field.getRootNode().activeElement) this.drawCell(pen, look);
    this.drawEnds(pen, x, y, box, look);
    return false;
  }

  // A study's trials, in the colours of the medians: where they differ from their cell, one sees it.
  drawTrials(pen, x, y, box, colour, look) {
    const { codes, values } = this.board.data.trials;
    const [across, up] = [codes[x.columns[0]], codes[y.columns[0]]];
    values.forEach((value, trial) => {
      if (across[trial] < 0 || up[trial] < 0) return;
      pen.beginPath();
      pen.arc(box.left + x.share(across[trial]) * box.wide, box.top + (1 - y.share(up[trial])) * box.tall, 3.5, 0, 7);
      pen.fillStyle = colour(value ?? Infinity);
      pen.fill();
      pen.lineWidth = 1.25;
      pen.strokeStyle = look.background;
      pen.stroke();
    });
  }

  drawEnds(pen, x, y, box, look) {
    const last = (axis) => axis.stops[axis.stops.length - 1];
    pen.font = this.board.font(12);
    pen.fillStyle = look.muted_text;
    pen.textAlign = "left";
    pen.fillText(`↑ ${y.label}: ${y.stops[0]} to ${last(y)}`, box.left, 16);
    pen.fillText(x.stops[0], box.left, this.height - 12);
    pen.textAlign = "right";
    pen.fillText(last(x), this.width - 6, this.height - 12);
    pen.textAlign = "center";
    pen.fillText(`${x.label} →`, this.width / 2, this.height - 12);
  }

  drawCell(pen, look) {
    pen.strokeStyle = look.text;
    pen.lineWidth = 2.5;
    pen.strokeRect(...this.cells.at(...this.cell));
  }

  // The brushes of both axes, as a frame around what is inside.
  drawFrame(pen, x, y, box, look) {
    if (!x.brush && !y.brush) return;
    const span = (axis) => {
      const [low, high] = [Math.min(...axis.ends), Math.max(...axis.ends)];
      if (axis.discrete) return [low / axis.stops.length, (high + 1) / axis.stops.length];
      return [axis.places[low], axis.places[high]];
    };
    const [[west, east], [south, north]] = [span(x), span(y)];
    pen.strokeStyle = look.text;
    pen.lineWidth = 1.5;
    pen.setLineDash([5, 4]);
    pen.strokeRect(box.left + west * box.wide, box.top + (1 - north) * box.tall, (east - west) * box.wide, (north - south) * box.tall);
    pen.setLineDash([]);
  }

  // The cell under a pointer, as column and row; null beside them.
  cellAt(event) {
    const box = this.field.getBoundingClientRect();
    const shrink = this.field.offsetWidth / box.width;
    const { left, top, wide, tall } = this.cells.box;
    const shares = [((event.clientX - box.left) * shrink - left) / wide, 1 - ((event.clientY - box.top) * shrink - top) / tall];
    if (shares.some((share) => share < 0 || share >= 1)) return null;
    return [this.cells.x, this.cells.y].map((axis, way) => axis.grid.edges.findLastIndex((edge) => edge <= shares[way]));
  }

  sayOfCell([column, row]) {
    const { x, y, medians, sizes, lowest } = this.cells;
    const cell = row * x.grid.cells + column;
    const there = [[x, column], [y, row]].map(([axis, place]) => {
      const [low, high] = axis.grid.ends[place].map((stop) => axis.stops[stop]);
      return `${axis.label} ${low === high ? low : `${low} to ${high}`}`;
    });
    const median = Number.isNaN(medians[cell]) ? "too few" : `median ${this.board.number(medians[cell])} ${this.board.data.unit}`;
    return `${there.join(", ")}: ${median}, ${sizes[cell]} trainings${lowest[cell] ? ", may be the lowest" : ""}`;
  }

  point(event) {
    const cell = this.board.map && this.cells && this.cellAt(event);
    this.tip.hidden = !cell;
    if (!cell) return;
    this.tip.textContent = this.sayOfCell(cell);
    const box = this.field.getBoundingClientRect();
    const shrink = this.field.offsetWidth / box.width;
    this.tip.style.left = `${clamp((event.clientX - box.left) * shrink + 12, 0, Math.max(0, this.width - this.tip.offsetWidth))}px`;
    this.tip.style.top = `${Math.max(0, (event.clientY - box.top) * shrink - 30)}px`;
  }

  pick(event) {
    if (!this.board.map || !this.cells) return;
    this.cell = this.cellAt(event);
    if (this.cell && event.detail < 2) this.narrow(this.cell);
  }

  // Narrow both hyperparameters of the map to a cell, or take their whole ranges again.
  narrow(cell) {
    this.board.map.forEach((axis, way) => {
      const [low, high] = cell ? axis.grid.ends[cell[way]] : [];
      axis.set(cell ? (axis.listed ? [low] : [low, high]) : null);
      this.board.moved(axis, way === 1);
    });
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
    if (this.board.map) {
      if (!this.keyOfMap(event.key, Math.sign(by))) return;
    } else if (event.key === "Delete" || event.key === "Escape") this.look(null);
    else if (by && this.board.state) {
      const step = (this.high - this.low) / BINS;
      const limit = this.board.lens ? this.board.lens.values[1] : this.low + 8 * step;
      this.look([this.low, clamp(limit + by * step, this.low + step, this.high)]);
    } else return;
    event.preventDefault();
  }

  // Arrows go from cell to cell, Enter takes one; true where the key was one of these.
  keyOfMap(key, by) {
    if (!this.cells) return false;
    if (key === "Delete" || key === "Escape") this.narrow(null);
    else if (key === "Enter" || key === " ") this.narrow((this.cell ??= [0, 0]));
    else if (by) {
      const way = key === "ArrowLeft" || key === "ArrowRight" ? 0 : 1;
      const now = this.cell ?? [0, 0];
      if (this.cell) now[way] = clamp(now[way] + by, 0, this.board.map[way].grid.cells - 1);
      this.cell = now;
      this.field.setAttribute("aria-valuetext", this.sayOfCell(now));
      this.board.again();
    } else return false;
    return true;
  }
}

function niceStep(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((one) => one * power).find((step) => step >= least);
}

function trimmed(value) {
  return String(Number(value.toPrecision(6)));
}
