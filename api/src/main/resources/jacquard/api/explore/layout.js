/** Where boxes and edges lie: each open group is laid out by itself, by dagre, and is a box in the group around it. */
import {cut, label, shape} from "./figures.js";

const CHARACTER = 6.9;
/** What is marked at the right of the first line. */
const BADGE = 30;
const HEADER = 26;
const LINE = 15;
const GAP = 22;
const LONGEST = 30;
const NARROW = 800;
/** Pictures somewhat wider than high fit windows. */
const ASPECT = 1.5;
/** Edges of a group with more than this have no labels of their own, which would be most of the picture. */
const MOST_LABELS = 60;

/** The size of a closed box and its lines of text. */
export function box(item, program, stage) {
  const lines = item.items ? [cut(item.title, LONGEST), `${item.ids.length} nodes`] : nodeLines(item, program, stage);
  const width = Math.max(64, 24 + Math.max(BADGE + CHARACTER * lines[0].length, ...lines.map(line => CHARACTER * line.length)));
  return {width, height: 14 + LINE * lines.length, lines};
}

function nodeLines(item, program, stage) {
  const node = program.nodes[item.id];
  const {title, then} = label(node);
  const lines = [cut(item.layer === undefined ? title : `${cut(item.layer, LONGEST - 4)}: ${title}`, LONGEST)];
  if (then) {
    lines.push(cut(then, LONGEST));
  }
  lines.push(cut(node.type, LONGEST));
  const leaves = stage.leaves(item.id);
  if (leaves.length) {
    lines.push(cut("→ " + leaves.join(", "), LONGEST));
  }
  return lines;
}

/** Layouts of one stage, kept as long as what is open in a group stays the same. */
export class Layouts {
  constructor(program, stage) {
    this.program = program;
    this.stage = stage;
    this.known = new Map();
    this.sizes = new Map();
    this.orders = new Map();
    this.prepared = new Set();
  }

  closed(item) {
    if (!this.sizes.has(item.key)) {
      this.sizes.set(item.key, box(item, this.program, this.stage));
    }
    return this.sizes.get(item.key);
  }

  /** Makes a layout with one more group open than there are, for when it is asked for; false if all of them are known. */
  prepare(tree, open, keys) {
    const next = keys.find(key => !this.prepared.has(key + "\n" + this.openIn(tree, open)));
    if (next !== undefined) {
      this.prepared.add(next + "\n" + this.openIn(tree, open));
      this.of(tree, new Set([...open, next]));
    }
    return next !== undefined;
  }

  /** Boxes and edges of `group`, which is open, relative to its corner. */
  of(group, open) {
    const inner = group.items.filter(item => item.items && open.has(item.key));
    const key = group.key + "\n" + this.openIn(group, open);
    let layout = this.known.get(key);
    if (!layout) {
      const sizes = new Map(group.items.map(item => [item.key, this.closed(item)]));
      for (const item of inner) {
        const opened = this.of(item, open);
        sizes.set(item.key, {width: Math.max(opened.width, 24 + CHARACTER * Math.min(LONGEST, item.title.length)), height: opened.height,
          lines: [cut(item.title, LONGEST)], inner: opened});
      }
      layout = this.arrange(group, sizes);
      this.known.set(key, layout);
    }
    return layout;
  }

  openIn(group, open) {
    return group.items.filter(item => item.items && open.has(item.key))
      .map(item => item.key + "(" + this.openIn(item, open) + ")").join();
  }

