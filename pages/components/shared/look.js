// Tells when the reader chooses another theme, since pictures are drawn for the one that was.
const of = (app) => getComputedStyle(app).colorScheme;

export default function ({ setStateValue }) {
  const app = document.querySelector('[data-testid="stApp"]');
  if (!app) return undefined;
  let seen = of(app);
  const observer = new MutationObserver(() => {
    const now = of(app);
    if (now === seen) return;
    seen = now;
    setStateValue("theme", now);
  });
  observer.observe(app, { attributes: true, attributeFilter: ["class", "style"] });
  return () => observer.disconnect();
}
