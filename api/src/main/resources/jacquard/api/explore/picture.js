/** The picture: boxes that open, edges, colours, and moving about. */
import {HEATS, cut, element, percent, plural, svg} from "./figures.js";
import {Layouts} from "./layout.js";

const LARGEST = 2.5;
const SMALLEST = 0.05;
/** Text is not read below this; a picture that would have to be smaller is fitted to this and begins at its top. */
const LEGIBLE = 0.7;
const STEP = 1.25;
const MARGIN = 24;

export class Picture {
  /** `chosen` is told which box was chosen. */
  constructor(program, chosen) {
    this.program = program;
    this.chosen = chosen;
    this.svg = document.getElementById("graph");
    this.view = document.getElementById("view");
    this.open = new Set(program.training ? ["/Forward", "/Backward", "/Update"] : []);
    this.layouts = new Map();
    this.selected = null;
    this.heat = "none";
    this.scale = 1;
    this.x = 0;
    this.y = 0;
    this.listen();
  }

  /** Measures the frame: not while drawing, as the browser would have to lay out all that changed first. */
  measure() {
    this.frame = this.svg.getBoundingClientRect();
  }

  show(stage) {
    this.stage = stage;
    this.draw();
  }

  get arranger() {
    if (!this.layouts.has(this.stage.index)) {
      this.layouts.set(this.stage.index, new Layouts(this.program, this.stage));
    }
    return this.layouts.get(this.stage.index);
  }

  get layout() {
    return this.arranger.of(this.stage.tree, this.open);
  }

  /** While nobody does anything, what opening a box that is to be seen would give, box after box. */
  prepare() {
    cancelIdleCallback(this.idle);
    const closed = [...this.places.values()].filter(({item}) => item.items && !this.open.has(item.key)).map(({item}) => item.key);
    const next = () => {
      if (this.arranger.prepare(this.stage.tree, this.open, closed)) {
        this.idle = requestIdleCallback(next);
      }
    };
    this.idle = requestIdleCallback(next);
  }

  /** Draws what changed: shapes of boxes that stay as they are only move. */
  draw() {
    const layout = this.layout;
    const looks = this.stage.index + " " + this.heat;
    if (looks !== this.looks) {
      this.looks = looks;
      this.levels = new Map();
    }
    this.size = layout;
    this.places = new Map();
    const focused = document.activeElement?.getAttribute("data-key");
    const whole = this.level(layout, this.stage.tree.key, 0, 0);
    if (this.view.firstChild !== whole) {
      this.view.replaceChildren(whole);
    }
    this.warm(layout);
    this.markSelected();
    this.legend();
    this.prepare();
    const at = this.places.get(focused)?.shape;
    if (at && at !== document.activeElement) {
      at.focus({preventScroll: true});
    }
  }

  /** Colours boxes by their share of the warmest one's figure. */
  warm(layout) {
    if (this.heat === "none") {
      return;
    }
    const figures = [];
    this.everyBox(layout, box => box.inner || figures.push([box.item.key, this.figure(box.item)]));
    this.warmest = figures.reduce((most, [, figure]) => Math.max(most, figure), 0);
    for (const [key, figure] of figures) {
      const warmth = this.warmest > 0 ? Math.sqrt(figure / this.warmest) : 0;
      this.places.get(key).shape.querySelector("rect").style.fill
        = `color-mix(in srgb, var(--hot) ${Math.round(85 * warmth)}%, var(--box))`;
    }
  }

  everyBox(layout, visit) {
    for (const box of layout.boxes) {
      visit(box);
      if (box.inner) {
        this.everyBox(box.inner, visit);
      }
    }
  }

  figure(item) {
    return HEATS[this.heat].of(this.program.cost(idsOf(item)), this.program);
  }

  /** The group `key`, whose corner stands at x and y of the picture: its edges, then its boxes, each with what is open in it after it. */
  level(layout, key, x, y) {
    if (!this.levels.has(key)) {
      const edges = svg("g");
      this.levels.set(key, {edges, boxes: new Map(), shape: svg("g", {}, edges)});
    }
    const level = this.levels.get(key);
    if (level.layout !== layout) {
      level.edges.replaceChildren(...layout.edges.map(edge => this.edge(edge)));
      level.layout = layout;
    }
    for (const box of layout.boxes) {
      const drawn = this.drawn(level, box);
      setIfOther(drawn.shape, "transform", translate(box));
      this.places.set(box.item.key, {x: box.x + x, y: box.y + y, width: box.width, height: box.height, item: box.item, shape: drawn.shape});
      const inner = box.inner && this.level(box.inner, box.item.key, x + box.x, y + box.y);
      if (drawn.inner !== inner) {
        drawn.inner?.remove();
        drawn.inner = inner;
      }
      if (inner) {
        setIfOther(inner, "transform", translate(box));
        if (drawn.shape.nextSibling !== inner) {
          drawn.shape.after(inner);
        }
      }
    }
    return level.shape;
  }

