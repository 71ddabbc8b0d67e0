// The search box: headings that hold all words, those that begin with the first one before the others. HEADINGS, [heading, page, address],
// stands above this text.
const root = document.currentScript.dataset.root;
const MOST = 20;

addEventListener("DOMContentLoaded", () => {
  const contents = document.querySelector(".contents");
  contents.open = matchMedia("(min-width: 900px)").matches;
  const box = document.getElementById("search");
  const found = document.getElementById("found");
  box.form.addEventListener("submit", event => {
    event.preventDefault();
    found.querySelector("a")?.click();
  });
  box.addEventListener("input", () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(word => word);
    const hits = words.length === 0 ? [] : HEADINGS
        .filter(([heading]) => words.every(word => heading.toLowerCase().includes(word)))
        .sort(([a], [b]) => b.toLowerCase().startsWith(words[0]) - a.toLowerCase().startsWith(words[0]) || a.length - b.length);
    found.replaceChildren(...hits.slice(0, MOST).map(([heading, page, address]) => {
      const item = document.createElement("li");
      const link = item.appendChild(document.createElement("a"));
      link.href = root + address;
      link.textContent = heading;
      item.append(" " + page);
      return item;
    }));
    if (hits.length === 0 && words.length > 0) {
      found.append(Object.assign(document.createElement("li"), {textContent: "nothing found"}));
    }
    found.hidden = words.length === 0;
  });
});
