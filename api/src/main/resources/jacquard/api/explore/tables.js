/** The passes, the kernels, the memory and the text of a program. */
import {HEATS, bytes, count, cut, element, large, percent, plural, svg, time} from "./figures.js";
import {grouped} from "./program.js";

const WIDTH = 400;
const HEIGHT = 260;
const MOST_ROWS = 40;

/** What each pass did, and what all left alone. */
export function passes(explorer) {
  const {program} = explorer;
  const rows = program.stages.map(stage => element("tr", {"aria-current": stage === explorer.stage ? "step" : null},
    element("td", {}, element("button", {type: "button", class: "link", onclick: () => explorer.goTo(stage.index)},
      `${stage.index} ${stage.pass}`)),
    element("td", {class: "number"}, stage.rewrites ? count(stage.rewrites) : ""),
    element("td", {class: "number"}, stage.index ? time(stage.nanos) : ""),
    element("td", {}, stage.does)));
  const idle = program.data.runs.filter(run => run.stage === undefined);
  return [
    table(["pass", "rewrites", "time", "what it does"], rows),
    ...changes(explorer),
    element("p", {class: "more"}, program.data.runs.length ? `${plural(idle.length, "other run")} changed nothing: `
      + [...new Set(idle.map(run => run.pass))].join(", ") : "The program was compiled without a history of its passes."),
    ...missed(explorer),
    ...program.explain.sections.flatMap(section => [element("h3", {}, section.title),
      element("ul", {}, section.lines.map(line => element("li", {}, line)))]),
  ];
}

function changes(explorer) {
  const {stage} = explorer;
  if (stage.index === 0) {
    return [];
  }
  const before = explorer.program.stages[stage.index - 1];
  const part = (title, ids, at) => ids.length ? [element("h3", {}, `${title} (${count(ids.length)})`), explorer.details.links(ids, at)] : [];
  return [element("p", {class: "more"}, stage.numerics), ...part("Made by this pass", [...stage.added], stage),
    ...part("Gone with this pass", [...stage.removed], before), ...part("Read something else now", [...stage.rewired], stage)];
}

function missed(explorer) {
  const groups = grouped(explorer.program.data.misses, miss => `${miss.pass}: ${miss.reason}`);
  return groups.size === 0 ? [] : [element("h3", {}, "Left alone, and why"), ...[...groups].map(([reason, misses]) =>
    element("details", {}, element("summary", {}, `${reason} (${misses.length})`),
      explorer.details.links(misses.map(miss => miss.node).filter((id, at, all) => all.indexOf(id) === at), explorer.program.lastStage)))];
}

/** The columns of kernels: a title, a key to sort by, a text. */
const COLUMNS = [
  ["#", kernel => kernel.index, kernel => String(kernel.index)],
  ["kernel", kernel => kernel.name, kernel => cut(kernel.name, 60)],
  ["kind", kernel => kernel.kind, kernel => kernel.kind],
  ["layers", kernel => kernel.layers.join(), kernel => cut(within(kernel.layers).join(", "), 60)],
  ["measured", kernel => kernel.measuredNanos, kernel => kernel.measuredNanos === undefined ? "–" : time(kernel.measuredNanos)],
  ["predicted", kernel => kernel.predictedNanos, kernel => time(kernel.predictedNanos)],
  ["operations", kernel => kernel.operations, kernel => large(kernel.operations)],
  ["bytes", kernel => kernel.bytes, kernel => bytes(kernel.bytes)],
  ["of peak", (kernel, program) => HEATS.peak.of(kernel, program), (kernel, program) => HEATS.peak.text(kernel, program)],
  ["memory", kernel => kernel.alive, (kernel, program) => percent(kernel.alive, program.arena)],
];

/** All kernels; the heads of columns sort. */
export class Kernels {
  constructor(explorer) {
    this.explorer = explorer;
    this.by = 0;
    this.down = false;
  }

  show() {
    const {program} = this.explorer;
    const columns = COLUMNS.map((column, index) => ({column, index})).filter(c => c.column[0] !== "measured" || program.measured);
    const key = COLUMNS[this.by][1];
    const sorted = [...program.kernels].sort((a, b) => (this.down ? -1 : 1) * compared(key(a, program), key(b, program)) || a.index - b.index);
    const head = columns.map(({column, index}) => element("th", {scope: "col", class: column[0], "aria-sort": index !== this.by ? "none" : this.down
      ? "descending" : "ascending"}, element("button", {type: "button", onclick: () => this.sort(index)},
      column[0] + (index === this.by ? this.down ? " ▼" : " ▲" : ""))));
    return [element("p", {class: "hint"}, `${plural(program.kernels.length, "kernel")}, numbered as they run; a column's head sorts.`),
      element("table", {id: "kernels"}, element("thead", {}, element("tr", {}, head)), element("tbody", {}, sorted.map(kernel =>
        element("tr", {onclick: () => kernel.node !== undefined && this.explorer.showNode(kernel.node, program.lastStage.index)},
          columns.map(({column}) => this.cell(column, kernel))))))];
  }

  cell(column, kernel) {
    const text = column[2](kernel, this.explorer.program);
    const kind = typeof column[1](kernel, this.explorer.program) === "number" ? "number" : column[0] === "kind" ? "" : "name";
    return element("td", {class: `${kind} ${column[0]}`}, column[0] === "kernel" && kernel.node !== undefined
      ? element("button", {type: "button", class: "link"}, breakable(text)) : text);
  }

