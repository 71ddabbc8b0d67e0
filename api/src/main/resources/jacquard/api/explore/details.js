/** What is known of a layer or node: where it comes from, what it reads, what passes did with it and left alone, and how it runs. */
import {HEATS, bytes, count, cut, element, label, large, percent, plural, time} from "./figures.js";
import {grouped} from "./program.js";

/** Longer lists are cut, and say so. */
const MOST = 60;
const LONG_TEXT = 2000;

export class Details {
  /** `explorer` goes to nodes and stages. */
  constructor(explorer) {
    this.explorer = explorer;
    this.program = explorer.program;
  }

  of(item, stage) {
    this.stage = stage;
    if (!item) {
      return [element("p", {class: "hint"}, "Choose a box: a layer opens, a node shows what it computes, what passes did with it, "
        + "its loops and its instructions."), ...this.whole()];
    }
    return item.items ? this.layer(item) : this.node(item.id);
  }

  /** The program as a whole. */
  whole() {
    const {explain} = this.program;
    return [facts([
      ["program", `${explain.program}, ${this.program.data.kind}, batch ${explain.batch}`],
      ["kernels", count(explain.kernels.length)],
      ["operations", count(explain.operations)],
      ["bytes moved", bytes(explain.bytes)],
      ["predicted", `${time(explain.predictedNanos)} at least, ${plural(explain.threads, "thread")} of ${explain.gflops.toFixed(1)} GFLOP/s and `
        + `${explain.gigabytesPerSecond.toFixed(1)} GB/s together`],
      ["measured", explain.measuredNanos === undefined ? null : time(explain.measuredNanos)],
      ["arena", `${bytes(explain.memory.arenaBytes)}, ${bytes(explain.memory.lowerBound)} alive at one time`],
      ["states", bytes(explain.memory.stateBytes)],
      ["constants", bytes(explain.memory.constantBytes)],
    ])];
  }

  layer(group) {
    const cost = this.program.cost(group.ids);
    return [element("h2", {}, group.title), facts([...this.costs(cost), ["nodes", count(group.ids.length)]]),
      element("h3", {}, "Nodes"), this.links(group.ids)];
  }

  costs(cost) {
    return cost.kernels === 0 ? [["runs", this.stage === this.program.lastStage ? "no kernel of its own: read in place by others"
      : "costs are those of nodes that are left at the last stage"]] : [
      [this.program.measured ? "measured" : "predicted", `${time(cost.nanos)}, ${percent(cost.nanos, this.program.explain.measuredNanos
        ?? this.program.explain.predictedNanos)} of all`],
      ["operations", count(cost.operations)],
      ["bytes moved", bytes(cost.bytes)],
      ["share of peak", `${HEATS.peak.text(cost, this.program)} of ${HEATS.peak.name(this.program)}`],
      ["memory", `${percent(cost.alive, this.program.arena)} of the arena is taken meanwhile`],
      ["kernels", count(cost.kernels)],
    ];
  }

  node(id) {
    const node = this.program.nodes[id];
    const {title, then} = label(node);
    return [
      element("h2", {}, `${this.stage.names.get(id) ?? ""} ${node.name === undefined ? title : ""}`),
      facts([["type", node.type], ["op", node.op], ["formula", then], ["layers", node.layers?.join(", ")], ["source", node.loc?.join(", ")],
        ["leaves as", this.stage.leaves(id).join(", ")], ...this.costs(this.program.cost([id]))]),
      ...this.history(id),
      ...this.misses(id),
      ...listed("Reads", this.stage.has(id) ? this.stage.inputs(id) : [], ids => this.links([...new Set(ids)])),
      ...listed("Read by", this.stage.has(id) ? this.stage.users(id) : [], ids => this.links(ids)),
      ...(node.attributes ? [element("h3", {}, "Attributes"), code(node.attributes)] : []),
      ...(this.program.kernelsOf.get(id) ?? []).flatMap(kernel => this.kernel(kernel)),
    ];
  }