  /** The shape of a box, made anew if it opened, closed or has another size. */
  drawn(level, box) {
    const kind = `${box.width} ${box.height} ${!!box.inner}`;
    const known = level.boxes.get(box.item.key);
    if (known?.kind === kind) {
      return known;
    }
    const drawn = {kind, shape: this.box(box), inner: known?.inner};
    level.boxes.set(box.item.key, drawn);
    if (known) {
      known.shape.replaceWith(drawn.shape);
    } else {
      level.shape.append(drawn.shape);
    }
    return drawn;
  }

  edge(edge) {
    const points = edge.points.map(p => `${round(p.x)} ${round(p.y)}`);
    const names = [...edge.values].map(id => `${this.stage.names.get(id)}: ${this.program.nodes[id].type}`);
    const group = svg("g", {class: "edge"}, svg("title", {}, cut(names.join("\n"), 400)),
      svg("path", {d: "M" + points.join("L"), "marker-end": "url(#arrow)"}));
    if (edge.label) {
      group.append(svg("text", {x: round(edge.x), y: round(edge.y + 4), "text-anchor": "middle"}, edge.label));
    }
    return group;
  }

  box(box) {
    const {item} = box;
    const isGroup = item.items !== undefined;
    const marks = this.marks(item);
    const spoken = this.spoken(item, box, marks);
    const kind = isGroup ? "layer" : this.program.nodes[item.id].kind;
    const shape = svg("g", {class: ["box", kind, isGroup && "group", box.inner && "open", marks.changed && "changed"]
      .filter(Boolean).join(" "), tabindex: "0", role: "button", "data-key": item.key, "aria-label": spoken,
      "aria-expanded": isGroup ? String(!!box.inner) : null});
    const frame = svg("rect", {width: round(box.width), height: round(box.height), rx: isGroup ? 8 : 3});
    shape.append(svg("title", {}, cut(isGroup ? item.title : spoken, 400)), frame);
    if (!isGroup) {
      shape.append(svg("rect", {class: "kind", width: 5, height: round(box.height), rx: 2}));
    }
    const caret = isGroup ? (box.inner ? "▾ " : "▸ ") : "";
    box.lines.forEach((line, i) => shape.append(svg("text", {class: i === 0 ? "name" : "more", x: 12, y: 18 + 15 * i}, i === 0 ? caret + line : line)));
    if (marks.badge) {
      shape.append(svg("text", {class: "badge", x: round(box.width - 4), y: -3, "text-anchor": "end"}, marks.badge));
    }
    return shape;
  }

  /** What the pass of this stage changed here, and what passes left alone. */
  marks(item) {
    const ids = idsOf(item);
    const added = ids.filter(id => this.stage.added.has(id)).length;
    const rewired = ids.filter(id => this.stage.rewired.has(id)).length;
    const missed = ids.some(id => this.program.missesOf.has(id));
    const change = item.items ? [added && `+${added}`, rewired && `~${rewired}`].filter(Boolean).join(" ")
      : added ? "new" : rewired ? "rewired" : "";
    return {added, rewired, missed, changed: change !== "", badge: change + (missed ? " △" : "")};
  }

  spoken(item, box, marks) {
    const cost = this.program.cost(idsOf(item));
    const heat = this.heat === "none" ? "" : ", " + HEATS[this.heat].text(cost, this.program);
    const what = item.items ? `layer ${cut(item.title, 80)}, ${plural(item.ids.length, "node")}, ${box.inner ? "open" : "closed"}`
      : [this.stage.names.get(item.id), ...box.lines].join(", ");
    return what + heat + (marks.added ? `, ${marks.added} new` : "") + (marks.rewired ? `, ${marks.rewired} rewired` : "")
      + (marks.missed ? ", a pass left something alone" : "");
  }

