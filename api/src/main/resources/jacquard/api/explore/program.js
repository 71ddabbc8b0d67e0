/** The program that the page shows: its nodes, its stages, its kernels, and what they cost. */

/** A name with more parts than this nests no deeper. */
const MOST_PARTS = 6;
/** The longest first line of a graph's text; a longer one is split. */
const HEADER_COLUMNS = 120;
const PHASES = ["Forward", "Backward", "Update"];

export class Program {
  constructor(data) {
    this.data = data;
    this.name = data.name;
    this.explain = data.explain;
    this.nodes = data.nodes.map((node, id) => ({...node, id}));
    this.training = data.kind === "training";
    this.memory = data.memory;
    this.arena = data.explain.memory.arenaBytes;
    this.measured = data.explain.measuredNanos !== undefined;
    const alive = this.aliveBytes(data.calls.length);
    this.kernels = data.explain.kernels.map((kernel, index) => ({...kernel, ...data.calls[index], index, alive: alive[index],
      nanos: kernel.measuredNanos ?? kernel.predictedNanos}));
    this.kernelsOf = grouped(this.kernels.filter(k => k.node !== undefined), k => k.node);
    this.missesOf = grouped(data.misses, m => m.node);
    this.stages = [];
    data.stages.forEach((stage, index) => this.stages.push(new Stage(this, stage, index, this.stages[index - 1])));
  }

  get lastStage() {
    return this.stages[this.stages.length - 1];
  }

  /** Bytes of the arena that are taken during each call. */
  aliveBytes(calls) {
    const alive = new Array(calls).fill(0);
    for (const life of this.memory) {
      for (let call = Math.max(0, life.first); call <= Math.min(life.last, calls - 1); call++) {
        alive[call] += life.bytes;
      }
    }
    return alive;
  }

  /** What the kernels of these nodes cost together; of memory, the largest share of the arena that is taken while one of them runs. */
  cost(ids) {
    const cost = {nanos: 0, bytes: 0, operations: 0, alive: 0, kernels: 0};
    for (const id of ids) {
      for (const kernel of this.kernelsOf.get(id) ?? []) {
        cost.nanos += kernel.nanos;
        cost.bytes += kernel.bytes;
        cost.operations += kernel.operations;
        cost.alive = Math.max(cost.alive, kernel.alive);
        cost.kernels++;
      }
    }
    return cost;
  }

  nest(kernel) {
    return kernel.nest === undefined ? "" : this.data.nests[kernel.nest];
  }

  classOf(kernel) {
    const own = this.data.classes[kernel.class];
    return own.same === undefined ? own : this.data.classes[own.same];
  }

  /** The stage whose pass made the node, and the nodes of the stage before that it stands for. */
  origin(id) {
    const stage = this.stages.find(s => s.has(id));
    if (!stage || stage.index === 0) {
      return null;
    }
    const layers = new Set(this.nodes[id].layers ?? []);
    const places = new Set(this.nodes[id].loc ?? []);
    const replaced = [...stage.removed].filter(old => (this.nodes[old].loc ?? []).some(place => places.has(place))
      && (this.nodes[old].layers ?? []).every(layer => layers.has(layer)));
    return {stage, replaced};
  }
}

/** The graph after a pass that changed it; the first is the graph as given. */
class Stage {
  constructor(program, data, index, before) {
    this.program = program;
    this.index = index;
    const alone = program.data.runs.length === 0;
    this.pass = data.pass ?? (alone ? "as it runs" : "as given");
    this.does = data.does ?? (alone ? "the graph after all passes, of which no history was kept" : "the graph before all passes");
    this.numerics = data.numerics ?? "";
    this.nanos = data.nanos ?? 0;
    this.rewrites = data.rewrites ?? 0;
    this.known = {}; // what is asked for is computed then, once: a page has many stages and shows one
    this.nodes = data.nodes;
    this.outputs = data.outputs;
    this.next = data.next;
    this.data = data;
    this.before = before;
  }

  get members() {
    return this.known.members ??= new Set(this.nodes);
  }

  has(id) {
    return this.members.has(id);
  }

  /** What the pass made, what it took away, and what reads something else since. */
  get added() {
    return this.known.added ??= new Set(this.before ? this.nodes.filter(id => !this.before.has(id)) : []);
  }

  get removed() {
    return this.known.removed ??= new Set(this.before ? this.before.nodes.filter(id => !this.has(id)) : []);
  }

  get rewired() {
    return this.known.rewired ??= new Set(Object.keys(this.data.rewired).map(Number).filter(id => !this.added.has(id)));
  }

  /** Forward, backward or update: 0, 1 or 2. */
  phase(id) {
    this.known.phases ??= new Map(this.nodes.map((node, at) => [node, Number(this.data.phases[at])]));
    return this.known.phases.get(id);
  }

  get names() {
    if (!this.known.names) {
      let number = 0;
      this.known.names = new Map(this.nodes.map(id => [id, this.program.nodes[id].name ?? "%" + number++]));
    }
    return this.known.names;
  }

  /** What `id` reads: what the latest stage that rewired it says. */
  inputs(id) {
    for (let stage = this; stage; stage = stage.before) {
      if (stage.data.rewired[id]) {
        return stage.data.rewired[id];
      }
    }
    return this.program.nodes[id].inputs;
  }

  /** The nodes that read `id`. */
  users(id) {
    this.known.users ??= grouped(this.nodes.flatMap(user => [...new Set(this.inputs(user))].map(input => ({input, user}))), e => e.input);
    return (this.known.users.get(id) ?? []).map(e => e.user);
  }