  /** Parts that no edge connects are laid out one by one and set in rows, or they would stand in one line. */
  arrange(group, sizes) {
    const edges = [...group.edges.values()];
    const parts = components(group.items, edges).map(items => this.layOut(items, edges, sizes));
    const area = parts.reduce((sum, part) => sum + (part.width + GAP) * (part.height + GAP), 0);
    const most = Math.max(...parts.map(part => part.width), Math.sqrt(area * ASPECT));
    const layout = {width: 0, height: 0, boxes: [], edges: []};
    let x = 0;
    let y = 0;
    let row = 0;
    for (const part of parts) {
      if (x > 0 && x + part.width > most) {
        x = 0;
        y += row + GAP;
        row = 0;
      }
      place(part, layout, GAP / 2 + x, HEADER + GAP / 2 + y);
      layout.width = Math.max(layout.width, x + part.width + GAP);
      row = Math.max(row, part.height);
      x += part.width + GAP;
    }
    layout.height = HEADER + GAP + y + row;
    return layout;
  }

  layOut(items, edges, sizes) {
    if (items.length === 1) {
      const size = sizes.get(items[0].key);
      return {width: size.width, height: size.height, boxes: [{...size, item: items[0], x: 0, y: 0}], edges: []};
    }
    const keys = new Set(items.map(item => item.key));
    const own = edges.filter(edge => keys.has(edge.from) && keys.has(edge.to));
    const graph = new dagre.graphlib.Graph();
    graph.setGraph({rankdir: this.direction(items), nodesep: 20, ranksep: 26, edgesep: 10});
    items.forEach(item => graph.setNode(item.key, {width: sizes.get(item.key).width, height: sizes.get(item.key).height}));
    for (const edge of own) {
      const text = own.length > MOST_LABELS ? "" : this.text(edge);
      graph.setEdge(edge.from, edge.to, {label: text, width: CHARACTER * 0.85 * text.length, height: text ? 12 : 0, labelpos: "c"});
    }
    dagre.layout(graph, {customOrder: (ranked, find) => this.order(items[0].key, ranked, find)});
    const boxes = items.map(item => {
      const {x, y} = graph.node(item.key);
      const size = sizes.get(item.key);
      return {...size, item, x: x - size.width / 2, y: y - size.height / 2};
    });
    const {width, height} = graph.graph();
    return {width, height, boxes, edges: own.map(edge => ({...edge, ...graph.edge(edge.from, edge.to)}))};
  }

  /** The order of nodes within ranks depends on edges alone: it stays when a box opens, and is found once. */
  order(part, ranked, find) {
    const nodes = ranked.nodes().map(key => ranked.node(key));
    const ranks = nodes.map(node => node.rank).join();
    const known = this.orders.get(part);
    if (known?.ranks === ranks) {
      nodes.forEach((node, i) => node.order = known.order[i]);
    } else {
      find(ranked);
      this.orders.set(part, {ranks, order: nodes.map(node => node.order)});
    }
  }

  /** The phases of a training step stand side by side where there is room. */
  direction([first]) {
    return this.program.training && first.parent.parent === null && innerWidth > NARROW ? "LR" : "TB";
  }

  text(edge) {
    const [first] = edge.values;
    return edge.values.size === 1 ? cut(shape(this.program.nodes[first].type), LONGEST) : `${edge.values.size} values`;
  }
}

function place(part, layout, dx, dy) {
  part.boxes.forEach(b => layout.boxes.push({...b, x: b.x + dx, y: b.y + dy}));
  part.edges.forEach(e => layout.edges.push({...e, x: e.x + dx, y: e.y + dy,
    points: e.points.map(point => ({x: point.x + dx, y: point.y + dy}))}));
}

/** The items that edges connect, directly or not, in the order of their first. */
function components(items, edges) {
  const leader = new Map(items.map(item => [item.key, item.key]));
  const find = key => {
    while (leader.get(key) !== key) {
      leader.set(key, leader.get(leader.get(key)));
      key = leader.get(key);
    }
    return key;
  };
  edges.forEach(edge => leader.set(find(edge.to), find(edge.from)));
  const parts = new Map();
  for (const item of items) {
    const key = find(item.key);
    parts.set(key, [...(parts.get(key) ?? []), item]);
  }
  return [...parts.values()];
}
