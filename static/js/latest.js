// What was typed while an answer was under way is newer than the answer, and is checked next.
let typed;
document.addEventListener("input", (event) => { typed = event; });
document.addEventListener("htmx:before:swap", (event) => {
  const cause = event.detail.ctx.sourceEvent;
  if (cause?.type === "input" && cause !== typed) event.preventDefault();
});