  /** Under which names the value leaves the graph: results, and states whose next value it is. */
  leaves(id) {
    this.known.leaves ??= grouped(Object.entries(this.outputs).map(([name, node]) => ({name, node})).concat(
      this.next.map(([state, node]) => ({name: "next " + this.program.nodes[state].name, node}))), e => e.node);
    return (this.known.leaves.get(id) ?? []).map(e => e.name);
  }

  /** The tree of layers with their nodes, made once. */
  get tree() {
    this.root ??= new Tree(this).root;
    return this.root;
  }

  /** The text of the graph as `dump` writes it, without places in the source: lines with the nodes they state. */
  text() {
    const nodes = this.program.nodes;
    const leaf = id => `${this.names.get(id)}: ${nodes[id].type}`;
    const inputs = this.nodes.filter(id => nodes[id].kind === "input");
    const states = this.nodes.filter(id => nodes[id].kind === "state");
    const start = `graph @${this.program.data.graph}(`;
    const list = ids => ids.map(leaf).join(", ");
    const line = start + list(inputs) + ")" + (states.length ? ` state(${list(states)})` : "") + " {";
    const lines = [];
    if (line.length <= HEADER_COLUMNS) {
      lines.push({text: line});
    } else {
      const rows = ids => ids.forEach((id, i) => lines.push({id, text: "    " + leaf(id) + (i === ids.length - 1 ? "" : ",")}));
      lines.push({text: start});
      rows(inputs);
      if (states.length) {
        lines.push({text: ") state("});
        rows(states);
      }
      lines.push({text: ") {"});
    }
    for (const id of this.nodes) {
      const node = nodes[id];
      if (node.name === undefined) {
        const operands = this.inputs(id).map(i => this.names.get(i)).join(", ");
        lines.push({id, text: `  ${this.names.get(id)} = ${node.op}${operands ? " " + operands : ""}`
          + `${node.attributes ? " " + node.attributes : ""} : ${node.type}`});
      }
    }
    const outputs = Object.entries(this.outputs);
    if (outputs.length) {
      lines.push({text: "  return " + outputs.map(([name, id]) => `${name}=${this.names.get(id)}`).join(", ")});
    }
    if (this.next.length) {
      lines.push({text: "  next " + this.next.map(([state, id]) => `${this.names.get(state)}=${this.names.get(id)}`).join(", ")});
    }
    lines.push({text: "}"});
    return lines;
  }
}

/** The layers of a stage as a tree: blocks hold layers, layers hold nodes; in training, phases hold all. */
class Tree {
  constructor(stage) {
    this.stage = stage;
    this.containers = new Map();
    this.root = this.group("", "", null);
    for (const id of stage.nodes) {
      if (isDrawn(stage.program.nodes[id])) {
        this.add(id);
      }
    }
    this.simplify(this.root);
    this.connect();
  }

  group(key, title, parent) {
    return {key, title, parent, items: [], groups: new Map(), ids: [], edges: new Map()};
  }

  add(id) {
    const node = this.stage.program.nodes[id];
    const layer = node.kind === "input" ? "" : node.layers?.[0] ?? ""; // inputs belong to the program, whichever layer reads them first
    const parts = layer.split(".").filter(part => part !== "");
    if (parts.length > MOST_PARTS) {
      parts.push(parts.splice(MOST_PARTS - 1).join("."));
    }
    if (this.stage.program.training) {
      parts.unshift(PHASES[this.stage.phase(id)]);
    }
    let at = this.root;
    at.ids.push(id);
    for (const part of parts) {
      let inner = at.groups.get(part);
      if (!inner) {
        inner = this.group(at.key + "/" + part.replaceAll("/", "//"), part, at);
        at.groups.set(part, inner);
        at.items.push(inner);
      }
      inner.ids.push(id);
      at = inner;
    }
    at.items.push({key: "#" + id, id, parent: at});
  }

  /** A layer of a single node is that node, under the layer's name; phases stay. */
  simplify(group) {
    group.items = group.items.map(item => {
      if (item.items) {
        this.simplify(item);
        const isPhase = group === this.root && this.stage.program.training;
        return item.items.length === 1 && item.items[0].id !== undefined && !isPhase
          ? {...item.items[0], layer: item.title, parent: group} : item;
      }
      return item;
    });
    group.items.forEach(item => item.id !== undefined && this.containers.set(item.id, item));
  }

  /** Each edge stands in the innermost group that holds both ends, between the items of that group that hold one each. */
  connect() {
    const stage = this.stage;
    for (const [id, item] of this.containers) {
      for (const input of new Set(stage.inputs(id))) {
        const source = this.containers.get(input);
        if (source) {
          this.edge(chain(source), chain(item), input);
        }
      }
    }
    this.root.find = id => this.containers.get(id);
  }

  edge(from, to, value) {
    let depth = 0;
    while (from[depth] === to[depth]) {
      depth++;
    }
    const edges = from[depth - 1].edges;
    const key = from[depth].key + "\n" + to[depth].key;
    const known = edges.get(key);
    if (known) {
      known.values.add(value);
    } else {
      edges.set(key, {from: from[depth].key, to: to[depth].key, values: new Set([value])});
    }
  }
}

/** From the root to an item. */
function chain(item) {
  const chain = [];
  for (let at = item; at; at = at.parent) {
    chain.unshift(at);
  }
  return chain;
}

/** States, constants and numbers are read by many and computed by nobody: they stand in the details of those who read them. */
function isDrawn(node) {
  return node.kind !== "state" && node.kind !== "constant" && !(node.kind === "input" && node.type.endsWith("[]"));
}

export function grouped(items, key) {
  const groups = new Map();
  for (const item of items) {
    const at = key(item);
    if (groups.has(at)) {
      groups.get(at).push(item);
    } else {
      groups.set(at, [item]);
    }
  }
  return groups;
}
