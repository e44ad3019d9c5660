// What lies inside the brushes: counted anew for every frame, from the values of all members.
// Members come sorted by their objective, the best first and those without a result last, so what
// is inside is sorted, too, and its median needs no search.

export const GROUPS = 4; // quarters of the whole space, by objective
const RANGE_BINS = 40;
const MOST_BINS = 60;
const CELLS = 12;
const UNUSED = 0x8000;

// Objectives as 32-bit floats, then a column of 16-bit codes for each of `columns`. The highest bit
// tells that a member does not use the value, such as the width of a layer that it does not have.
export function membersOf(bytes, columns) {
  const rows = bytes.byteLength / (4 + 2 * columns.length);
  if (!Number.isInteger(rows)) return null;
  const buffer = bytes.slice().buffer;
  const objective = new Float32Array(buffer, 0, rows);
  let finite = rows;
  while (finite && Number.isNaN(objective[finite - 1])) finite--;
  const [codes, used] = [{}, {}];
  columns.forEach((name, place) => {
    codes[name] = new Uint16Array(buffer, 4 * rows + 2 * rows * place, rows);
    used[name] = Uint8Array.from(codes[name], (code) => (code & UNUSED ? 0 : 1));
    if (name !== "member") codes[name].forEach((code, i) => (codes[name][i] = code & ~UNUSED));
  });
  const group = new Uint8Array(rows).fill(GROUPS - 1);
  for (let i = 0; i < finite; i++) group[i] = Math.floor((GROUPS * i) / finite);
  return { rows, finite, objective, codes, used, group, worst: finite ? objective[finite - 1] : NaN };
}

// An axis with what every code means: an odd one is a stop, an even one lies before the stop.
export class Axis {
  constructor(given, members) {
    Object.assign(this, given); // what Python's _axis gives
    const stops = this.stops.length;
    this.codes = this.columns.map((name) => members.codes[name]);
    this.used = this.columns.map((name) => members.used[name]);
    this.bins = this.discrete ? Math.min(stops, MOST_BINS) : RANGE_BINS;
    this.binOf = Uint16Array.from({ length: 2 * stops + 1 }, (_, code) => this.bin(code));
    this.allowed = new Uint8Array(2 * stops + 1);
    this.counts = new Uint32Array(this.bins * GROUPS);
    this.whole = new Uint32Array(this.bins);
    this.codes.forEach((column, place) => {
      for (let i = 0; i < members.rows; i++) this.whole[this.binOf[column[i]]] += this.used[place][i];
    });
    this.set(given.now, given.gaps);
  }

  // Where a code lies, as a share of the axis.
  share(code) {
    const stop = Math.min(code >> 1, this.stops.length - 1);
    if (this.discrete) return (stop + 0.5) / this.stops.length;
    return ((code & 1 || !stop ? this.places[stop] : this.places[stop - 1]) + this.places[stop]) / 2;
  }

  bin(code) {
    return Math.min(this.bins - 1, Math.floor(this.share(code) * this.bins));
  }

