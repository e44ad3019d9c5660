// Parallel coordinates that can be brushed: Python decides what is selected, this draws it and says
// what the reader brushed, moved or clicked. Places on axes are whole numbers, 0 (bottom) to `steps`.

const PLOT_HEIGHT = 300;
const TITLE_HEIGHT = 66;
const BOTTOM = 16;
const LEFT = 46;
const RIGHT = 84; // the last axis's texts
const NARROWEST = 76;
const COLOURS = 24;
const GRIP_PX = 6;
const TICK_ROOM_PX = 13;
const NEAR_PX = 7;
const KEY_PAUSE_MS = 600;

const charts = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let chart = charts.get(parentElement);
  if (!chart) charts.set(parentElement, (chart = new Chart(parentElement)));
  chart.send = setTriggerValue;
  chart.show(data);
  return () => {
    chart.sizes.disconnect();
    charts.delete(parentElement);
  };
}

function element(parent, name, text = "") {
  const made = document.createElement("div");
  made.className = name;
  made.textContent = text;
  parent.append(made);
  return made;
}

class Chart {
  constructor(parent) {
    this.root = parent.querySelector(".parallel");
    this.scroll = parent.querySelector(".scroll");
    this.stage = parent.querySelector(".stage");
    this.canvas = parent.querySelector("canvas");
    this.tip = parent.querySelector(".tip");
    this.bar = parent.querySelector(".bar");
    this.held = null; // what the pointer holds: a brush or an axis
    this.sizes = new ResizeObserver(() => this.data && this.layout());
    this.sizes.observe(this.scroll);
    this.canvas.addEventListener("pointermove", (event) => this.point(event));
    this.canvas.addEventListener("pointerleave", () => this.hover(-1));
    this.canvas.addEventListener("click", () => {
      if (this.near >= 0) this.send("picked", this.data.numbers[this.near]);
    });
  }

  show(data) {
    if (this.held) {
      this.waiting = data; // not under the reader's hands
      return;
    }
    clearTimeout(this.pause);
    this.data = data;
    this.near = -1;
    this.brushes = new Map(data.axes.map((axis) => [axis.column, axis.brushes]));
    this.inside = data.inside;
    for (const [name, colour] of Object.entries(data.look)) {
      if (typeof colour === "string") this.root.style.setProperty(`--${name}`, colour);
    }
    this.root.setAttribute("aria-label", data.text);
    this.palette = palette(data.look.scale);
    this.showBar();
    this.layout();
  }

  // Where things are

  layout() {
    const { axes } = this.data;
    const least = LEFT + RIGHT + NARROWEST * (axes.length - 1);
    this.width = Math.max(this.scroll.clientWidth, least);
    this.gap = axes.length > 1 ? (this.width - LEFT - RIGHT) / (axes.length - 1) : 0;
    this.stage.style.width = `${this.width}px`;
    const sharp = window.devicePixelRatio || 1;
    this.canvas.width = this.width * sharp;
    this.canvas.height = (PLOT_HEIGHT + 2 * BOTTOM) * sharp;
    this.canvas.style.width = `${this.width}px`;
    this.canvas.style.height = `${PLOT_HEIGHT + 2 * BOTTOM}px`;
    const focused = this.root.getRootNode().activeElement?.dataset?.column;
    this.stage.querySelectorAll(".axis").forEach((axis) => axis.remove());
    axes.forEach((axis, place) => this.makeAxis(axis, place, axis.column === focused));
    this.draw();
  }

  x(place) {
    return LEFT + place * this.gap;
  }

  y(at) {
    return BOTTOM + PLOT_HEIGHT * (1 - at / this.data.steps);
  }

  at(y) {
    const share = 1 - (y - BOTTOM) / PLOT_HEIGHT;
    return Math.round(Math.min(1, Math.max(0, share)) * this.data.steps);
  }

  // Axes, their brushes and their names

