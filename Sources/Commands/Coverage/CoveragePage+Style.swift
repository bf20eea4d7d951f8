internal import CommandLine

extension CoveragePage {
    /// Wide, a table whose first column and titles stay in sight; narrow, a card a row.
    static let style = """

        :root {
          --back: #fff; --front: #1c2128; --soft: #59636e; --line: #d5dbe1; --head: #f4f6f8;
          --f: #eef1f4; --ff: #3a434d; --g: #e1edff; --gf: #0a4a9c; --o: #efe6fd; --of: #5b2aa8;
          --t: #e2f5ee; --tf: #0b5c43; --x: #b3261e; --xf: #fff; --q: #fff3d1; --qf: #6b4c00;
          --good: #0b6b3a;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --back: #12161b; --front: #e4e8ec; --soft: #9aa5b1; --line: #303843; --head: #1b2129;
            --f: #262d36; --ff: #c3ccd5; --g: #16304f; --gf: #a9ceff; --o: #35215a; --of: #d7c2ff;
            --t: #10392d; --tf: #92e0c4; --x: #e5534b; --xf: #12161b; --q: #443408; --qf: #ffdf8a;
            --good: #5fd39a;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0; padding: 1.25rem clamp(.75rem, 2vw, 2rem); color: var(--front);
          background: var(--back); font: 15px/1.45 system-ui, -apple-system, "Segoe UI", sans-serif;
        }
        h1 { margin: 0; font-size: 1.35rem; overflow-wrap: anywhere; }
        header { display: flex; flex-wrap: wrap; gap: .4rem 1.5rem; align-items: baseline; }
        ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; }
        .facts { gap: .2rem 1.1rem; color: var(--soft); }
        .facts b { color: var(--front); }
        .facts .bad, .facts .bad b { color: var(--x); }
        .facts .good, .facts .good b { color: var(--good); }
        form { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: end; margin: 1rem 0 .2rem; }
        form[hidden] { display: none; }
        label { display: grid; gap: .15rem; font-size: .85rem; color: var(--soft); }
        label.check {
          display: flex; gap: .45rem; align-items: center; min-height: 2.2rem; font-size: .95rem;
          color: var(--front);
        }
        input[type="search"], select {
          font: inherit; font-size: .95rem; color: inherit; color: var(--front); min-height: 2.2rem;
          padding: .3rem .55rem; border: 1px solid var(--line); border-radius: 6px;
          background: var(--back); width: 14rem; max-width: 100%;
        }
        select { width: auto; }
        input[type="checkbox"] { width: 1.1rem; height: 1.1rem; margin: 0; }
        :focus-visible { outline: 3px solid #3b82f6; outline-offset: 1px; }
        output { min-height: 2.2rem; display: flex; align-items: center; color: var(--soft); }
        .legend { gap: .35rem 1.1rem; margin: .8rem 0; font-size: .82rem; color: var(--soft); }
        i {
          display: inline-block; font-style: normal; border-radius: 4px; padding: .05rem .4rem;
          white-space: nowrap; background: var(--f); color: var(--ff);
        }
        .g { background: var(--g); color: var(--gf); }
        .o { background: var(--o); color: var(--of); }
        .t { background: var(--t); color: var(--tf); }
        .x { background: var(--x); color: var(--xf); font-weight: 650; }
        .q { background: var(--q); color: var(--qf); }
        .r { background: none; color: var(--soft); text-decoration: line-through; }
        .n { background: none; color: var(--soft); }
        td .n::before { content: "·"; }
        small { color: var(--soft); font-size: .8em; font-weight: 400; }
        .aside {
          position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
          white-space: nowrap;
        }
        .scroll {
          overflow: auto; max-height: 82vh; border: 1px solid var(--line); border-radius: 8px;
          position: relative;
        }
        table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: .84rem; }
        th, td {
          padding: .38rem .65rem; text-align: left; border-bottom: 1px solid var(--line);
          white-space: nowrap;
        }
        tbody tr:last-child > * { border-bottom: 0; }
        thead th { position: sticky; top: 0; z-index: 2; background: var(--head); font-weight: 600; }
        tbody th { font-weight: 400; background: var(--back); }
        th:first-child { position: sticky; left: 0; z-index: 1; border-right: 1px solid var(--line); }
        thead th:first-child { z-index: 3; }
        tbody th span { color: var(--soft); }
        tbody th b { font-weight: 600; }
        tbody tr:hover > * { background: var(--head); }
        td:nth-child(2) { font-variant-numeric: tabular-nums; text-align: right; }
        tr.hole td:nth-child(2) { color: var(--x); font-weight: 650; }
        th button {
          all: unset; cursor: pointer; border-radius: 3px; display: inline-flex; gap: .3rem;
          align-items: baseline;
        }
        th button:focus-visible { outline: 3px solid #3b82f6; outline-offset: 2px; }
        th button::after { content: "↕"; opacity: .35; font-size: .85em; }
        th[aria-sort="ascending"] button::after { content: "↑"; opacity: 1; }
        th[aria-sort="descending"] button::after { content: "↓"; opacity: 1; }
        tr[hidden], td[hidden], th[hidden] { display: none !important; }
        @media (max-width: 640px) {
          label:not(.check), input[type="search"], select { width: 100%; }
          .scroll { border: 0; max-height: none; overflow: visible; }
          table, tbody, tbody tr, tbody th, tbody td { display: block; }
          thead { display: none; }
          tbody tr {
            border: 1px solid var(--line); border-radius: 8px; margin-bottom: .7rem;
            padding: .55rem .7rem; display: grid; grid-template-columns: 1fr; gap: .15rem 1rem;
          }
          tbody tr.hole { border-color: var(--x); }
          tbody tr:hover > * { background: none; }
          tbody th, tbody td { padding: .1rem 0; border: 0; white-space: normal; }
          th:first-child { position: static; border: 0; font-size: .95rem; overflow-wrap: anywhere; }
          tbody th span { display: block; font-size: .85rem; }
          td { display: flex !important; gap: .75rem; justify-content: space-between; }
          td::before { content: attr(data-c); color: var(--soft); overflow-wrap: anywhere; }
          td:nth-child(2) { text-align: left; }
          i { white-space: normal; overflow-wrap: anywhere; }
        }
        @media print {
          form, .scroll { max-height: none; overflow: visible; }
          form { display: none; }
        }

        """
}
