"use strict";
(() => {
  const by = (id) => document.getElementById(id);
  const fleet = by("fleet");
  const rows = [...fleet.children].map((row, place) => ({
    row,
    place,
    name: row.querySelector("h2").textContent,
    text: row.textContent.toLowerCase(),
    rank: Number(row.dataset.r),
    step: Number(row.dataset.s),
    stage: row.querySelector(".t").textContent,
    days: row.dataset.d === undefined ? Infinity : Number(row.dataset.d),
  }));
  const orders = {
    config: (a, b) => a.place - b.place,
    rank: (a, b) => b.rank - a.rank || a.place - b.place,
    name: (a, b) => a.name.localeCompare(b.name),
    step: (a, b) => a.step - b.step || a.place - b.place,
    days: (a, b) => (a.days === b.days ? a.place - b.place : a.days - b.days),
  };
  const filter = () => {
    const words = by("search").value.toLowerCase().split(/\s+/);
    const rank = by("rank").value;
    const stage = by("stage").value;
    let shown = 0;
    for (const each of rows) {
      const fits =
        words.every((word) => each.text.includes(word)) &&
        (rank === "" || (rank === "0" ? each.rank === 0 : each.rank >= Number(rank))) &&
        (stage === "" || each.stage === stage);
      each.row.hidden = !fits;
      shown += fits;
    }
    by("shown").textContent = `${shown} of ${rows.length} shown`;
  };
  const sort = () => {
    fleet.append(...rows.sort(orders[by("sort").value]).map((each) => each.row));
  };
  by("search").addEventListener("input", filter);
  by("rank").addEventListener("change", filter);
  by("stage").addEventListener("change", filter);
  by("sort").addEventListener("change", sort);
  by("controls").addEventListener("submit", (event) => event.preventDefault());
  by("controls").hidden = false;
  filter();
})();
