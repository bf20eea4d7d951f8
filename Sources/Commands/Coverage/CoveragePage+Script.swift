internal import CommandLine

extension CoveragePage {
    /// Sorts, filters and counts what already stands in the page.
    static let script = #"""

        "use strict";
        (() => {
          const table = document.querySelector("table");
          const body = table.tBodies[0];
          const heads = [...table.tHead.rows[0].cells];
          const rows = [...body.rows].map((row, order) => ({
            row, order, cells: [...row.cells],
            name: row.cells[0].textContent.toLowerCase(),
            gaps: Number(row.cells[1].textContent),
          }));
          const get = (id) => document.getElementById(id);
          const [text, columns, sort, gaps, count] = ["text", "columns", "sort", "gaps", "count"].map(get);
          const collator = new Intl.Collator("en", { numeric: true });
          const key = (item, column) =>
            column === 1 ? item.gaps : item.cells[column].textContent.trim();
          const compare = (one, other) =>
            typeof one === "number" ? one - other : collator.compare(one, other);

          const arrange = (column, descending) => {
            const sign = descending ? -1 : 1;
            const keyed = rows.map((item) => [key(item, column), item]);
            keyed.sort((one, other) =>
              sign * compare(one[0], other[0]) || one[1].order - other[1].order);
            body.append(...keyed.map(([, item]) => item.row));
            heads.forEach((head, index) => {
              if (index === column) head.ariaSort = descending ? "descending" : "ascending";
              else head.removeAttribute("aria-sort");
            });
            sort.value = column + (descending ? "d" : "a");
          };

          const filter = () => {
            const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
            const wanted = columns.value.toLowerCase().trim();
            const shown = heads.map((head, index) =>
              index < 2 || head.textContent.toLowerCase().includes(wanted));
            heads.forEach((head, index) => { head.hidden = !shown[index]; });
            let visible = 0;
            for (const item of rows) {
              const fits = words.every((word) => item.name.includes(word))
                && (!gaps.checked || item.gaps > 0);
              item.row.hidden = !fits;
              if (fits) visible += 1;
              item.cells.forEach((cell, index) => {
                if (cell.hidden === shown[index]) cell.hidden = !shown[index];
              });
            }
            count.value = `${visible} of ${rows.length} keys`;
            get("nothing").hidden = visible > 0;
          };

          heads.forEach((head, index) => {
            const name = head.textContent;
            const button = document.createElement("button");
            button.type = "button";
            button.append(...head.childNodes);
            button.addEventListener("click", () => arrange(
              index, head.ariaSort ? head.ariaSort === "ascending" : index === 1));
            head.append(button);
            for (const [suffix, word] of [["a", "ascending"], ["d", "descending"]]) {
              sort.append(new Option(`${name}, ${word}`, index + suffix));
            }
          });
          for (const item of rows) item.row.classList.toggle("hole", item.gaps > 0);
          sort.addEventListener("change", () =>
            arrange(parseInt(sort.value, 10), sort.value.endsWith("d")));
          for (const control of [text, columns, gaps]) control.addEventListener("input", filter);
          get("controls").addEventListener("submit", (event) => event.preventDefault());
          get("controls").hidden = false;
          arrange(0, false);
          filter();
        })();

        """#
}
