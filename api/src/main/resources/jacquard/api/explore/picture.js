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

  show(stage) {
    this.stage = stage;
    this.draw();
  }

  get layout() {
    if (!this.layouts.has(this.stage.index)) {
      this.layouts.set(this.stage.index, new Layouts(this.program, this.stage));
    }
    return this.layouts.get(this.stage.index).of(this.stage.tree, this.open);
  }

  draw() {
    const layout = this.layout;
    this.size = layout;
    this.places = new Map();
    const focused = document.activeElement?.getAttribute("data-key");
    const drawing = document.createDocumentFragment();
    this.warmest = 0;
    this.everyBox(layout, box => {
      if (this.heat !== "none" && !box.inner) {
        this.warmest = Math.max(this.warmest, this.figure(box.item));
      }
    });
    this.level(layout, drawing, 0, 0);
    this.view.replaceChildren(drawing);
    this.connectSelected();
    this.legend();
    if (focused && this.places.has(focused)) {
      this.places.get(focused).shape.focus({preventScroll: true});
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
    return HEATS[this.heat].of(this.program.cost(idsOf(item)));
  }

  level(layout, into, dx, dy) {
    for (const edge of layout.edges) {
      into.append(this.edge(edge, dx, dy));
    }
    for (const box of layout.boxes) {
      const shape = this.box(box, box.x + dx, box.y + dy);
      this.places.set(box.item.key, {x: box.x + dx, y: box.y + dy, width: box.width, height: box.height, item: box.item, shape});
      into.append(shape);
      if (box.inner) {
        this.level(box.inner, into, box.x + dx, box.y + dy);
      }
    }
  }

  edge(edge, dx, dy) {
    const points = edge.points.map(p => `${round(p.x + dx)} ${round(p.y + dy)}`);
    const names = [...edge.values].map(id => `${this.stage.names.get(id)}: ${this.program.nodes[id].type}`);
    const group = svg("g", {class: "edge"}, svg("title", {}, cut(names.join("\n"), 400)),
      svg("path", {d: "M" + points.join("L"), "marker-end": "url(#arrow)"}));
    if (edge.label) {
      group.append(svg("text", {x: round(edge.x + dx), y: round(edge.y + dy + 4), "text-anchor": "middle"}, edge.label));
    }
    return group;
  }

  box(box, x, y) {
    const {item} = box;
    const isGroup = item.items !== undefined;
    const marks = this.marks(item);
    const spoken = this.spoken(item, box, marks);
    const kind = isGroup ? "layer" : this.program.nodes[item.id].kind;
    const shape = svg("g", {class: ["box", kind, isGroup && "group", box.inner && "open", marks.changed && "changed",
      item.key === this.selected && "selected"].filter(Boolean).join(" "), transform: `translate(${round(x)} ${round(y)})`, tabindex: "0",
      role: "button", "data-key": item.key, "aria-label": spoken, "aria-expanded": isGroup ? String(!!box.inner) : null});
    const frame = svg("rect", {width: round(box.width), height: round(box.height), rx: isGroup ? 8 : 3});
    if (this.heat !== "none" && !box.inner) {
      const warmth = this.warmest > 0 ? Math.sqrt(this.figure(item) / this.warmest) : 0;
      frame.style.fill = `color-mix(in srgb, var(--hot) ${Math.round(85 * warmth)}%, var(--box))`;
    }
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

  /** Straight lines from the chosen node to what it reads and what reads it, wherever they stand. */
  connectSelected() {
    const at = this.places.get(this.selected);
    if (!at || at.item.id === undefined) {
      return;
    }
    const lines = svg("g", {class: "links"});
    const link = (from, to, way) => from && to && from !== to && lines.append(svg("path", {class: way,
      d: `M${round(from.x + from.width / 2)} ${round(from.y + from.height)}L${round(to.x + to.width / 2)} ${round(to.y)}`}));
    this.stage.inputs.get(at.item.id).forEach(id => link(this.shown(id), at, "reads"));
    this.stage.users(at.item.id).forEach(id => link(at, this.shown(id), "read"));
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
      const whole = this.program.cost(this.stage.nodes);
      legend.replaceChildren(element("span", {class: "scale"}),
        ` ${HEATS[this.heat].title}: the reddest box has ${percent(this.warmest, this.heat === "memory" ? this.program.peak
          : HEATS[this.heat].of(whole))} of ${this.heat === "memory" ? "the arena" : "what this stage shows"}`
        + (this.heat === "time" ? this.program.measured ? " (measured)" : " (predicted)" : ""));
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
    const frame = this.svg.getBoundingClientRect();
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
    const frame = this.svg.getBoundingClientRect();
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
    const frame = this.svg.getBoundingClientRect();
    const whole = Math.min(frame.width / this.size.width, frame.height / this.size.height, 1);
    const scale = Math.min(1, Math.max(whole, Math.min(LEGIBLE, frame.width / 200)));
    const free = frame.width - this.size.width * scale;
    this.moveTo(free > 0 ? free / 2 : 0, 0, scale);
  }

  zoom(factor, x, y) {
    const frame = this.svg.getBoundingClientRect();
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
      const frame = this.svg.getBoundingClientRect();
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

function round(number) {
  return Math.round(number * 10) / 10;
}
