// The small histograms, a brush on each: their bars, and what pointer and keys do to them.
// Bars are stacked by quarters of the whole space, the best at the bottom: one sees where it lies.

const NEAR_PX = { mouse: 7, pen: 12, touch: 20 };

function element(parent, tag, name, text = "") {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  parent.append(made);
  return made;
}

function sized(canvas, sharp) {
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  const [w, h] = [Math.round(width * sharp), Math.round(height * sharp)];
  if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
  const pen = canvas.getContext("2d");
  pen.setTransform(sharp, 0, 0, sharp, 0, 0);
  pen.clearRect(0, 0, width, height);
  return { pen, width, height };
}

class AxisPanel {
  constructor(parent, board) {
    this.board = board;
    this.box = element(parent, "div", "axis");
    const head = element(this.box, "div", "head");
    this.name = element(head, "span", "name");
    this.range = element(head, "span", "range");
    this.reset = element(head, "button", "reset", "×");
    this.reset.type = "button";
    this.reset.addEventListener("click", () => this.change(null));
    this.field = element(this.box, "div", "field");
    this.canvas = element(this.field, "canvas", "");
    this.handles = [0, 1].map((end) => this.makeHandle(end));
    this.choices = element(this.box, "div", "choices");
    this.field.addEventListener("pointerdown", (event) => this.press(event));
    this.field.addEventListener("dblclick", () => this.change(null));
  }

  show(axis) {
    this.axis = axis;
    this.box.classList.toggle("listed", axis.listed);
    this.name.textContent = axis.label;
    this.name.title = axis.label;
    this.reset.title = `Whole range of ${axis.label}`;
    this.reset.setAttribute("aria-label", this.reset.title);
    const names = axis.stops.join("\n");
    if (this.named === names) return; // what has the focus keeps it
    this.named = names;
    this.choices.replaceChildren();
    this.choices.setAttribute("role", "group");
    this.choices.setAttribute("aria-label", axis.label);
    this.boxes = !axis.listed ? [] : axis.stops.map((text, stop) => {
      const choice = element(this.choices, "button", "choice", text);
      choice.type = "button";
      choice.setAttribute("role", "checkbox");
      choice.addEventListener("click", () => this.choose(stop));
      return choice;
    });
  }

  makeHandle(end) {
    const handle = element(this.field, "div", "handle");
    handle.tabIndex = 0;
    handle.setAttribute("role", "slider");
    handle.addEventListener("keydown", (event) => this.key(event, end));
    return handle;
  }

  // Where stops are, as shares of the width; a discrete one is as wide as its bar.
  from(stop) {
    return this.axis.discrete ? stop / this.axis.stops.length : this.axis.places[stop];
  }

  to(stop) {
    return this.axis.discrete ? (stop + 1) / this.axis.stops.length : this.axis.places[stop];
  }

