// The editable confusion matrix: every measure follows each edit, with its arithmetic, and tasks are checked.
// Without this script the figure is a table with its measures; for the same matrix, both show the same.
const LEAST = 2;
const MOST = 5;
const BIGGEST = 99999;
const NEW = 10; // samples of a class that is added, all of them recognised
const SCORES = ["precision", "recall", "f1"];
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

// A ratio that knows its arithmetic; `value` is NaN where it divides by zero.
const ratio = (top, bottom, words) => ({ value: bottom ? top / bottom : NaN, words });
// Two decimals, halves rounded away from zero as on paper: 0.125 is a binary fraction, 0.145 is not quite.
const told = (value) => (Number.isNaN(value) ? "undefined" : (Math.floor(value * 100 + 0.5 + 1e-9) / 100).toFixed(2));

function measures({ classes, cells }) {
  const places = classes.map((_, place) => place);
  const total = sum(cells.flat());
  const support = cells.map(sum);
  const tp = places.map((place) => cells[place][place]);
  const fn = places.map((place) => support[place] - tp[place]);
  const fp = places.map((place) => sum(cells.map((row) => row[place])) - tp[place]);
  const correct = sum(tp);
  const scores = {
    precision: places.map((i) => ratio(tp[i], tp[i] + fp[i], `${tp[i]} / (${tp[i]} + ${fp[i]})`)),
    recall: places.map((i) => ratio(tp[i], tp[i] + fn[i], `${tp[i]} / (${tp[i]} + ${fn[i]})`)),
    f1: places.map((i) => ratio(2 * tp[i], 2 * tp[i] + fp[i] + fn[i], `2·${tp[i]} / (2·${tp[i]} + ${fp[i]} + ${fn[i]})`)),
  };
  const accuracy = ratio(correct, total, `(${tp.join(" + ")}) / ${total}`);
  const present = places.filter((place) => support[place]);
  const means = {
    macro: (of) => ratio(sum(of.map((each) => each.value)), of.length, `(${of.map((each) => told(each.value)).join(" + ")}) / ${of.length}`),
    micro: () => ratio(correct, total, `${correct} / ${total}`),
    weighted: (of) => ratio(
      sum(present.map((place) => support[place] * of[place].value)), total,
      `(${of.map((each, place) => `${support[place]}·${told(each.value)}`).join(" + ")}) / ${total}`,
    ),
  };
  const over = (mean) => Object.fromEntries(SCORES.map((score) => [score, means[mean](scores[score])]));
  return { accuracy, ...scores, macro: over("macro"), micro: over("micro"), weighted: over("weighted") };
}

// The value that a condition speaks of: ["recall", 0], ["macro", "f1"], ["accuracy", null].
const looked = (found, [measure, of]) => (of === null ? found[measure] : found[measure]?.[of])?.value ?? NaN;
const holds = (value, [, , sign, bound]) => (sign === ">=" ? value >= bound - 1e-12 : value <= bound + 1e-12);

class Lab {
  constructor(figure) {
    this.figure = figure;
    this.start = figure.dataset.matrixLab;
    this.output = figure.querySelector(".lab-measures");
    this.tools = element("div", { className: "lab-tools" });
    this.more = this.tool("Add a class", () => this.resize(1));
    this.less = this.tool("Take the last class away", () => this.resize(-1));
    this.tool("Start again", () => this.reset());
    figure.querySelector("table.matrix").after(this.tools);
    for (const task of figure.querySelectorAll(".task")) {
      task.append(element("p", { className: "task-state", role: "status" }));
    }
    this.reset();
  }

  tool(words, act) {
    const button = element("button", { type: "button", className: "button small", textContent: words });
    button.addEventListener("click", act);
    this.tools.append(button);
    return button;
  }

  reset() {
    this.state = JSON.parse(this.start);
    this.draw();
  }

