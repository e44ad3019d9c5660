// The axes of parallel coordinates: their ticks and brushes, and what mouse and keys do to them.
// This file stands before parallel_lines.js in one module.

const NARROWEST = 57; // four hyperparameters and the objective on a telephone
const GRIP_PX = 6;
const TICK_ROOM_PX = 13;
const KEY_PAUSE_MS = 600;

function element(parent, name, text = "") {
  const made = document.createElement("div");
  made.className = name;
  made.textContent = text;
  parent.append(made);
  return made;
}

// What extends it gives root, x(), y() and at() (where things are), show() and draw().
class Axes {
  // How much larger the page draws it than it is, as when presenting: the pointer is told in these.
  enlarged() {
    return this.root.getBoundingClientRect().width / this.root.offsetWidth || 1;
  }

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
    const { top } = strip.getBoundingClientRect();
    const enlarged = this.enlarged();
    const start = (event.clientY - top) / enlarged;
    const on = before.findIndex(
      ([low, high]) => start >= this.y(high) - GRIP_PX && start <= this.y(low) + GRIP_PX,
    );
    const others = on >= 0 || (axis.listed && event.shiftKey) ? before.filter((_, i) => i !== on) : [];
    const grip = on < 0 ? "new" : this.gripOf(before[on], start);
    let moved = false;
    this.held = "brush";
    const move = (now) => {
      const y = (now.clientY - top) / enlarged;
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
    const by = ((start - y) / this.height) * this.data.steps;
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
      by = (now.clientX - start) / this.enlarged();
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
}

function isWord(text) {
  return /^[a-z]/i.test(text) ? 1 : 0;
}