  nearest(share) {
    const { places, stops, discrete } = this.axis;
    const last = stops.length - 1;
    if (discrete) return Math.max(0, Math.min(last, Math.floor(share * stops.length)));
    let [low, high] = [0, last];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (places[middle] <= share) low = middle;
      else high = middle;
    }
    return share - places[low] < places[high] - share ? low : high;
  }

  share(event) {
    const box = this.field.getBoundingClientRect();
    return Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
  }

  change(now, done = true) {
    this.axis.set(now);
    this.board.moved(this.axis, done);
  }

  choose(stop) {
    const all = this.axis.stops.map((_, place) => place);
    const now = this.axis.brush ?? all;
    let next = now.includes(stop) ? now.filter((one) => one !== stop) : [...now, stop].sort((a, b) => a - b);
    if (!this.axis.brush) next = [stop]; // of all, the one that is clicked
    this.change(next.length ? next : null);
  }

  press(event) {
    if (event.button || !event.isPrimary || this.axis.locked) return;
    const share = this.share(event);
    const hit = this.nearest(share);
    if (this.axis.listed) {
      if (event.target === this.canvas) this.choose(hit);
      return;
    }
    const width = this.field.getBoundingClientRect().width;
    const near = (NEAR_PX[event.pointerType] ?? 10) / width;
    const [low, high] = this.axis.ends;
    const gaps = [Math.abs(share - this.from(low)), Math.abs(share - this.to(high))];
    const end = gaps[0] <= gaps[1] ? 0 : 1;
    let move;
    if (gaps[end] <= near) move = (stop) => (end ? [Math.min(low, stop), Math.max(low, stop)] : [Math.min(high, stop), Math.max(high, stop)]);
    else if (this.axis.brush && hit >= low && hit <= high) {
      const last = this.axis.stops.length - 1;
      move = (stop) => {
        const by = Math.max(-low, Math.min(last - high, stop - hit));
        return [low + by, high + by];
      };
    } else move = (stop) => [Math.min(hit, stop), Math.max(hit, stop)];
    this.hold(event, move, hit);
  }

  // Follow the pointer until it lets go; a click alone moves nothing.
  hold(event, move, hit) {
    this.field.setPointerCapture(event.pointerId);
    this.board.held = this;
    let [at, moved] = [hit, false];
    const follow = (next) => {
      const stop = this.nearest(this.share(next));
      if (stop === at) return;
      [at, moved] = [stop, true];
      const now = move(stop);
      if (now[0] === now[1] && !this.axis.discrete) return; // a range has two ends
      this.change(now, false);
    };
    const end = () => {
      this.field.removeEventListener("pointermove", follow);
      for (const name of ["pointerup", "pointercancel"]) this.field.removeEventListener(name, end);
      this.board.held = null;
      if (moved) this.board.moved(this.axis, true);
      else this.board.letGo();
    };
    this.field.addEventListener("pointermove", follow);
    for (const name of ["pointerup", "pointercancel"]) this.field.addEventListener(name, end);
  }

  key(event, end) {
    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };
    const last = this.axis.stops.length - 1;
    const ends = [...this.axis.ends];
    if (this.axis.locked) return;
    if (event.key === "Delete" || event.key === "Escape") this.change(null);
    else if (event.key === "Home" || event.key === "End") {
      ends[end] = event.key === "Home" ? (end ? ends[0] : 0) : end ? last : ends[1];
      this.change(this.apart(ends, end));
    } else if (event.key in steps) {
      const by = steps[event.key] * (event.shiftKey ? 5 : 1);
      if (event.altKey) {
        const both = Math.max(-ends[0], Math.min(last - ends[1], by));
        this.change([ends[0] + both, ends[1] + both]);
      } else {
        ends[end] = Math.max(end ? ends[0] : 0, Math.min(end ? last : ends[1], ends[end] + by));
        this.change(this.apart(ends, end));
      }
    } else return;
    event.preventDefault();
  }

  apart([low, high], end) {
    if (low < high || this.axis.discrete) return [low, high];
    return end ? [low, low + 1] : [high - 1, high];
  }

  draw(colours, look) {
    const { axis } = this;
    const { pen, width, height } = sized(this.canvas, this.board.sharp);
    const room = height - 7; // below: the marks of a study's trials
    let most = 0;
    for (let bin = 0; bin < axis.bins; bin++) {
      let all = 0;
      for (let group = 0; group < GROUPS; group++) all += axis.counts[bin * GROUPS + group];
      if (axis.whole[bin]) most = Math.max(most, all / axis.whole[bin]);
    }
    const [low, high] = [this.from(axis.ends[0]), this.to(axis.ends[1])];
    const listed = axis.gaps && new Set(axis.gaps.map((stop) => axis.binOf[2 * stop + 1]));
    const wide = width / axis.bins;
    const gap = axis.listed ? 6 : wide > 7 ? 1.5 : 0.5;
    for (let bin = 0; bin < axis.bins; bin++) {
      const middle = (bin + 0.5) / axis.bins;
      const kept = axis.listed ? axis.allowed[2 * bin + 1] : listed ? listed.has(bin) : middle >= low && middle <= high;
      let y = room;
      for (let group = 0; group < GROUPS; group++) {
        const tall = most && axis.whole[bin] ? (room * axis.counts[bin * GROUPS + group]) / axis.whole[bin] / most : 0;
        pen.globalAlpha = kept ? 1 : 0.22;
        pen.fillStyle = colours[group];
        pen.fillRect(bin * wide + gap / 2, y - tall, wide - gap, tall);
        y -= tall;
      }
    }
    pen.globalAlpha = 1;
    this.drawMarks(pen, width, height, look);
    if (!axis.listed) this.placeHandles(pen, width, room, low, high, look);
    this.say(look);
  }

  drawMarks(pen, width, height, look) {
    for (const [code, best] of this.axis.marks) {
      pen.globalAlpha = best ? 0.95 : 0.3;
      pen.fillStyle = best ? look.third : look.quiet;
      pen.fillRect(this.axis.share(code) * width - 0.75, height - 5, 1.5, 5);
    }
    pen.globalAlpha = 1;
  }

  placeHandles(pen, width, room, low, high, look) {
    if (this.axis.brush) {
      const parts = this.axis.gaps?.map((stop) => [this.from(stop), this.to(stop)]) ?? [[low, high]];
      pen.fillStyle = look.main;
      for (const [from, to] of parts) {
        const [x, wide] = [from * width, Math.max(2, (to - from) * width)];
        pen.globalAlpha = 0.1;
        pen.fillRect(x, 0, wide, room);
        pen.globalAlpha = 1;
        pen.fillRect(x, 0, wide, 2);
      }
    }
    this.handles[0].style.left = `${low * 100}%`;
    this.handles[1].style.left = `${high * 100}%`;
  }

  say() {
    const { axis } = this;
    const [low, high] = axis.ends;
    if (axis.listed) {
      this.boxes.forEach((box, stop) => {
        box.setAttribute("aria-checked", String(Boolean(axis.allowed[2 * stop + 1])));
      });
    } else {
      this.handles.forEach((handle, end) => {
        handle.setAttribute("aria-label", `${axis.label}, ${end ? "highest" : "lowest"}`);
        handle.setAttribute("aria-valuemin", "0");
        handle.setAttribute("aria-valuemax", String(axis.stops.length - 1));
        handle.setAttribute("aria-valuenow", String(axis.ends[end]));
        handle.setAttribute("aria-valuetext", axis.stops[axis.ends[end]]);
      });
    }
    const text = axis.listed
      ? "" : axis.gaps ? axis.gaps.map((stop) => axis.stops[stop]).join(", ") : low === high ? axis.stops[low] : `${axis.stops[low]} – ${axis.stops[high]}`;
    this.range.textContent = text && axis.unit ? `${text} ${axis.unit}` : text;
    this.box.classList.toggle("brushed", Boolean(axis.brush));
  }
}
