// Parallel coordinates that can be brushed: Python decides what is selected, this draws it and says
// what the reader brushed, moved or clicked. Places on axes are whole numbers, 0 (bottom) to `steps`.
// parallel_axes.js stands before this file in one module.

const TITLE = 66; // the room of the axes' names at least, where the picture is high
const LOW_TITLE = 36;
const LOW = 200;
const BOTTOM = 16;
const LEFT = 46;
const RIGHT = 84; // the last axis's texts
const COLOURS = 24;
const NEAR_PX = 7;

const charts = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let chart = charts.get(parentElement);
  if (!chart) charts.set(parentElement, (chart = new Chart(parentElement)));
  chart.send = setTriggerValue;
  chart.show(data);
  return () => {
    if (chart.root.isConnected) return; // newer data came before this was drawn
    chart.sizes.disconnect();
    charts.delete(parentElement);
  };
}

class Chart extends Axes {
  constructor(parent) {
    super();
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
    this.lay(this.data.height);
    const more = this.title - LOW_TITLE; // of names in three lines and more
    if (this.data.height < LOW && more > 0) this.lay(this.data.height - more);
  }

  lay(height) {
    const { axes } = this.data;
    this.height = height; // of an axis
    this.root.style.setProperty("--strip", `${this.height + 2 * BOTTOM}px`);
    const least = LEFT + RIGHT + NARROWEST * (axes.length - 1);
    this.width = Math.max(this.scroll.clientWidth, least);
    this.gap = axes.length > 1 ? (this.width - LEFT - RIGHT) / (axes.length - 1) : 0;
    this.stage.style.width = `${this.width}px`;
    const sharp = window.devicePixelRatio || 1;
    this.canvas.width = this.width * sharp;
    this.canvas.height = (this.height + 2 * BOTTOM) * sharp;
    this.canvas.style.width = `${this.width}px`;
    this.canvas.style.height = `${this.height + 2 * BOTTOM}px`;
    const focused = this.root.getRootNode().activeElement?.dataset?.column;
    this.stage.querySelectorAll(".axis").forEach((axis) => axis.remove());
    axes.forEach((axis, place) => this.makeAxis(axis, place, axis.column === focused));
    const names = [...this.stage.querySelectorAll(".name")].map((name) => name.offsetHeight + 4);
    this.title = Math.max(this.data.height < LOW ? LOW_TITLE : TITLE, ...names);
    this.root.style.setProperty("--title", `${this.title}px`);
    this.draw();
  }

  x(place) {
    return LEFT + place * this.gap;
  }

  y(at) {
    return BOTTOM + this.height * (1 - at / this.data.steps);
  }

  at(y) {
    const share = 1 - (y - BOTTOM) / this.height;
    return Math.round(Math.min(1, Math.max(0, share)) * this.data.steps);
  }

  draw() {
    const { colours, numbers, picked, look } = this.data;
    const pen = this.canvas.getContext("2d");
    const sharp = window.devicePixelRatio || 1;
    pen.setTransform(sharp, 0, 0, sharp, 0, 0);
    pen.clearRect(0, 0, this.width, this.height + 2 * BOTTOM);
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
    const enlarged = this.enlarged();
    const [x, y] = [(event.clientX - box.left) / enlarged, (event.clientY - box.top) / enlarged];
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
      this.tip.style.top = `${y + this.title - 28}px`;
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