  resize(by) {
    const { classes, cells } = this.state;
    if (by > 0) {
      classes.push(`class ${classes.length + 1}`);
      cells.forEach((row) => row.push(0));
      cells.push(classes.map((_, place) => (place === classes.length - 1 ? NEW : 0)));
    } else {
      classes.pop();
      cells.pop();
      cells.forEach((row) => row.pop());
    }
    this.draw();
  }

  draw() {
    const { classes, cells } = this.state;
    const names = classes.map((name) => element("th", { scope: "col", textContent: name }));
    const head = element("thead", {}, element("tr", {}, element("td"), ...names));
    const body = element("tbody", {}, ...cells.map((row, actual) => this.row(row, actual)));
    const table = this.figure.querySelector("table.matrix");
    table.replaceChildren(table.caption, head, body);
    this.more.disabled = classes.length >= MOST;
    this.less.disabled = classes.length <= LEAST;
    this.tell();
  }

  row(counts, actual) {
    const name = element("input", { type: "text", value: this.state.classes[actual], maxLength: 20 });
    name.setAttribute("aria-label", `Name of class ${actual + 1}`);
    name.addEventListener("input", () => this.rename(actual, name.value.trim() || `class ${actual + 1}`));
    const cells = counts.map((count, predicted) => {
      const cell = element("input", { type: "number", min: 0, max: BIGGEST, value: count });
      cell.dataset.cell = `${actual} ${predicted}`;
      cell.addEventListener("input", () => this.count(cell, actual, predicted));
      return element("td", { className: actual === predicted ? "hit" : "" }, cell);
    });
    return element("tr", {}, element("th", { scope: "row" }, name), ...cells);
  }

  rename(place, name) {
    this.state.classes[place] = name;
    this.figure.querySelectorAll("table.matrix thead th")[place].textContent = name;
    this.tell();
  }

  count(cell, actual, predicted) {
    const number = Math.trunc(Number(cell.value));
    const fits = number >= 0 && number <= BIGGEST;
    cell.setAttribute("aria-invalid", String(!fits));
    if (!fits) return;
    this.state.cells[actual][predicted] = number;
    this.tell();
  }

  tell() {
    const { classes } = this.state;
    const found = measures(this.state);
    for (const cell of this.figure.querySelectorAll("[data-cell]")) {
      const [actual, predicted] = cell.dataset.cell.split(" ");
      cell.setAttribute("aria-label", `${classes[actual]}, called ${classes[predicted]}`);
    }
    const shown = (each) => [element("strong", { textContent: told(each.value) }), " ", element("span", { className: "sum", textContent: each.words })];
    const line = (name, of) => element("tr", {}, element("th", { scope: "row", textContent: name }), ...SCORES.map((score) => element("td", {}, ...shown(of(score)))));
    this.output.querySelector(".accuracy").replaceChildren("accuracy ", ...shown(found.accuracy));
    this.output.querySelector("tbody").replaceChildren(
      ...classes.map((name, place) => line(name, (score) => found[score][place])),
      ...["macro", "micro", "weighted"].map((mean) => line(mean, (score) => found[mean][score])),
    );
    for (const task of this.figure.querySelectorAll(".task")) this.check(task, found);
  }

  check(task, found) {
    const left = JSON.parse(task.dataset.goals).filter((goal) => !holds(looked(found, goal), goal));
    const words = left.map((goal) => {
      const of = typeof goal[1] === "number" ? ` of ${this.state.classes[goal[1]] ?? "a class that is gone"}` : goal[1] ? ` ${goal[1]}` : "";
      return `${goal[0]}${of} is ${told(looked(found, goal))}, and should be ${goal[2] === ">=" ? "at least" : "at most"} ${goal[3]}`;
    });
    task.classList.toggle("is-done", !left.length);
    const state = task.querySelector(".task-state");
    const text = left.length ? `Not yet: ${words.join("; ")}.` : "✓ Done.";
    if (state.textContent !== text) state.textContent = text;
  }
}

for (const figure of document.querySelectorAll("[data-matrix-lab]")) new Lab(figure);
