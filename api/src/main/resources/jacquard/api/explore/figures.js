/** Numbers as people read them, and elements of the page. */

const SVG = "http://www.w3.org/2000/svg";

/** By hand, as the browser's own numbers of a locale take tens of milliseconds the first time. */
export function count(number) {
  return String(Math.round(number)).replace(/\B(?=(\d{3})+$)/g, ",");
}

export function bytes(number) {
  for (const [unit, size] of [["GiB", 2 ** 30], ["MiB", 2 ** 20], ["KiB", 2 ** 10]]) {
    if (number >= size) {
      return (number / size).toFixed(number >= 100 * size ? 0 : 1) + " " + unit;
    }
  }
  return number + " bytes";
}

export function time(nanos) {
  return nanos >= 1e9 ? (nanos / 1e9).toFixed(2) + " s" : nanos >= 1e6 ? (nanos / 1e6).toFixed(2) + " ms" : nanos >= 1e3 ? (nanos / 1e3).toFixed(1) + " µs" : Math.round(nanos) + " ns";
}

export function large(number) {
  for (const [unit, size] of [["G", 1e9], ["M", 1e6], ["k", 1e3]]) {
    if (number >= size) {
      return (number / size).toFixed(1) + " " + unit;
    }
  }
  return String(Math.round(number));
}

export function percent(part, whole) {
  return whole > 0 ? (100 * part / whole).toFixed(1) + " %" : "–";
}

export function plural(number, word) {
  return count(number) + " " + word + (number === 1 ? "" : "s");
}

/** `text`, cut to as many characters. */
export function cut(text, characters) {
  return text.length <= characters ? text : text.slice(0, characters - 1) + "…";
}

/** An element; attributes that begin with `on` are listeners, children that are no elements are text. */
export function element(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

function filled(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) {
      made.addEventListener(name.slice(2), value);
    } else if (value === true) {
      made.setAttribute(name, "");
    } else if (value !== undefined && value !== null && value !== false) {
      made.setAttribute(name, value);
    }
  }
  made.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return made;
}

/** The kernels of a Winograd convolution, known by the names of the loops over its tiles. */
const WINOGRAD = [[/table\(idx\(\d+\*a0 \+ i0\)/, "winograd: input tiles"], [/table\(idx\(\d+\*a0 \+ r0\)/, "winograd: filters"],
  [/ out\[n, (a\d, )+o, .* = r0 \* r1/, "winograd: products"], [/table\(idx\(\d+\*t0 \+ a0\)/, "winograd: output tiles"]];
/** Longer formulas are shown as they are. */
const LONG_FORMULA = 400;

/** What a node does, apart from its numbers: the op's name, and the formula after it or of it. */
export function label(node) {
  if (node.name !== undefined) {
    return {title: node.name.slice(1), then: ""};
  }
  const attributes = node.attributes ?? "";
  const [, winograd] = WINOGRAD.find(([marks]) => marks.test(attributes)) ?? [];
  if (node.op === "fused") {
    const root = /^\{root=([a-z_0-9]+)/.exec(attributes)?.[1] ?? "fused";
    return {title: winograd ?? root, then: "then " + formula(/epilogue=(.*), dtype=\w+\}$/s.exec(attributes)?.[1] ?? "")};
  }
  if (node.op === "map") {
    return {title: "map", then: formula(/body=(.*), dtype=\w+\}$/s.exec(attributes)?.[1] ?? "")};
  }
  if (node.op === "generic") {
    const [, fold, body] = /^\{structure=.*? (\w+) out\[[^\]]*\] = (.*), type=[^=]*\}$/s.exec(attributes) ?? [null, "assign", ""];
    const last = body.indexOf(" then ");
    return winograd ? {title: winograd, then: last < 0 ? "" : "then " + formula(body.slice(last + 6))}
      : {title: "generic", then: fold === "assign" ? formula(body) : `${fold.replace("_", " ")} of ${formula(body)}`};
  }
  return {title: node.op, then: ""};
}

function formula(text) {
  return text.length > LONG_FORMULA ? text : text.replace(/select\((.+) <= 0, 0, \1\)/g, "relu($1)");
}

/** The shape of a type, without the element type. */
export function shape(type) {
  const bracket = type.indexOf("[");
  return type.endsWith("[]") ? "scalar" : bracket < 0 ? type : type.slice(bracket);
}

/** Part of the machine's peak at which the kernels of a cost run: the rest of their time goes into moving bytes, or is lost. */
function shareOfPeak(cost, program) {
  return cost.nanos > 0 ? cost.operations / cost.nanos / program.explain.gflops : 0;
}

/** The ways to colour boxes: a figure of a cost, its text, and what it is a part of. */
export const HEATS = {
  none: {title: "none", of: () => 0, text: () => ""},
  time: {title: "time", of: cost => cost.nanos, text: cost => time(cost.nanos)},
  peak: {title: "share of peak", of: shareOfPeak, text: (cost, program) => percent(shareOfPeak(cost, program), 1), whole: () => 1,
    name: program => `the peak, ${program.explain.gflops.toFixed(1)} GFLOP/s`},
  memory: {title: "memory", of: cost => cost.alive, text: (cost, program) => percent(cost.alive, program.arena),
    whole: program => program.arena, name: () => "the arena"},
  bytes: {title: "bytes moved", of: cost => cost.bytes, text: cost => bytes(cost.bytes)},
  operations: {title: "operations", of: cost => cost.operations, text: cost => large(cost.operations)},
};