  makeAxis(axis, place, focused) {
    const box = element(this.stage, "axis");
    box.style.left = `${this.x(place)}px`;
    box.dataset.column = axis.column;
    box.tabIndex = 0;
    box.setAttribute("role", "group");
    const name = element(box, "name", axis.name.replaceAll("_", "_\u200b"));
    name.style.maxWidth = `${Math.max(NARROWEST, this.gap) - 8}px`;
    name.title = axis.name;
    name.addEventListener("pointerdown", (event) => this.holdName(event, axis, box));
    const strip = element(box, "strip");
    element(strip, "rule");
    let taken = [];
    for (const [at, text] of [...axis.ticks].sort((a, b) => isWord(b[1]) - isWord(a[1]))) {
      const y = this.y(at);
      if (taken.some((other) => Math.abs(other - y) < TICK_ROOM_PX)) continue;
      taken.push(y);
      element(strip, "tick", text).style.top = `${y}px`;
    }
    this.showBrushes(axis, strip);
    strip.addEventListener("pointerdown", (event) => this.holdBrush(event, axis, strip));
    box.addEventListener("keydown", (event) => this.key(event, axis, strip));
    this.say(axis, box);
    if (focused) box.focus({ preventScroll: true });
  }

  showBrushes(axis, strip) {
    strip.querySelectorAll(".brush").forEach((brush) => brush.remove());
    for (const [low, high] of this.brushes.get(axis.column)) {
      const brush = element(strip, "brush");
      brush.style.top = `${this.y(high)}px`;
      brush.style.height = `${Math.max(2, this.y(low) - this.y(high))}px`;
    }
  }

  say(axis, box) {
    const near = (at) =>
      axis.ticks.reduce((a, b) => (Math.abs(b[0] - at) < Math.abs(a[0] - at) ? b : a), [1e9, ""])[1];
    const said = this.brushes
      .get(axis.column)
      .map(([low, high]) => `selected from about ${near(low)} to about ${near(high)}`);
    box.setAttribute(
      "aria-label",
      `Axis ${axis.name}: ${said.join(" and ") || "everything selected"}. Arrow keys move the upper ` +
        "end, with Shift the lower one; Delete selects everything; Alt with left or right moves the axis.",
    );
  }

  holdBrush(event, axis, strip) {
    if (event.button > 0) return;
    event.preventDefault();
    strip.setPointerCapture(event.pointerId);
    strip.parentElement.focus({ preventScroll: true });
    const before = this.brushes.get(axis.column);
    const top = strip.getBoundingClientRect().top;
    const start = event.clientY - top;
    const on = before.findIndex(
      ([low, high]) => start >= this.y(high) - GRIP_PX && start <= this.y(low) + GRIP_PX,
    );
    const others = on >= 0 || (axis.listed && event.shiftKey) ? before.filter((_, i) => i !== on) : [];
    const grip = on < 0 ? "new" : this.gripOf(before[on], start);
    let moved = false;
    this.held = "brush";
    const move = (now) => {
      const y = now.clientY - top;
      moved ||= Math.abs(y - start) > 3;
      if (!moved) return;
      const ends = this.dragged(grip, before[on], start, y);
      this.brushes.set(axis.column, [...others, ends.sort((a, b) => a - b)]);
      this.changed(axis, strip);
    };
    const end = () => {
      strip.removeEventListener("pointermove", move);
      strip.removeEventListener("pointerup", end);
      strip.removeEventListener("pointercancel", end);
      if (!moved) this.brushes.set(axis.column, this.clicked(axis, before, on, start));
      this.release();
      this.commit(axis, strip);
    };
    strip.addEventListener("pointermove", move);
    strip.addEventListener("pointerup", end);
    strip.addEventListener("pointercancel", end);
  }

  gripOf([low, high], y) {
    if (Math.abs(y - this.y(high)) <= GRIP_PX) return "high";
    return Math.abs(y - this.y(low)) <= GRIP_PX ? "low" : "all";
  }

  dragged(grip, [low, high] = [0, 0], start, y) {
    if (grip === "new") return [this.at(start), this.at(y)];
    if (grip === "high") return [low, this.at(y)];
    if (grip === "low") return [this.at(y), high];
    const by = ((start - y) / PLOT_HEIGHT) * this.data.steps;
    const shift = Math.round(Math.max(-low, Math.min(this.data.steps - high, by)));
    return [low + shift, high + shift];
  }

