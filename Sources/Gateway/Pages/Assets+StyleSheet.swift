extension Assets {
    static let styleSheet = """
        :root {
          --ink: #1c2321; --soft: #56615d; --line: #d8dedb; --paper: #f4f6f5; --card: #fff;
          --brand: #0b6e4f; --brand-ink: #fff; --warn: #8a5a00; --stop: #a3231c; --note: #fff6dd; --mine: #d8f3e3;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ink: #e8eeeb; --soft: #a3b0ab; --line: #34403b; --paper: #141917; --card: #1d2421;
            --brand: #37b487; --brand-ink: #06281c; --warn: #f0b849; --stop: #ff8a80; --note: #3a321b; --mine: #1f4a37;
          }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body {
          margin: 0; background: var(--paper); color: var(--ink);
          font: 16px/1.55 system-ui, -apple-system, "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", sans-serif;
        }
        .bar {
          display: flex; justify-content: space-between; align-items: center; max-width: 64rem; margin: 0 auto;
          padding: .75rem 1rem;
        }
        .bar a { color: var(--soft); text-decoration: none; padding: .35rem 0; }
        .brand { display: flex; gap: .5rem; align-items: center; font-weight: 600; }
        main { max-width: 36rem; margin: 0 auto; padding: 0 1rem 2rem; }
        main.wide { max-width: 64rem; }
        footer { max-width: 36rem; margin: 0 auto; padding: 0 1rem 2rem; color: var(--soft); font-size: .875rem; }
        .card {
          background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem;
          margin: 0 0 1rem;
        }
        h1 { font-size: 1.4rem; line-height: 1.3; margin: 0 0 .5rem; }
        h2 { font-size: 1.05rem; margin: 1rem 0 .5rem; }
        .card > h2:first-child { margin-top: 0; }
        p { margin: 0 0 .75rem; }
        :where(main) a { color: var(--brand); }
        .whole { white-space: nowrap; }
        .label, label, legend { color: var(--soft); font-size: .875rem; margin: 0 0 .25rem; display: block; }
        .host { font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere; margin: 0 0 1rem; color: var(--soft); }
        .host strong { color: var(--ink); border-bottom: 3px solid var(--brand); }
        .state-warn .host strong { border-color: var(--warn); }
        .state-block .host strong, .state-hold .host strong { border-color: var(--stop); }
        .state-block h1, .state-hold h1 { color: var(--stop); }
        .codename { font-size: 1.25rem; font-weight: 600; margin: 0 0 1rem; }
        .destination { overflow-wrap: anywhere; margin: -.5rem 0 1rem; }
        .host.small { font-size: 1.05rem; color: var(--ink); }
        .grounds { list-style: none; padding: 0; margin: 0 0 1rem; }
        .grounds li { border-left: 3px solid var(--warn); padding: .1rem 0 .1rem .75rem; margin: 0 0 .75rem; }
        .state-block .grounds li, .state-hold .grounds li { border-color: var(--stop); }
        .grounds p { margin: .25rem 0; }
        .fine { color: var(--soft); font-size: .875rem; }
        .note { background: var(--note); border-radius: .5rem; padding: .6rem .75rem; }
        .problem { color: var(--stop); font-weight: 600; }
        textarea, select, input[type=text], input[type=time], input[type=file] {
          width: 100%; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line);
          border-radius: .5rem; padding: .6rem .7rem; margin: 0 0 .75rem;
        }
        .address { font: .875rem/1.5 ui-monospace, Menlo, Consolas, monospace; resize: vertical; word-break: break-all; }
        fieldset { border: 1px solid var(--line); border-radius: .5rem; margin: 0 0 1rem; padding: .5rem .9rem .75rem; }
        legend { padding: 0 .3rem; margin: 0; }
        .choice { color: var(--ink); font-size: 1rem; padding: .4rem 0; margin: 0; display: flex; gap: .6rem; }
        .choice input { flex: none; width: 1.1rem; height: 1.1rem; margin: .25rem 0 0; accent-color: var(--brand); }
        .actions { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; margin: .25rem 0 .5rem; }
        .actions form { margin: 0; }
        button, .button {
          font: inherit; min-height: 2.75rem; padding: .5rem 1.1rem; border-radius: .6rem; border: 1px solid var(--line);
          background: var(--paper); color: var(--ink); cursor: pointer; text-decoration: none; display: inline-flex;
          align-items: center;
        }
        .primary { background: var(--brand); border-color: var(--brand); color: var(--brand-ink); font-weight: 600; }
        .progress { list-style: none; padding: 0; margin: 0 0 1rem; display: grid; gap: .35rem; }
        .progress li { color: var(--soft); border-left: 3px solid var(--line); padding: .15rem 0 .15rem .75rem; }
        .progress .reached { color: var(--ink); border-color: var(--brand); font-weight: 600; }
        .words { white-space: pre-wrap; }
        .quiet { color: var(--soft); padding: .6rem .4rem; }
        :focus-visible { outline: 3px solid var(--brand); outline-offset: 2px; }
        [hidden] { display: none; }
        .grid { display: grid; gap: 0 1rem; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); }
        .samples { display: flex; flex-wrap: wrap; gap: .5rem; margin: .75rem 0 0; }
        .samples button { font-size: .875rem; min-height: 2.25rem; padding: .25rem .75rem; }
        .sides { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); }
        .sides > * { min-width: 0; }
        .bubble {
          background: var(--paper); border-radius: .25rem .9rem .9rem .9rem; padding: .6rem .8rem; white-space: pre-wrap;
          overflow-wrap: anywhere;
        }
        .bubble.mine { background: var(--mine); border-radius: .9rem .25rem .9rem .9rem; }
        .bubble mark { background: none; color: var(--brand); text-decoration: underline; }
        .finding { border-top: 1px solid var(--line); padding: .75rem 0 0; margin: .75rem 0 0; }
        .break { overflow-wrap: anywhere; }
        .badge {
          border-radius: 1rem; padding: .1rem .65rem; font-size: .8rem; font-weight: 600; white-space: nowrap;
          border: 1px solid currentColor; color: var(--brand);
        }
        .badge.warn, .badge.copy { color: var(--warn); }
        .badge.hold, .badge.block { color: var(--stop); }
        .linkcard {
          display: flex; gap: .75rem; align-items: center; border: 1px solid var(--line); border-radius: .75rem;
          padding: .75rem; margin: 0 0 .75rem; color: inherit; text-decoration: none;
        }
        .linkcard:hover { border-color: var(--brand); }
        .swatch {
          flex: none; width: 2.75rem; height: 2.75rem; border-radius: .6rem; background: var(--brand);
          color: var(--brand-ink); display: grid; place-items: center; font-weight: 700;
        }
        .cardtext { flex: 1; min-width: 0; display: grid; grid-template-columns: minmax(0, 1fr); overflow-wrap: anywhere; }
        .linkcard .badge { flex: none; }
        .steps { padding-left: 1.25rem; font-size: .875rem; color: var(--soft); overflow-wrap: anywhere; }
        .steps .applied { color: var(--ink); font-weight: 600; }
        summary { cursor: pointer; padding: .4rem 0; color: var(--soft); }
        .figures { display: grid; gap: .5rem; grid-template-columns: repeat(auto-fit, minmax(7rem, 1fr)); margin: 0; }
        .figures dt { color: var(--soft); font-size: .875rem; }
        .figures dd { margin: 0; font-size: 1.4rem; font-weight: 600; }
        """
}