  /** The chosen box, and straight lines from a chosen node to what it reads and what reads it, wherever they stand. */
  markSelected() {
    const at = this.places.get(this.selected);
    this.marked?.classList.remove("selected");
    this.marked = at?.shape;
    this.marked?.classList.add("selected");
    this.links?.remove();
    if (!at || at.item.id === undefined) {
      return;
    }
    const lines = svg("g", {class: "links"});
    const link = (from, to, way) => from && to && from !== to && lines.append(svg("path", {class: way,
      d: `M${round(from.x + from.width / 2)} ${round(from.y + from.height)}L${round(to.x + to.width / 2)} ${round(to.y)}`}));
    this.stage.inputs(at.item.id).forEach(id => link(this.shown(id), at, "reads"));
    this.stage.users(at.item.id).forEach(id => link(at, this.shown(id), "read"));
    this.links = lines;
    this.view.append(lines);
  }

  /** The place of a node, or of the closed box that holds it. */
  shown(id) {
    for (let item = this.stage.tree.find(id); item; item = item.parent) {
      if (this.places.has(item.key)) {
        return this.places.get(item.key);
      }
    }
    return null;
  }

  legend() {
    const legend = document.getElementById("legend");
    legend.hidden = this.heat === "none";
    if (this.heat !== "none") {
      const heat = HEATS[this.heat];
      const whole = heat.whole ? heat.whole(this.program) : heat.of(this.program.cost(this.stage.nodes), this.program);
      legend.replaceChildren(element("span", {class: "scale"}),
        ` ${heat.title}: the reddest box has ${percent(this.warmest, whole)} of ${heat.name ? heat.name(this.program) : "what this stage shows"}`
        + (this.heat === "time" || this.heat === "peak" ? this.program.measured ? " (measured)" : " (predicted)" : ""));
    }
  }

  toggle(key) {
    const before = this.places.get(key);
    if (this.open.has(key)) {
      this.open.delete(key);
    } else {
      this.open.add(key);
    }
    this.draw();
    const after = this.places.get(key);
    if (before && after) {
      const middle = place => place.x + place.width / 2;
      this.moveTo(this.x + (middle(before) - middle(after)) * this.scale, this.y + (before.y - after.y) * this.scale, this.scale);
      this.bringIn(after);
    }
  }

  /** Moves the picture until the box is to be seen, or its upper left part where it is larger than the frame. */
  bringIn(place) {
    const {frame} = this;
    const inside = (from, length, room) => Math.max(MARGIN, Math.min(from, room - length - MARGIN));
    const left = this.x + place.x * this.scale;
    const top = this.y + place.y * this.scale;
    this.moveTo(this.x + inside(left, place.width * this.scale, frame.width) - left,
      this.y + inside(top, place.height * this.scale, frame.height) - top, this.scale);
  }

  openAll(opened) {
    const every = group => group.items.filter(item => item.items).forEach(item => {
      if (opened) {
        this.open.add(item.key);
      } else if (!this.program.training || group.parent !== null) {
        this.open.delete(item.key);
      }
      every(item);
    });
    every(this.stage.tree);
    this.draw();
    this.fit();
  }

  /** Chooses the box of `key`, with all around it open, and brings it into the middle. */
  reveal(key) {
    const item = this.find(key);
    if (!item) {
      return false;
    }
    for (let at = item.parent; at; at = at.parent) {
      this.open.add(at.key);
    }
    this.select(key);
    const place = this.places.get(key);
    const {frame} = this;
    const scale = Math.max(this.scale, 0.8);
    this.moveTo(frame.width / 2 - (place.x + place.width / 2) * scale, frame.height / 2 - (place.y + Math.min(place.height, 200) / 2) * scale,
      scale);
    return true;
  }

  find(key) {
    if (key.startsWith("#")) {
      return this.stage.tree.find(Number(key.slice(1)));
    }
    const search = group => group.items.filter(item => item.items).reduce((found, item) => found
      ?? (item.key === key ? item : key.startsWith(item.key + "/") ? search(item) : null), null);
    return search(this.stage.tree);
  }

  select(key) {
    this.selected = key;
    this.draw();
    this.chosen(this.find(key));
  }

  // Moving about.

  moveTo(x, y, scale) {
    this.x = x;
    this.y = y;
    this.scale = scale;
    this.view.setAttribute("transform", `translate(${round(x)} ${round(y)}) scale(${scale.toFixed(4)})`);
  }

