// Holds the members of a pool for the board, in a message of its own: it is sent once, however often
// the board's own data change. The first 64 bytes name it.
export default function ({ data }) {
  if (!data?.byteLength) return;
  const key = new TextDecoder().decode(data.slice(0, 64)).trimEnd();
  const held = (globalThis.dctaxiMembers ??= new Map());
  held.delete(key);
  held.set(key, data.slice(64));
  for (const old of [...held.keys()].slice(0, -3)) held.delete(old);
  window.dispatchEvent(new Event("dctaxi-members"));
}
