/** The page: what the controls do. */
import {Compare} from "./compare.js";
import {Details} from "./details.js";
import {HEATS, bytes, count, cut, element, label, plural, time} from "./figures.js";
import {Picture} from "./picture.js";
import {Program} from "./program.js";
import {Kernels, memory, passes, text} from "./tables.js";

const MOST_MATCHES = 40;

class Explorer {
  constructor(data, other) {
    this.program = new Program(data);
    this.details = new Details(this);
    this.kernels = new Kernels(this);
    this.compare = new Compare(this);
    this.compare.other = other && new Program(other);
    this.loops = false;
    this.item = null;
    this.picture = new Picture(this.program, item => this.choose(item));
    this.tabs = {
      details: ["Details", () => this.details.of(this.item, this.stage)],
      passes: ["Passes", () => passes(this)],
      kernels: ["Kernels", () => this.kernels.show()],
      memory: ["Memory", () => memory(this)],
      text: ["Text", () => text(this)],
      compare: ["Compare", () => this.compare.show()],
    };
    this.tab = other ? "compare" : "details";
    this.head();
    this.makeTabs();
    this.controls();
    this.goTo(this.program.stages.length - 1);
    this.picture.measure();
    this.picture.fit();
  }

  head() {
    const {explain, data} = this.program;
    document.getElementById("title").textContent = cut(this.program.name, 200);
    document.getElementById("title").title = cut(this.program.name, 2000);
    document.getElementById("facts").textContent = `${data.kind}, batch ${explain.batch} · ${plural(explain.kernels.length, "kernel")} · `
      + `${explain.measuredNanos === undefined ? "at least " + time(explain.predictedNanos) : time(explain.measuredNanos)} · `
      + `arena ${bytes(explain.memory.arenaBytes)}`;
  }

  // Stages.

  goTo(index) {
    this.stage = this.program.stages[Math.min(Math.max(index, 0), this.program.stages.length - 1)];
    const slider = document.getElementById("stage");
    slider.max = this.program.stages.length - 1;
    slider.value = this.stage.index;
    const {stage} = this;
    const name = this.program.data.runs.length ? `${stage.index} / ${slider.max} ${stage.pass}` : stage.pass;
    slider.setAttribute("aria-valuetext", name);
    document.getElementById("stage-name").replaceChildren(element("b", {}, name), ` ${stage.does}`, element("span", {class: "more"},
      stage.index ? ` · ${stage.rewrites ? plural(stage.rewrites, "rewrite") + ", " : ""}${plural(stage.added.size, "node")} made, `
      + `${count(stage.removed.size)} gone${stage.rewired.size ? `, ${count(stage.rewired.size)} rewired` : ""}` : ""));
    document.getElementById("stage-name").title = document.getElementById("stage-name").textContent;
    this.picture.show(stage);
    this.item = this.picture.selected ? this.picture.find(this.picture.selected) : null;
    this.showTab();
  }

  // What is chosen.

  choose(item) {
    this.item = item;
    if (this.tab === "text") {
      this.showTab();
    } else {
      this.open("details");
    }
  }

  /** Goes to a node at a stage that has it; what the picture leaves out shows in the details alone. */
  showNode(id, index, keepTab = false) {
    const stage = this.program.stages[index].has(id) ? this.program.stages[index] : this.program.stages.find(s => s.has(id));
    if (stage !== this.stage) {
      this.goTo(stage.index);
    }
    if (!keepTab) {
      this.tab = "details";
    }
    if (!this.picture.reveal("#" + id)) {
      this.choose({id, parent: null});
    }
  }

  /** Goes to the node of the value of this name, at the last stage. */
  showValue(name) {
    const kernel = this.program.kernels.find(k => k.node !== undefined && (k.name === name || this.program.nest(k).includes(`out ${JSON.stringify(name)}`)));
    if (kernel) {
      this.showNode(kernel.node, this.program.lastStage.index);
    }
  }

  // The panel.

  makeTabs() {
    document.getElementById("tabs").append(...Object.entries(this.tabs).map(([key, [title]]) => element("button", {type: "button", role: "tab",
      id: "tab-" + key, "aria-controls": "tab", onclick: () => this.open(key), onkeydown: event => this.nextTab(event, key)}, title)));
  }

  nextTab(event, key) {
    const keys = Object.keys(this.tabs);
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (step) {
      this.open(keys[(keys.indexOf(key) + step + keys.length) % keys.length]);
      document.getElementById("tab-" + this.tab).focus();
      event.preventDefault();
    }
  }