  /** The pass that made a node, and why. */
  history(id) {
    const origin = this.program.origin(id);
    if (!origin) {
      return [];
    }
    const {stage, replaced} = origin;
    return [element("h3", {}, "Made by ", this.stageLink(stage)), element("p", {}, `The pass ${stage.does}.`),
      element("p", {class: "more"}, stage.numerics),
      ...(replaced.length ? [element("p", {}, "In place of:"), this.links(replaced, this.program.stages[stage.index - 1])] : [])];
  }

  stageLink(stage) {
    return element("button", {type: "button", class: "link", onclick: () => this.explorer.goTo(stage.index)},
      `${stage.index} ${stage.pass}`);
  }

  misses(id) {
    const misses = grouped(this.program.missesOf.get(id) ?? [], miss => `${miss.pass}\n${miss.reason}`); // one for each run of a pass
    return listed("Left alone △", [...misses.values()], reasons => element("ul", {}, reasons.map(([miss]) =>
      element("li", {}, element("b", {}, miss.pass), ": " + miss.reason))));
  }

  /** Buttons that go to nodes of `stage`. */
  links(ids, stage = this.stage) {
    const shown = ids.slice(0, MOST).map(id => element("li", {}, element("button", {type: "button", class: "link",
      onclick: () => this.explorer.showNode(id, stage.index)}, this.title(id, stage))));
    return element("ul", {class: "nodes"}, shown, ids.length > MOST ? element("li", {}, `and ${ids.length - MOST} more`) : null);
  }

  title(id, stage) {
    const node = this.program.nodes[id];
    return cut([stage.names.get(id), node.name === undefined ? label(node).title : "", node.type, node.layers?.[0] ?? ""]
      .filter(Boolean).join("  "), 120);
  }

  kernel(kernel) {
    const own = this.program.classOf(kernel);
    const called = Object.entries(own.calls).sort((a, b) => b[1] - a[1]).map(([name, times]) => `${name} ×${times}`).join(", ");
    return [
      element("h3", {}, `Kernel ${kernel.index}: ${kernel.name}`),
      facts([["kind", kernel.kind], ["measured", kernel.measuredNanos === undefined ? null : time(kernel.measuredNanos)],
        ["predicted", time(kernel.predictedNanos)], ["rate", large(kernel.operations / kernel.nanos * 1e9) + "FLOP/s"],
        ["operations", count(kernel.operations)], ["bytes", count(kernel.bytes)], ["tiles", count(kernel.tiles)],
        ["arena meanwhile", percent(kernel.alive, this.program.arena)]]),
      opening("Loops", () => code(this.program.nest(kernel))),
      opening(`Instructions (${count(own.bytes)} bytes)`, () => [element("p", {}, called || "no calls"), listing(own)]),
    ];
  }
}

/** The instructions of a class, which stand compressed in the page. */
function listing(own) {
  const text = element("pre", {}, "…");
  if (own.listing === undefined) {
    text.textContent = "Too many for a page: `dump NET --stage bytecode` writes them.";
  } else {
    inflated(own.listing).then(listed => text.textContent = listed);
  }
  return text;
}

async function inflated(base64) {
  const packed = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

/** A part that is made when it is first opened. */
function opening(title, made) {
  const part = element("details", {}, element("summary", {}, title));
  part.addEventListener("toggle", () => part.children.length === 1 && part.append(...[made()].flat()));
  return part;
}

export function code(text) {
  return element("pre", {}, text.length > LONG_TEXT * 10 ? text.slice(0, LONG_TEXT * 10) + "…" : text);
}

export function facts(pairs) {
  return element("dl", {}, pairs.filter(([, value]) => value !== null && value !== undefined && value !== "")
    .flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, cut(String(value), LONG_TEXT))]));
}

function listed(title, items, made) {
  return items.length ? [element("h3", {}, title), made(items)] : [];
}
