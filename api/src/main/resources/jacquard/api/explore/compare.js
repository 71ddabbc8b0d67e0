/** Two programs side by side, layer by layer: numbers of nodes do not count, as they shift with every change. */
import {bytes, cut, element, label, large, plural, time} from "./figures.js";
import {Program} from "./program.js";

/** Before the names of layers in a training step; its forward pass compares with that of an inference. */
const PARTS = ["", "backward ", "update "];

/** The data in the text of an explorer's page, or of its data alone. */
export function programOf(text) {
  const page = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(text);
  const data = JSON.parse(page ? page[1] : text);
  if (!data.jacquard || !data.stages) {
    throw new Error("no explorer's page");
  }
  return new Program(data);
}

/** The layers of a stage by name, in order: the lines of their nodes, and what their kernels cost. */
export function layers(program, stage) {
  const layers = new Map();
  for (const id of stage.nodes) {
    const node = program.nodes[id];
    if (node.kind === "constant" || node.kind === "state") {
      continue;
    }
    const phase = program.training ? PARTS[stage.phase(id)] : "";
    const name = phase + (node.layers?.[0] ?? (node.kind === "input" ? "inputs" : "no layer"));
    if (!layers.has(name)) {
      layers.set(name, {name, lines: [], ids: []});
    }
    const {title, then} = label(node);
    layers.get(name).lines.push(`${title}${then ? " " + then : ""} : ${node.type}`);
    layers.get(name).ids.push(id);
  }
  layers.forEach(layer => {
    layer.cost = program.cost(layer.ids);
    layer.kernels = layer.ids.flatMap(id => program.kernelsOf.get(id) ?? []).map(kernel => `${kernel.kind} ${kernel.schedule}`);
  });
  return layers;
}

/** Layers of both in the order of the first, those of the second alone where they stand in it. */
export function paired(a, b) {
  const names = [...a.keys()];
  let at = 0;
  for (const name of b.keys()) {
    const known = names.indexOf(name);
    if (known >= 0) {
      at = known + 1;
    } else {
      names.splice(at++, 0, name);
    }
  }
  return names.map(name => {
    const left = a.get(name);
    const right = b.get(name);
    const change = !left ? "added" : !right ? "removed" : left.lines.join("\n") !== right.lines.join("\n") ? "changed"
      : left.kernels.join("\n") !== right.kernels.join("\n") ? "kernels changed" : "";
    return {name, left, right, change};
  });
}

export class Compare {
  constructor(explorer) {
    this.explorer = explorer;
    this.other = null;
    this.given = false;
    this.all = false;
  }

  show() {
    const file = element("input", {type: "file", id: "compare-file", accept: ".html,.json", "aria-label": "A page or data to compare with",
      onchange: event => this.read(event.target.files[0])});
    return [element("p", {class: "hint"}, "Another explorer's page, of any version or network, side by side with this one:"), file,
      this.problem ? element("p", {class: "problem", role: "alert"}, this.problem) : null, ...(this.other ? this.table() : [])];
  }

  async read(file) {
    try {
      this.other = programOf(await file.text());
      this.problem = null;
    } catch (error) {
      this.other = null;
      this.problem = `${file?.name ?? "The file"} is no explorer's page: ${error.message}`;
    }
    this.explorer.showTab();
  }

  table() {
    const mine = this.explorer.program;
    const stage = program => this.given ? program.stages[0] : program.lastStage;
    const rows = paired(layers(mine, stage(mine)), layers(this.other, stage(this.other)));
    const changed = rows.filter(row => row.change);
    const option = (title, value, set) => element("label", {}, element("input", {type: "checkbox", checked: value, onchange: event => {
      set(event.target.checked);
      this.explorer.showTab();
    }}), " " + title);
    return [
      element("p", {}, option("graphs as given, before all passes", this.given, on => this.given = on), " ",
        option("equal layers too", this.all, on => this.all = on)),
      element("p", {id: "compare-sum", "aria-live": "polite"}, `${changed.length} of ${rows.length} layers differ`),
      element("table", {id: "compare"}, element("thead", {}, element("tr", {}, [mine, this.other].map(program =>
        element("th", {scope: "col"}, this.title(program))))),
      element("tbody", {}, this.total(mine, this.other), (this.all ? rows : changed).flatMap(row => this.rows(row)))),
    ];
  }

  title(program) {
    return `${cut(program.name, 40)}, ${program.data.kind}, batch ${program.explain.batch}`;
  }

  total(a, b) {
    return element("tr", {}, [a, b].map(program => element("td", {}, figures(program.cost(program.lastStage.nodes)))));
  }

  /** A row with the layer's name above one with what is in it, so that each side has half of the table's width. */
  rows({name, left, right, change}) {
    return [element("tr", {class: "layer " + change}, element("th", {scope: "rowgroup", colspan: 2}, cut(name, 80),
      element("span", {class: "change"}, change))),
    element("tr", {}, this.cell(left, right, "removed"), this.cell(right, left, "added"))];
  }

  cell(own, other, mark) {
    if (!own) {
      return element("td", {}, "–");
    }
    const others = [...(other?.lines ?? [])];
    const lines = own.lines.map(line => {
      const same = others.indexOf(line);
      if (same >= 0) {
        others.splice(same, 1);
      }
      return element("span", {class: same >= 0 ? "line" : `line ${mark}`}, (same >= 0 ? "  " : mark === "added" ? "+ " : "− ") + line + "\n");
    });
    return element("td", {}, element("div", {class: "more"}, figures(own.cost)), element("pre", {}, lines));
  }
}

function figures(cost) {
  return cost.kernels === 0 ? "no kernel of its own" : `${plural(cost.kernels, "kernel")}, ${large(cost.operations)} operations, `
    + `${bytes(cost.bytes)}, ${time(cost.nanos)}`;
}