  // A range from stop to stop, or the stops chosen of a list, which on an axis of numbers has `gaps`;
  // null is all of it.
  set(now, gaps = false) {
    const last = this.stops.length - 1;
    const picked = this.listed || gaps;
    const all = !now || (picked ? now.length > last : now[0] <= 0 && now[1] >= last);
    this.brush = all ? null : gaps ? [now[0], now[now.length - 1]] : now;
    this.gaps = all || !gaps ? null : now;
    if (all) this.allowed.fill(1);
    else if (picked) {
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
    this.codes.forEach((column, place) => {
      if (this.used[place][member]) this.counts[this.binOf[column[member]] * GROUPS + group]++;
    });
  }

  // Cells of a map: a value each where these are few, else stretches from stop to stop. `ends` are
  // the stops of each cell, `edges` the shares between which cells lie.
  get grid() {
    return (this.cells ??= this.makeGrid());
  }

  makeGrid() {
    const last = this.stops.length - 1;
    const size = this.discrete ? last + 1 : last;
    const count = Math.min(CELLS, size);
    const first = Array.from({ length: count }, (_, cell) => {
      if (this.discrete) return Math.round((cell * size) / count);
      const gaps = this.places.map((place) => Math.abs(place - cell / count));
      return gaps.indexOf(Math.min(...gaps));
    });
    const begins = [...new Set(first)].filter((stop) => this.discrete || stop < last);
    const ends = begins.map((begin, cell) => [begin, cell + 1 < begins.length ? begins[cell + 1] - (this.discrete ? 1 : 0) : last]);
    const at = (stop) => (this.discrete ? stop / (last + 1) : this.places[stop]);
    const cellOf = Uint8Array.from({ length: 2 * last + 3 }, (_, code) => {
      const below = Math.max(0, (code - 1) >> 1); // the stop at or before it
      return begins.findLastIndex((begin) => begin <= below);
    });
    return { cells: begins.length, cellOf, ends, edges: [...begins.map(at), 1] };
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
  if (count < 10 * tries) return null;
  let weight = tries / count;
  let sum = 0;
  for (let i = 0; i < count && weight > 1e-12; i++) {
    sum += weight * (inside[i] < members.finite ? members.objective[inside[i]] : members.worst);
    weight *= (count - i - tries) / (count - i - 1);
  }
  return sum;
}

// Of a fair coin tossed so often: the largest count of heads that is not exceeded at most in a share
// of `missed`; -1 without one. So many values lie below the median's lower limit.
const limits = new Map();
function limitPlace(tosses, missed) {
  const key = `${tosses} ${missed}`;
  const known = limits.get(key);
  if (known !== undefined) return known;
  let [place, term] = [-1, -tosses * Math.LN2]; // logarithms, since the first are tiny
  for (let sum = term; sum <= Math.log(missed) && place < tosses; ) {
    place++;
    term += Math.log((tosses - place) / (place + 1));
    sum = Math.max(sum, term) + Math.log1p(Math.exp(-Math.abs(sum - term)));
  }
  limits.set(key, place);
  return place;
}

// Medians in cells of two axes, NaN in those with fewer than `least` members, and which cells may
// have the lowest median: the library's `may_be_lowest`.
export function cellMedians(members, inside, count, x, y, least) {
  const [across, up] = [x, y].map((axis) => ({ ...axis.grid, codes: axis.codes[0], used: axis.used[0] }));
  const cells = across.cells * up.cells;
  const place = new Int32Array(count).fill(-1);
  const sizes = new Uint32Array(cells);
  for (let i = 0; i < count; i++) {
    const member = inside[i];
    if (!across.used[member] || !up.used[member]) continue;
    place[i] = up.cellOf[up.codes[member]] * across.cells + across.cellOf[across.codes[member]];
    sizes[place[i]]++;
  }
  const shown = sizes.reduce((sum, size) => sum + (size >= least), 0);
  const low = sizes.map((size) => limitPlace(size, 0.025) + 1); // 0: there is none
  const high = sizes.map((size) => size - limitPlace(size, 0.025 / Math.max(1, shown - 1)));
  const seen = new Uint32Array(cells);
  const medians = new Float64Array(cells).fill(NaN);
  const lows = new Float64Array(cells).fill(-Infinity);
  let leastHigh = Infinity;
  for (let i = 0; i < count; i++) {
    const cell = place[i];
    if (cell < 0 || sizes[cell] < least) continue;
    const value = valueOf(members, inside[i]);
    const half = (sizes[cell] - 1) >> 1;
    if (seen[cell] === half) medians[cell] = value;
    if (seen[cell] === half + 1 && sizes[cell] % 2 === 0) medians[cell] = (medians[cell] + value) / 2;
    seen[cell]++;
    if (seen[cell] === low[cell]) lows[cell] = value;
    if (seen[cell] === high[cell]) leastHigh = Math.min(leastHigh, value);
  }
  const lowest = Uint8Array.from(medians, (median, cell) => (Number.isNaN(median) || lows[cell] > leastHigh ? 0 : 1));
  return { medians, sizes, lowest, shown };
}