  sort(index) {
    const {program} = this.explorer;
    const numbers = typeof COLUMNS[index][1](program.kernels[0], program) === "number";
    this.down = index === this.by ? !this.down : numbers && index > 0;
    this.by = index;
    this.explorer.showTab();
    document.querySelectorAll("#kernels th button")[[...document.querySelectorAll("#kernels th")]
      .findIndex(th => th.getAttribute("aria-sort") !== "none")]?.focus();
  }
}

/** Layers of one block without its name, which the kernel has. */
function within(layers) {
  const block = layers.length > 1 ? layers[0].slice(0, layers[0].lastIndexOf(".") + 1) : "";
  return block && layers.every(layer => layer.startsWith(block)) ? layers.map(layer => layer.slice(block.length)) : layers;
}

/** A name that goes on in the next line after a dot. */
function breakable(name) {
  return name.split(/(?<=\.)/).flatMap(part => [part, element("wbr")]);
}

function compared(a, b) {
  return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en");
}

/** Lives of values over the calls: a bar is a place in the arena, as high as its bytes, as long as it is taken. */
export function memory(explorer) {
  const {program} = explorer;
  const calls = Math.max(1, program.kernels.length);
  const starts = new Map();
  let height = 0;
  for (const [type, lives] of grouped(program.memory, life => life.type)) {
    const low = Math.min(...lives.map(life => life.offset));
    starts.set(type, height - low);
    height += Math.max(...lives.map(life => life.offset + life.bytes)) - low;
  }
  const x = call => (call + 1) * WIDTH / (calls + 1);
  const y = place => HEIGHT - place * HEIGHT / Math.max(1, height);
  const bars = program.memory.map((life, index) => {
    const from = starts.get(life.type) + life.offset;
    const title = `${life.values.join(", then ")}: ${bytes(life.bytes)}, ${life.first < 0 ? "given" : "call " + life.first} to `
      + (life.last >= calls ? "the end" : "call " + life.last);
    return svg("rect", {class: "life", x: x(life.first).toFixed(2), y: y(from + life.bytes).toFixed(2),
      width: Math.max(0.6, x(life.last + 1) - x(life.first)).toFixed(2), height: Math.max(0.4, y(from) - y(from + life.bytes)).toFixed(2),
      "data-hue": index % 6, onclick: () => explorer.showValue(life.values[0])}, svg("title", {}, cut(title, 400)));
  });
  const line = program.kernels.map(kernel => `${x(kernel.index).toFixed(1)} ${y(kernel.alive).toFixed(1)}`).join("L");
  const top = program.kernels.reduce((most, kernel) => kernel.alive > most.alive ? kernel : most, program.kernels[0] ?? {alive: 0});
  const alive = program.memory.filter(life => life.first <= top.index && top.index <= life.last).sort((a, b) => b.bytes - a.bytes);
  return [
    element("p", {class: "hint"}, `The arena of ${bytes(program.arena)} over ${plural(calls, "call")}, from left to right: a bar is a place and how `
      + "long it is taken, the line what is alive together."),
    svg("svg", {id: "memory", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `Memory over ${calls} calls; the table below has `
      + "what is alive at the peak"}, bars, line ? svg("path", {class: "alive", d: "M" + line}) : null,
    svg("text", {x: 3, y: 10}, bytes(program.arena)), svg("text", {x: 3, y: HEIGHT - 3}, "call 0"),
    svg("text", {x: WIDTH - 3, y: HEIGHT - 3, "text-anchor": "end"}, `call ${calls - 1}`)),
    element("h3", {}, `Alive at the peak, call ${top.index} ${top.name ?? ""}: ${bytes(top.alive)}`),
    table(["value", "bytes", "of peak", "calls"], alive.slice(0, MOST_ROWS).map(life => element("tr", {},
      element("td", {class: "name"}, element("button", {type: "button", class: "link", onclick: () => explorer.showValue(life.values[0])},
        breakable(cut(life.values.join(", "), 60)))),
      element("td", {class: "number"}, bytes(life.bytes)), element("td", {class: "number"}, percent(life.bytes, program.arena)),
      element("td", {class: "number"}, `${Math.max(0, life.first)} – ${Math.min(calls - 1, life.last)}`)))),
  ];
}

/** The text of the graph at this stage, or of all loops; lines of nodes go to them. */
export function text(explorer) {
  const stages = explorer.loops ? [] : explorer.stage.text();
  const choice = element("select", {"aria-label": "Which text", onchange: event => {
    explorer.loops = event.target.value === "loops";
    explorer.showTab();
  }}, element("option", {value: "graph", selected: !explorer.loops}, "graph at this stage"),
  element("option", {value: "loops", selected: explorer.loops}, "loops and schedules"));
  const lines = explorer.loops ? [explorer.program.data.nests.join("\n")] : stages.map(line => {
    const changed = line.id !== undefined && explorer.stage.added.has(line.id);
    const chosen = line.id !== undefined && explorer.picture.selected === "#" + line.id;
    return element("span", {class: ["line", changed && "changed", chosen && "selected"].filter(Boolean).join(" "),
      onclick: line.id === undefined ? null : () => explorer.showNode(line.id, explorer.stage.index, true)}, line.text + "\n");
  });
  return [choice, element("pre", {id: "text"}, lines)];
}

export function table(heads, rows) {
  return element("table", {}, element("thead", {}, element("tr", {}, heads.map(head => element("th", {scope: "col"}, head)))),
    element("tbody", {}, rows));
}
