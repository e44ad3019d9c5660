// What lies inside the brushes: counted anew for every frame, from the values of all members.
// Members come sorted by their objective, the best first and those without a result last, so what
// is inside is sorted, too, and its median needs no search.

export const GROUPS = 4; // quarters of the whole space, by objective
const RANGE_BINS = 40;
const MOST_BINS = 60;

// Objectives as 32-bit floats, then a column of 16-bit codes for each of `columns`.
export function membersOf(bytes, columns) {
  const rows = bytes.byteLength / (4 + 2 * columns.length);
  if (!Number.isInteger(rows)) return null;
  const buffer = bytes.slice().buffer;
  const objective = new Float32Array(buffer, 0, rows);
  let finite = rows;
  while (finite && Number.isNaN(objective[finite - 1])) finite--;
  const codes = {};
  columns.forEach((name, place) => {
    codes[name] = new Uint16Array(buffer, 4 * rows + 2 * rows * place, rows);
  });
  const group = new Uint8Array(rows).fill(GROUPS - 1);
  for (let i = 0; i < finite; i++) group[i] = Math.floor((GROUPS * i) / finite);
  return { rows, finite, objective, codes, group, worst: finite ? objective[finite - 1] : NaN };
}

// An axis with what every code means: an odd one is a stop, an even one lies before the stop.
export class Axis {
  constructor(given, members) {
    Object.assign(this, given); // name, label, stops (texts), places, listed, discrete, columns, now
    const stops = this.stops.length;
    this.codes = this.columns.map((name) => members.codes[name]);
    this.bins = this.discrete ? Math.min(stops, MOST_BINS) : RANGE_BINS;
    this.binOf = Uint16Array.from({ length: 2 * stops + 1 }, (_, code) => this.bin(code));
    this.allowed = new Uint8Array(2 * stops + 1);
    this.counts = new Uint32Array(this.bins * GROUPS);
    this.whole = new Uint32Array(this.bins);
    for (const column of this.codes) for (const code of column) this.whole[this.binOf[code]]++;
    this.set(given.now);
  }

  bin(code) {
    const stop = Math.min(code >> 1, this.stops.length - 1);
    if (this.discrete) return Math.floor((stop * this.bins) / this.stops.length);
    const before = code & 1 || !stop ? this.places[stop] : this.places[stop - 1];
    return Math.min(this.bins - 1, Math.floor(((before + this.places[stop]) / 2) * this.bins));
  }

  // A range from stop to stop, or the stops chosen of a list; null is all of it.
  set(now) {
    const last = this.stops.length - 1;
    const all = !now || (this.listed ? now.length > last : now[0] <= 0 && now[1] >= last);
    this.brush = all ? null : now;
    if (all) this.allowed.fill(1);
    else if (this.listed) {
      this.allowed.fill(0);
      for (const stop of now) this.allowed[2 * stop + 1] = 1;
    } else {
      const [low, high] = now;
      for (let code = 0; code < this.allowed.length; code++) {
        this.allowed[code] = code >= 2 * low + 1 && code <= 2 * high + 1 ? 1 : 0;
      }
    }
  }

  get ends() {
    return this.brush ?? [0, this.stops.length - 1];
  }

  holds(member) {
    for (const column of this.codes) if (!this.allowed[column[member]]) return false;
    return true;
  }

  add(member, group) {
    for (const column of this.codes) this.counts[this.binOf[column[member]] * GROUPS + group]++;
  }
}

// Count what is inside: members in `inside` (the first `count`), and for each axis what is inside
// all *other* brushes. `lens` are the places of the members whose objective is looked at.
export function count(members, axes, lens, inside) {
  const brushed = axes.filter((axis) => axis.brush);
  for (const axis of axes) axis.counts.fill(0);
  const [first, last] = lens ?? [0, members.rows];
  let found = 0;
  for (let member = 0; member < members.rows; member++) {
    let missed = null;
    let misses = 0;
    for (const axis of brushed) {
      if (axis.holds(member)) continue;
      missed = axis;
      if (++misses > 1) break;
    }
    if (misses > 1) continue;
    if (!misses) inside[found++] = member;
    if (member < first || member >= last) continue;
    const group = members.group[member];
    if (misses) missed.add(member, group);
    else for (const axis of axes) axis.add(member, group);
  }
  return found;
}

export function valueOf(members, member) {
  return member < members.finite ? members.objective[member] : Infinity;
}

// The median of the first `count` of `inside`, with the order statistics around it at 95 %.
export function median(members, inside, count) {
  if (!count) return null;
  const at = (place) => valueOf(members, inside[Math.max(0, Math.min(count - 1, place))]);
  const value = (at((count - 1) >> 1) + at(count >> 1)) / 2;
  const reach = 0.98 * Math.sqrt(count);
  const low = Math.floor(count / 2 - reach);
  if (low < 1) return { value, low: null, high: null };
  return { value, low: at(low - 1), high: at(count - low) };
}

// The expected best of so many tries: the mean over all subsets, as the library's estimate.
export function expectedBest(members, inside, count, tries) {
  if (count < 2 * tries) return null;
  let weight = tries / count;
  let sum = 0;
  for (let i = 0; i < count && weight > 1e-12; i++) {
    sum += weight * (inside[i] < members.finite ? members.objective[inside[i]] : members.worst);
    weight *= (count - i - tries) / (count - i - 1);
  }
  return sum;
}

// Medians in cells of two axes; NaN in those with fewer than `least` members.
export function cellMedians(members, inside, count, x, y, least) {
  const cells = x.cells * y.cells;
  const [across, up] = [x.axis.codes[0], y.axis.codes[0]];
  const place = new Int32Array(count);
  const sizes = new Uint32Array(cells);
  for (let i = 0; i < count; i++) {
    place[i] = y.cellOf[up[inside[i]]] * x.cells + x.cellOf[across[inside[i]]];
    sizes[place[i]]++;
  }
  const seen = new Uint32Array(cells);
  const medians = new Float64Array(cells).fill(NaN);
  for (let i = 0; i < count; i++) {
    const cell = place[i];
    if (sizes[cell] < least) continue;
    const half = (sizes[cell] - 1) >> 1;
    if (seen[cell] === half) medians[cell] = valueOf(members, inside[i]);
    if (seen[cell] === half + 1 && sizes[cell] % 2 === 0) {
      medians[cell] = (medians[cell] + valueOf(members, inside[i])) / 2;
    }
    seen[cell]++;
  }
  return { medians, sizes };
}
