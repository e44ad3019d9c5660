// The stage of a class: guesses arrive as dots; after the reveal trainings fall one by one into
// their lane, and the median of those that have fallen moves until it settles.

const FALL_MS = 3000; // from the first training to the last
const DROP_MS = 350;
const BINS = 64;
const LEFT = 0.28; // of the width: what stands beside the lanes of a choice
const stages = new WeakMap();

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export default function ({ data, parentElement }) {
  let stage = stages.get(parentElement);
  if (!stage) stages.set(parentElement, (stage = new Stage(parentElement.querySelector("canvas"))));
  stage.show(data);
  return () => {
    if (stage.canvas.isConnected) return;
    stage.sizes.disconnect();
    stages.delete(parentElement);
  };
}

class Stage {
  constructor(canvas) {
    this.canvas = canvas;
    canvas.stage = this; // for whoever measures it
    this.fallen = 0;
    this.sizes = new ResizeObserver(() => this.again());
    this.sizes.observe(canvas);
  }

  show(data) {
    const trained = data.lanes.some((lane) => lane.values.length);
    const before = this.data && this.data.run === data.run && this.trained;
    this.data = data;
    this.trained = trained;
    if (trained && !before) this.since = performance.now() - (still() ? FALL_MS + DROP_MS : 0);
    this.lanes = data.lanes.map((lane) => ({
      ...lane,
      bins: lane.values.map((value) => this.bin(value)),
    }));
    this.again();
  }

  // The share of the axis at which a value stands; what lies beyond stands at its end.
  share(value) {
    const [low, high] = this.data.ends;
    if (value === null) return 1;
    const at = this.data.log
      ? Math.log(Math.max(value, low) / low) / Math.log(high / low)
      : (value - low) / (high - low);
    return Math.max(0, Math.min(1, at));
  }

  bin(value) {
    return Math.min(BINS - 1, Math.floor(this.share(value) * BINS));
  }

  again() {
    if (!this.frame && this.data) this.frame = requestAnimationFrame((now) => this.draw(now));
  }

  draw(now) {
    this.frame = null;
    const sharp = devicePixelRatio || 1;
    const [width, height] = [this.canvas.clientWidth, this.canvas.clientHeight];
    [this.canvas.width, this.canvas.height] = [Math.round(width * sharp), Math.round(height * sharp)];
    const pen = this.canvas.getContext("2d");
    pen.setTransform(sharp, 0, 0, sharp, 0, 0);
    pen.clearRect(0, 0, width, height);
    this.font = Math.max(22, Math.min(34, height / 18));
    pen.font = `${this.font}px ${getComputedStyle(this.canvas).fontFamily}`;
    pen.textBaseline = "middle";
    if (!this.trained && !this.data.guesses.length && !this.lanes.some((lane) => lane.chosen)) {
      this.basket(pen, width, height);
    } else if (this.drawLanes(pen, width, height, now)) this.again();
  }

  // Dots that do not say what they are.
  basket(pen, width, height) {
    const { arrived, look } = this.data;
    const across = Math.max(1, Math.min(15, arrived));
    const down = Math.ceil(arrived / across);
    const step = Math.min(width / (across + 1), height / (down + 1), 90);
    pen.fillStyle = look.second;
    for (let dot = 0; dot < arrived; dot++) {
      const row = Math.floor(dot / across);
      const x = width / 2 + ((dot % across) - (Math.min(across, arrived) - 1) / 2) * step;
      const y = height / 2 + (row - (down - 1) / 2) * step;
      disc(pen, x, y, step * 0.32);
    }
  }

