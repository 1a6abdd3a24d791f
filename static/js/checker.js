// The checker's code field: as tall as its text, in step with the listing that lies over it.
const field = () => document.getElementById("code");
const listing = () => document.querySelector("#result .listing");

function fit() {
  const rows = field().value.split("\n").length + 1;
  field().rows = Math.max(rows, 12);
  field().form.classList.toggle("is-short", rows <= 28); // short code stays in view beside a long report
}

function align() {
  if (listing()) listing().scrollLeft = field().scrollLeft;
}

document.addEventListener("input", (event) => {
  if (event.target.id !== "code") return;
  fit();
  listing()?.classList.add("is-stale");
});

document.addEventListener("scroll", (event) => event.target.id === "code" && align(), true);

// A download is the browser's own: htmx, which would put the file into the page, is not told.
document.addEventListener("submit", (event) => {
  if (event.submitter?.hasAttribute("data-download")) event.stopImmediatePropagation();
}, true);

document.addEventListener("htmx:after:swap", (event) => {
  fit();
  align();
  listing()?.classList.remove("is-stale");
  if (event.detail.ctx.sourceEvent?.type === "submit") document.getElementById("verdict")?.focus();
});

// What was typed while an answer was under way is newer than the answer, and is checked next.
let typed;
document.addEventListener("input", (event) => { typed = event; });
document.addEventListener("htmx:before:swap", (event) => {
  const cause = event.detail.ctx.sourceEvent;
  if (cause?.type === "input" && cause !== typed) event.preventDefault();
});

document.addEventListener("htmx:error", () => {
  document.getElementById("verdict").textContent = "The server did not answer. Press Check to try again.";
});

fit();
align();
