// Keys for the desk: everything here can be done without them, and nothing is decided by a key.
//
//   j k   next, previous line        [ ]   earlier, later edition     u   back to the editions
//   p o t phone, desktop, text       d     day or night               a   to the button that approves

const typing = (element) => element.matches("input:not([type=radio]), textarea, select, [contenteditable]");

function moveBy(step) {
  const links = [...document.querySelectorAll("[data-lines] > .line")]
    .map((line) => line.querySelector("a"))
    .filter((link) => link && link.checkVisibility());
  if (!links.length) return;
  const at = links.indexOf(document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step;
  links[Math.min(Math.max(next, 0), links.length - 1)].focus();
}

function press(selector) {
  document.querySelector(selector)?.click();
}

function swapScheme() {
  press("input[name=scheme]:not(:checked)");
}

const keys = {
  j: () => moveBy(1),
  k: () => moveBy(-1),
  "[": () => press("a[rel=prev]"),
  "]": () => press("a[rel=next]"),
  u: () => press("a[data-key=u]"),
  p: () => press("input[data-key=p]"),
  o: () => press("input[data-key=o]"),
  t: () => press("input[data-key=t]"),
  d: swapScheme,
  a: () => document.querySelector("button[data-key=a]")?.focus(),
};

document.addEventListener("keydown", (event) => {
  const plain = !(event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented);
  if (plain && !typing(event.target) && Object.hasOwn(keys, event.key)) {
    event.preventDefault();
    keys[event.key]();
  }
});