  // Draw the lanes, and tell whether anything still falls.
  drawLanes(pen, width, height, now) {
    const { look, guesses } = this.data;
    const choice = this.lanes.length > 1;
    const left = choice ? width * LEFT : this.font;
    const inner = width - left - this.font;
    const axis = this.font * 1.8;
    const above = choice ? 0 : (height - axis) * 0.4;
    const tall = (height - axis - above) / this.lanes.length;
    const x = (value) => left + this.share(value) * inner;
    if (!choice) this.stack(pen, guesses.map((one) => x(one)), above - 4, above, look.second);
    const elapsed = this.trained ? now - this.since : 0;
    this.fallen = 0;
    const most = Math.max(6, ...this.lanes.map((lane) => tallest(lane.bins)));
    this.lanes.forEach((lane, place) => {
      const foot = above + (place + 1) * tall;
      const room = tall - (choice ? this.font * 0.6 : this.font * 1.6);
      const wide = inner / BINS;
      pen.fillStyle = look.grid;
      pen.fillRect(left, foot - 1, inner, 1);
      if (choice) {
        pen.textAlign = "left";
        pen.fillStyle = look.text;
        pen.fillText(clipped(pen, lane.label, left * 0.95), 0, foot - tall * 0.62);
        const dots = Array.from({ length: lane.chosen }, (_, dot) => dot);
        const size = Math.min(12, (left * 0.9) / Math.max(1, lane.chosen) / 2.4, tall / 8);
        pen.fillStyle = look.second;
        for (const dot of dots) disc(pen, size + dot * size * 2.4, foot - tall * 0.25, size);
      }
      const counts = new Int32Array(BINS);
      const fallen = [];
      lane.bins.forEach((bin, order) => {
        const from = (order / lane.bins.length) * (FALL_MS - DROP_MS);
        const part = (elapsed - from) / DROP_MS;
        if (part < 0) return;
        const rest = foot - ((counts[bin] + 1) / most) * room;
        if (part < 1) {
          const y = rest - (1 - part * part) * (rest - (foot - tall));
          pen.fillStyle = look.main;
          disc(pen, left + (bin + 0.5) * wide, y, Math.min(5, wide / 2));
          return;
        }
        counts[bin]++;
        fallen.push(lane.values[order]);
        this.fallen++;
      });
      pen.fillStyle = look.main;
      counts.forEach((count, bin) => {
        const high = (count / most) * room;
        pen.fillRect(left + bin * wide + 0.5, foot - high, wide - 1, high);
      });
      const middle = median(fallen);
      if (middle === undefined) return;
      pen.strokeStyle = pen.fillStyle = look.text;
      pen.lineWidth = 3;
      const top = choice ? foot - tall + 4 : 0;
      if (middle !== null) {
        line(pen, x(middle), top, foot);
        pen.textAlign = x(middle) > width * 0.75 ? "right" : "left";
        const beside = pen.textAlign === "right" ? -10 : 10;
        pen.fillText(middle.toFixed(2), x(middle) + beside, foot - tall + this.font * 0.7);
      }
    });
    if (this.trained || guesses.length) this.ticks(pen, x, height - axis, look);
    return this.trained && elapsed < FALL_MS + DROP_MS;
  }

  // Dots above their place on the axis, those of one place on each other.
  stack(pen, places, foot, room, colour) {
    const size = 11;
    const seen = new Map();
    pen.fillStyle = colour;
    for (const place of places) {
      const column = Math.round(place / (size * 2));
      const count = seen.get(column) ?? 0;
      seen.set(column, count + 1);
      disc(pen, column * size * 2, foot - size - Math.min(count * size * 2.1, room - 2 * size), size);
    }
  }

  ticks(pen, x, y, look) {
    const [low, high] = this.data.ends;
    pen.fillStyle = look.muted;
    pen.textAlign = "center";
    const marks = [0, 0.25, 0.5, 0.75, 1].map((part) =>
      this.data.log ? low * (high / low) ** part : low + part * (high - low),
    );
    marks.forEach((mark, place) => {
      pen.textAlign = place === 0 ? "left" : place === 4 ? "right" : "center";
      const text = mark >= 100 ? mark.toFixed(0) : mark.toPrecision(2);
      pen.fillText(place === 4 ? `${text} USD` : text, x(mark), y + this.font);
    });
  }
}

function tallest(bins) {
  const counts = new Int32Array(BINS);
  for (const bin of bins) counts[bin]++;
  return Math.max(...counts);
}

// The median of what has fallen, null where half or more has no result; undefined of nothing.
function median(values) {
  if (!values.length) return undefined;
  const sorted = values.map((one) => one ?? Infinity).sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const found = sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  return Number.isFinite(found) ? found : null;
}

function clipped(pen, text, width) {
  let shown = text;
  while (shown.length > 2 && pen.measureText(shown).width > width) shown = `${shown.slice(0, -2)}…`;
  return shown;
}

function disc(pen, x, y, size) {
  pen.beginPath();
  pen.arc(x, y, size, 0, 2 * Math.PI);
  pen.fill();
}

function line(pen, x, top, foot) {
  pen.beginPath();
  pen.moveTo(x, top);
  pen.lineTo(x, foot);
  pen.stroke();
}