  // A click on a listed value takes it in or out, one anywhere else clears the axis.
  clicked(axis, before, on, y) {
    if (!axis.listed) return [];
    if (on >= 0) return before.filter((_, i) => i !== on);
    const [at] = axis.ticks.reduce((a, b) =>
      Math.abs(this.y(b[0]) - y) < Math.abs(this.y(a[0]) - y) ? b : a,
    );
    return Math.abs(this.y(at) - y) > 3 * GRIP_PX ? [] : [...before, [at - 1, at + 1]];
  }

  holdName(event, axis, box) {
    if (event.button > 0) return;
    event.preventDefault();
    event.stopPropagation();
    const name = event.currentTarget;
    name.setPointerCapture(event.pointerId);
    box.focus({ preventScroll: true });
    const start = event.clientX;
    let by = 0;
    this.held = "axis";
    const move = (now) => {
      by = now.clientX - start;
      box.style.transform = `translateX(${by}px)`;
    };
    const end = () => {
      name.removeEventListener("pointermove", move);
      name.removeEventListener("pointerup", end);
      name.removeEventListener("pointercancel", end);
      box.style.transform = "";
      this.release();
      this.moveAxis(axis, Math.round(by / this.gap));
    };
    name.addEventListener("pointermove", move);
    name.addEventListener("pointerup", end);
    name.addEventListener("pointercancel", end);
  }

  // The objective stays last.
  moveAxis(axis, by) {
    const columns = this.data.axes.map((one) => one.column);
    const last = columns.length - 2;
    const from = columns.indexOf(axis.column);
    const to = Math.max(0, Math.min(last, from + by));
    if (from > last || from === to) return;
    columns.splice(to, 0, ...columns.splice(from, 1));
    this.send("ordered", columns.slice(0, -1));
  }