  fit() {
    const {frame} = this;
    const whole = Math.min(frame.width / this.size.width, frame.height / this.size.height, 1);
    const scale = Math.min(1, Math.max(whole, Math.min(LEGIBLE, frame.width / 200)));
    const free = frame.width - this.size.width * scale;
    this.moveTo(free > 0 ? free / 2 : 0, 0, scale);
  }

  zoom(factor, x, y) {
    const {frame} = this;
    const px = x ?? frame.width / 2;
    const py = y ?? frame.height / 2;
    const scale = Math.min(LARGEST, Math.max(SMALLEST, this.scale * factor));
    this.moveTo(px - (px - this.x) * scale / this.scale, py - (py - this.y) * scale / this.scale, scale);
  }

  listen() {
    document.getElementById("zoom-in").addEventListener("click", () => this.zoom(STEP));
    document.getElementById("zoom-out").addEventListener("click", () => this.zoom(1 / STEP));
    document.getElementById("fit").addEventListener("click", () => this.fit());
    document.getElementById("open-all").addEventListener("click", () => this.openAll(true));
    document.getElementById("close-all").addEventListener("click", () => this.openAll(false));
    this.svg.addEventListener("wheel", event => {
      event.preventDefault();
      const frame = this.svg.getBoundingClientRect();
      this.zoom(Math.exp(-event.deltaY / 500), event.clientX - frame.left, event.clientY - frame.top);
    }, {passive: false});
    this.svg.addEventListener("click", event => this.act(event.target.closest(".box"), !this.dragged));
    this.svg.addEventListener("keydown", event => this.key(event));
    this.drag();
  }

  /** Presses a box: a layer opens or closes, and what it is shows. */
  act(shape, pressed) {
    if (shape && pressed) {
      const key = shape.getAttribute("data-key");
      this.selected = key;
      if (this.find(key).items) {
        this.toggle(key);
      } else {
        this.draw();
      }
      this.chosen(this.find(key));
    }
  }

  drag() {
    let last = null;
    this.svg.addEventListener("pointerdown", event => {
      last = {x: event.clientX, y: event.clientY};
      this.dragged = false;
    });
    this.svg.addEventListener("pointermove", event => {
      if (last && event.buttons) {
        const dx = event.clientX - last.x;
        const dy = event.clientY - last.y;
        if (this.dragged || Math.abs(dx) + Math.abs(dy) > 4) {
          this.dragged = true;
          this.svg.setPointerCapture(event.pointerId);
          this.moveTo(this.x + dx, this.y + dy, this.scale);
          last = {x: event.clientX, y: event.clientY};
        }
      }
    });
    this.svg.addEventListener("pointerup", () => last = null);
  }

  /** Up and down go from box to box in reading order, right opens a layer, left closes it or goes to the one around. */
  key(event) {
    const shape = event.target.closest(".box");
    if (!shape) {
      return;
    }
    const key = shape.getAttribute("data-key");
    const item = this.find(key);
    const keys = [...this.places.keys()];
    const moves = {ArrowDown: 1, ArrowUp: -1};
    if (event.key === "Enter" || event.key === " ") {
      this.act(shape, true);
    } else if (moves[event.key]) {
      this.focus(keys[keys.indexOf(key) + moves[event.key]]);
    } else if (event.key === "ArrowRight" && item.items && !this.open.has(key)) {
      this.toggle(key);
    } else if (event.key === "ArrowLeft" && item.items && this.open.has(key)) {
      this.toggle(key);
    } else if (event.key === "ArrowLeft") {
      this.focus(item.parent?.key);
    } else {
      return;
    }
    event.preventDefault();
  }

  focus(key) {
    const place = this.places.get(key);
    if (place) {
      place.shape.focus({preventScroll: true});
      const {frame} = this;
      const top = this.y + place.y * this.scale;
      const left = this.x + place.x * this.scale;
      if (top < 0 || top > frame.height - 40 || left < 0 || left > frame.width - 60) {
        this.moveTo(frame.width / 3 - place.x * this.scale, frame.height / 3 - place.y * this.scale, this.scale);
      }
    }
  }
}

function idsOf(item) {
  return item.items ? item.ids : [item.id];
}

function translate(box) {
  return `translate(${round(box.x)} ${round(box.y)})`;
}

/** Sets an attribute that is not that already: one that is set counts as changed, and is drawn anew. */
function setIfOther(shape, attribute, value) {
  if (shape.getAttribute(attribute) !== value) {
    shape.setAttribute(attribute, value);
  }
}

function round(number) {
  return Math.round(number * 10) / 10;
}
