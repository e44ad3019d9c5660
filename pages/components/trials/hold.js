// Tells when the pointer is pressed in the sidebar and when it is let go again.
const LET_GO_MS = 300; // what was set is on its way by then

export default function ({ parentElement, setStateValue }) {
  const host = parentElement.getRootNode().host ?? parentElement;
  const sidebar = host.closest('[data-testid="stSidebar"]');
  if (!sidebar) return undefined;
  let held = false;
  const press = () => {
    held = true;
    setStateValue("held", true);
  };
  const letGo = () => {
    if (!held) return;
    held = false;
    setTimeout(() => held || setStateValue("held", false), LET_GO_MS);
  };
  const ends = ["pointerup", "pointercancel", "blur"];
  sidebar.addEventListener("pointerdown", press, true);
  ends.forEach((name) => window.addEventListener(name, letGo, true));
  return () => {
    sidebar.removeEventListener("pointerdown", press, true);
    ends.forEach((name) => window.removeEventListener(name, letGo, true));
  };
}
