// Practice by keyboard, and focus that follows what has changed.
const practice = () => document.getElementById("practice");
const typing = (element) => element.closest("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");

const keys = {
  n: () => practice().querySelector("[data-next]")?.click(),
  h: () => practice().querySelector(".hints details:not([open])")?.setAttribute("open", ""),
  "?": () => document.getElementById("keys").togglePopover(),
};

function choose(number) {
  const radio = practice().querySelector(`[data-key="${number}"]:enabled`);
  if (!radio?.checkVisibility()) return;
  if (radio.type === "submit") return radio.click();
  radio.checked = radio.type === "radio" || !radio.checked;
  radio.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key in keys) {
    event.preventDefault();
    keys[event.key]();
  } else if (/^[1-9]$/.test(event.key)) {
    choose(event.key);
  } else if (event.key === "Enter" && !event.target.closest("a, button, summary, input")) {
    document.querySelector("#answer [value=answer]")?.click();
  }
});

document.addEventListener("htmx:after:swap", () => {
  const places = practice().querySelectorAll("[data-focus]");
  const place = [...places].at(-1);
  place?.focus({ preventScroll: true });
  place?.scrollIntoView({ block: "nearest" });
});
