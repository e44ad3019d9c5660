// What a page says in its address by itself takes no step in the browser's history, so that the
// way back leads to the page before, and not to the same page with less in its address.
export default function () {
  if (history.pushState.ofDctaxi) return;
  const push = history.pushState.bind(history);
  let acted = false; // has anybody done anything since the last step?
  const act = () => (acted = true);
  ["pointerdown", "keydown"].forEach((name) => window.addEventListener(name, act, true));
  window.addEventListener("popstate", () => (acted = false), true);
  history.pushState = (data, unused, url) => {
    const samePage = new URL(url ?? "", location.href).pathname === location.pathname;
    if (samePage && !acted) history.replaceState(data, unused, url);
    else push(data, unused, url);
    acted = false;
  };
  history.pushState.ofDctaxi = true;
}