  open(key) {
    this.tab = key;
    this.showTab();
    document.getElementById("tab").scrollTop = 0;
  }

  showTab() {
    for (const tab of document.querySelectorAll("#tabs [role=tab]")) {
      const chosen = tab.id === "tab-" + this.tab;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    }
    const panel = document.getElementById("tab");
    panel.setAttribute("aria-labelledby", "tab-" + this.tab);
    panel.replaceChildren(...this.tabs[this.tab][1]().flat().filter(Boolean));
    if (this.tab === "text") {
      panel.querySelector(".selected")?.scrollIntoView({block: "center"});
    }
  }

  // Controls.

  controls() {
    ["stage", "earlier", "later"].forEach(id => document.getElementById(id).hidden = this.program.data.runs.length === 0);
    const on = (id, event, does) => document.getElementById(id).addEventListener(event, does);
    on("stage", "input", event => this.goTo(Number(event.target.value)));
    on("earlier", "click", () => this.goTo(this.stage.index - 1));
    on("later", "click", () => this.goTo(this.stage.index + 1));
    document.getElementById("heat").append(...Object.entries(HEATS).map(([key, heat]) => element("option", {value: key}, heat.title)));
    on("heat", "change", event => {
      this.picture.heat = event.target.value;
      this.picture.draw();
    });
    this.theme();
    this.search();
    new ResizeObserver(() => {
      const {width} = this.picture.frame;
      this.picture.measure();
      if (this.picture.frame.width !== width && !this.picture.dragged) {
        this.picture.fit();
      }
    }).observe(document.getElementById("graph"));
  }

  theme() {
    const button = document.getElementById("theme");
    const set = dark => {
      document.documentElement.dataset.theme = dark ? "dark" : "light";
      button.textContent = dark ? "Light" : "Dark";
    };
    set(matchMedia("(prefers-color-scheme: dark)").matches);
    button.addEventListener("click", () => set(document.documentElement.dataset.theme !== "dark"));
  }

  search() {
    const input = document.getElementById("search");
    const list = document.getElementById("matches");
    const close = () => {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
    };
    input.addEventListener("input", () => {
      const matches = this.matches(input.value.trim().toLowerCase());
      list.replaceChildren(...matches.map(match => element("li", {role: "option", tabindex: "-1", onclick: () => {
        close();
        match.go();
      }, onkeydown: event => this.walk(event, input)}, match.title)));
      list.hidden = matches.length === 0;
      input.setAttribute("aria-expanded", String(!list.hidden));
    });
    input.addEventListener("keydown", event => {
      if (event.key === "Enter") {
        list.firstElementChild?.click();
      } else if (event.key === "Escape") {
        close();
      } else {
        this.walk(event, input);
      }
    });
  }

  /** Up and down through the matches. */
  walk(event, input) {
    const at = event.target === input ? null : event.target;
    const list = document.getElementById("matches");
    const next = {ArrowDown: at ? at.nextElementSibling : list.firstElementChild, ArrowUp: at?.previousElementSibling ?? input}[event.key];
    if (next) {
      next.focus();
      event.preventDefault();
    } else if (event.key === "Enter" && at) {
      at.click();
    }
  }

  matches(words) {
    if (!words) {
      return [];
    }
    const found = [];
    const has = text => text.toLowerCase().includes(words);
    const visit = group => group.items.forEach(item => {
      if (item.items) {
        if (has(item.key)) {
          found.push({title: "layer " + cut(item.key.slice(1), 80), go: () => this.picture.reveal(item.key)});
        }
        visit(item);
      } else {
        const node = this.program.nodes[item.id];
        const title = `${this.stage.names.get(item.id)} ${label(node).title} ${node.type} ${node.layers?.join(", ") ?? ""}`;
        if (has(title)) {
          found.push({title: cut(title, 100), go: () => this.showNode(item.id, this.stage.index)});
        }
      }
    });
    visit(this.stage.tree);
    this.program.kernels.filter(kernel => has(kernel.name) && kernel.node !== undefined).forEach(kernel => found.push({
      title: "kernel " + cut(kernel.name, 80), go: () => this.showNode(kernel.node, this.program.lastStage.index)}));
    return found.slice(0, MOST_MATCHES);
  }
}

const embedded = id => JSON.parse(document.getElementById(id).textContent);
globalThis.explorer = new Explorer(embedded("data"), embedded("other"));
performance.mark("drawn");
