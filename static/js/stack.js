// The builder: keeps the focus with the row that moved, says what happened, copies the code.
const quiet = (event) => event.target.closest?.("[data-quiet]");

// What is chosen to be added, or pasted to be turned into rows, changes nothing yet: no check follows.
document.addEventListener("input", (event) => quiet(event) && event.stopPropagation(), true);

// Rows are merged by their attributes, so what is typed is written there too.
document.addEventListener("input", (event) => {
  const field = event.target;
  if (field.matches("input[type=text]")) field.setAttribute("value", field.value);
  if (field.matches("select")) for (const option of field.options) option.toggleAttribute("selected", option.selected);
});

function settle() {
  const said = document.getElementById("told").textContent;
  if (said) document.getElementById("said").textContent = said;
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard; // https only
}

document.addEventListener("htmx:after:swap", () => {
  settle();
  document.querySelector("#bench [autofocus]")?.focus();
});

document.addEventListener("click", async (event) => {
  if (!event.target.matches("[data-copy]")) return;
  await navigator.clipboard.writeText(document.querySelector("#to-checker [name=code]").value);
  document.getElementById("said").textContent = "The code was copied.";
  event.target.textContent = "Copied";
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

settle();