  key(event, axis, strip) {
    if (event.altKey && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
      event.preventDefault();
      this.moveAxis(axis, event.key === "ArrowLeft" ? -1 : 1);
      return;
    }
    const { steps } = this.data;
    let next = null;
    if (event.key === "Delete" || event.key === "Backspace") next = [];
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      const step = axis.listed ? steps / Math.max(1, axis.ticks.length - 1) : steps / 50;
      const by = event.key === "ArrowUp" ? step : -step;
      const all = this.brushes.get(axis.column);
      let [low, high] = all.length ? [all[0][0], all[all.length - 1][1]] : [0, steps];
      if (event.shiftKey) low = Math.round(Math.max(0, Math.min(high, low + by)));
      else high = Math.round(Math.min(steps, Math.max(low, high + by)));
      next = [[low, high]];
    }
    if (!next) return;
    event.preventDefault();
    this.brushes.set(axis.column, next);
    this.changed(axis, strip);
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.commit(axis, strip), KEY_PAUSE_MS);
  }

  release() {
    this.held = null;
    const { waiting } = this;
    this.waiting = null;
    if (waiting) {
      const mine = this.brushes;
      this.show(waiting);
      for (const [column, brushes] of mine) if (this.brushes.has(column)) this.brushes.set(column, brushes);
    }
  }

  changed(axis, strip) {
    this.showBrushes(axis, strip);
    const { axes, unbrushed } = this.data;
    const tests = axes
      .map((one) => [one.at, this.brushes.get(one.column)])
      .filter(([, brushes]) => brushes.length);
    this.inside = unbrushed.map(
      (kept, line) =>
        kept &&
        tests.every(([at, brushes]) =>
          brushes.some(([low, high]) => at[line] >= low && at[line] <= high),
        ),
    );
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.draw());
  }

  commit(axis, strip) {
    this.changed(axis, strip);
    this.say(axis, strip.parentElement);
    this.send("brushed", { column: axis.column, brushes: this.brushes.get(axis.column) });
  }

  // Lines

  draw() {
    const { colours, numbers, picked, look } = this.data;
    const pen = this.canvas.getContext("2d");
    const sharp = window.devicePixelRatio || 1;
    pen.setTransform(sharp, 0, 0, sharp, 0, 0);
    pen.clearRect(0, 0, this.width, PLOT_HEIGHT + 2 * BOTTOM);
    const groups = Array.from({ length: COLOURS + 2 }, () => []);
    let active = 0;
    colours.forEach((colour, line) => {
      if (!this.inside[line]) groups[0].push(line);
      else if (colour < 0) groups[1].push(line);
      else groups[2 + Math.min(COLOURS - 1, Math.floor((colour / this.data.steps) * COLOURS))].push(line);
      active += this.inside[line] ? 1 : 0;
    });
    const dense = active > 500 ? 0.35 : active > 100 ? 0.55 : 0.85;
    this.stroke(pen, groups[0], look.quiet, 0.18, 1);
    pen.setLineDash([4, 3]);
    this.stroke(pen, groups[1], look.failed, Math.min(dense, 0.5), 1);
    pen.setLineDash([]);
    for (let place = 0; place < COLOURS; place++) {
      const lines = groups[2 + place];
      const best = place >= COLOURS * 0.9;
      const clear = lines.length > 50 ? 0.5 : 0.9;
      this.stroke(pen, lines, this.palette[place], best ? clear : dense, best ? 1.5 : 1);
    }
    const chosen = picked.map((number) => numbers.indexOf(number)).filter((line) => line >= 0);
    this.stroke(pen, chosen, look.background, 1, 5);
    this.stroke(pen, chosen, look.third, 1, 2.5);
    if (this.near >= 0) this.stroke(pen, [this.near], look.text, 1, 2.5);
  }

  stroke(pen, lines, colour, alpha, width) {
    if (!lines.length) return;
    pen.strokeStyle = colour;
    pen.globalAlpha = alpha;
    pen.lineWidth = width;
    for (const line of lines) {
      pen.beginPath(); // one by one, so that lines that cross add up
      this.data.axes.forEach((axis, place) => pen.lineTo(this.x(place), this.y(axis.at[line])));
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }

  point(event) {
    const box = this.canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const { axes } = this.data;
    const left = Math.floor((x - LEFT) / this.gap);
    let [found, distance] = [-1, NEAR_PX];
    if (left >= 0 && left < axes.length - 1) {
      const share = (x - this.x(left)) / this.gap;
      this.inside.forEach((kept, line) => {
        if (!kept) return;
        const there = this.y(axes[left].at[line]) * (1 - share) + this.y(axes[left + 1].at[line]) * share;
        if (Math.abs(there - y) <= distance) [found, distance] = [line, Math.abs(there - y)];
      });
    }
    this.hover(found, x, y);
  }

  hover(line, x = 0, y = 0) {
    this.tip.hidden = line < 0;
    this.canvas.style.cursor = line < 0 ? "default" : "pointer";
    if (line >= 0) {
      this.tip.textContent = `trial ${this.data.numbers[line]}: ${this.data.objectives[line]}`;
      this.tip.style.left = `${Math.min(x + 12, this.width - 150)}px`;
      this.tip.style.top = `${y + TITLE_HEIGHT - 28}px`;
    }
    if (line === this.near) return;
    this.near = line;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.draw());
  }

  showBar() {
    const { bar, look, steps } = this.data;
    this.bar.replaceChildren();
    element(this.bar, "title", bar.title);
    const scale = element(this.bar, "scale");
    element(scale, "colours").style.background =
      `linear-gradient(to left, ${look.scale.join(", ")})`;
    let last = -1;
    for (const [place, text] of [...bar.ticks].sort((a, b) => b[0] - a[0])) {
      const share = 100 * (1 - place / steps);
      if (last >= 0 && share - last < 12) continue;
      last = share;
      element(scale, "mark", text).style.left = `${share}%`;
    }
    if (bar.failed) element(this.bar, "failed", bar.failed);
  }
}

function isWord(text) {
  return /^[a-z]/i.test(text) ? 1 : 0;
}

// The colours of the groups, each the middle of its part of the scale.
function palette(scale) {
  const channels = scale.map((hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)));
  return Array.from({ length: COLOURS }, (_, place) => {
    const at = ((place + 0.5) / COLOURS) * (channels.length - 1);
    const [low, share] = [Math.floor(at), at % 1];
    const mixed = channels[low].map((one, i) => one * (1 - share) + channels[low + 1][i] * share);
    return `rgb(${mixed.map(Math.round).join(" ")})`;
  });
}
