// Isovists by npm's visibility-polygon: node isovists.cjs CAMERAS.json; prints seconds and areas as JSON.
// Walls within range are found by a grid of squares of 32 m, as ours finds them.
const {readFileSync} = require("node:fs");
const {compute} = require("visibility-polygon");

const STEP = Math.PI / 360;

// The ring without what lies right of a ray from the origin.
function cutBehind(ring, dx, dy) {
  const out = [];
  for (let i = 0; i < ring.length; i++) {
    const p = ring[i], q = ring[(i + 1) % ring.length];
    const a = dx * p[1] - dy * p[0], b = dx * q[1] - dy * q[0];
    if (a >= 0) out.push(p);
    if ((a >= 0) !== (b >= 0)) {
      const t = a / (a - b);
      out.push([p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])]);
    }
  }
  return out;
}

function arc(out, from, to, range) {
  let begin = Math.atan2(from[1], from[0]), end = Math.atan2(to[1], to[0]);
  // Along a ray rounding may lead a little back.
  if (end < begin) end = begin - end > Math.PI ? end + 2 * Math.PI : begin;
  out.push([range * Math.cos(begin), range * Math.sin(begin)]);
  for (let k = Math.ceil(begin / STEP); k * STEP < end; k++) out.push([range * Math.cos(k * STEP), range * Math.sin(k * STEP)]);
  out.push([range * Math.cos(end), range * Math.sin(end)]);
}

// The counterclockwise ring around the origin without what lies beyond the range.
function cutBeyond(ring, range) {
  const out = [], r2 = range * range;
  for (let i = 0; i < ring.length; i++) {
    const p = ring[i], q = ring[(i + 1) % ring.length];
    const p2 = p[0] * p[0] + p[1] * p[1], q2 = q[0] * q[0] + q[1] * q[1];
    if (p2 <= r2 && q2 <= r2) { out.push(p); continue; }
    const dx = q[0] - p[0], dy = q[1] - p[1];
    const a = dx * dx + dy * dy, b = p[0] * dx + p[1] * dy, root = b * b - a * (p2 - r2);
    const t0 = root > 0 ? Math.max(0, (-b - Math.sqrt(root)) / a) : 1;
    const t1 = root > 0 ? Math.min(1, (-b + Math.sqrt(root)) / a) : 1;
    if (t0 >= t1) { arc(out, p, q, range); continue; }
    const enter = [p[0] + t0 * dx, p[1] + t0 * dy], leave = [p[0] + t1 * dx, p[1] + t1 * dy];
    if (t0 > 0) arc(out, p, enter, range);
    out.push(enter);
    if (t1 < 1) { out.push(leave); arc(out, leave, q, range); }
  }
  return out;
}

function clipped(ring, camera) {
  let local = ring.map(([x, y]) => [x - camera.x, y - camera.y]);
  if (area(local) < 0) local.reverse();
  local = cutBeyond(local, camera.range);
  if (camera.left) {
    local = cutBehind(local, camera.right[0], camera.right[1]);
    local = cutBehind(local, -camera.left[0], -camera.left[1]);
  }
  return local;
}

function area(ring) {
  let sum = 0;
  for (let i = 0; i < ring.length; i++) {
    const p = ring[i], q = ring[(i + 1) % ring.length];
    sum += p[0] * q[1] - q[0] * p[1];
  }
  return sum / 2;
}

function timed(run) {
  let best = Infinity;
  for (let i = 0; i < 5; i++) {
    const start = process.hrtime.bigint();
    run();
    best = Math.min(best, Number(process.hrtime.bigint() - start) / 1e9);
  }
  return best;
}

const SQUARE = 32;

function gridOf(edges) {
  const grid = new Map();
  edges.forEach(([a, b], i) => {
    for (let x = Math.floor(Math.min(a[0], b[0]) / SQUARE); x <= Math.floor(Math.max(a[0], b[0]) / SQUARE); x++)
      for (let y = Math.floor(Math.min(a[1], b[1]) / SQUARE); y <= Math.floor(Math.max(a[1], b[1]) / SQUARE); y++) {
        const key = x * 1e6 + y;
        if (!grid.has(key)) grid.set(key, []);
        grid.get(key).push(i);
      }
  });
  return grid;
}

function near(edges, grid, stamps, camera, stamp) {
  const {x, y, range} = camera, found = [];
  for (let i = Math.floor((x - range) / SQUARE); i <= Math.floor((x + range) / SQUARE); i++)
    for (let j = Math.floor((y - range) / SQUARE); j <= Math.floor((y + range) / SQUARE); j++)
      for (const e of grid.get(i * 1e6 + j) ?? []) {
        if (stamps[e] === stamp) continue;
        stamps[e] = stamp;
        const [a, b] = edges[e], dx = b[0] - a[0], dy = b[1] - a[1];
        const t = Math.max(0, Math.min(1, ((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy)));
        if ((a[0] + t * dx - x) ** 2 + (a[1] + t * dy - y) ** 2 <= range * range) found.push(edges[e]);
      }
  return found;
}

const {edges, cameras} = JSON.parse(readFileSync(process.argv[2], "utf8"));
const grid = gridOf(edges), stamps = new Int32Array(edges.length);
let stamp = 0;
const walls = c => near(edges, grid, stamps, c, ++stamp);
const found = cameras.map(walls);
const computed = timed(() => cameras.forEach((c, i) => compute([c.x, c.y], found[i])));
const all = timed(() => cameras.forEach(c => clipped(compute([c.x, c.y], walls(c)), c)));
const areas = cameras.map((c, i) => area(clipped(compute([c.x, c.y], found[i]), c)));
console.log(JSON.stringify({computed, clipped: all, areas}));
