// The editor of queries: CodeMirror over the textarea of the page, in a shadow root. There its styles are adopted sheets,
// which a strict Content-Security-Policy allows; in the page itself they would be a <style>, which it refuses.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting, syntaxTree } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const KEYWORDS =
  "ASK BASE BIND CONSTRUCT DESCRIBE DISTINCT FILTER FROM GRAPH GROUP HAVING LIMIT MINUS NAMED NOT OFFSET OPTIONAL ORDER " +
  "PREFIX REDUCED SELECT UNDEF UNION VALUES WHERE EXISTS COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT COALESCE IF BOUND " +
  "LANG LANGMATCHES DATATYPE STR STRSTARTS STRENDS CONTAINS REGEX REPLACE LCASE UCASE YEAR MONTH DAY NOW IRI";
const SAME_WORD = /^[\w-]*:?[\w.-]*$/;

// The colours are those of the page: its custom properties reach into the shadow.
const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--reported)", fontWeight: "600" },
  { tag: [tags.comment, tags.meta], color: "var(--quiet)", fontStyle: "italic" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--accepted)" },
  { tag: tags.variableName, color: "var(--contested)" },
  { tag: [tags.atom, tags.number, tags.bool], color: "var(--alleged)" },
  { tag: [tags.operator, tags.bracket, tags.punctuation], color: "var(--ink)" },
]);

const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--panel)", border: "1px solid var(--quiet)", borderRadius: "4px" },
  "&.cm-focused": { outline: "3px solid var(--link)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace", fontSize: ".9rem", maxHeight: "34rem" },
  ".cm-content": { minHeight: "16rem", caretColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--panel)", color: "var(--quiet)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--link) 8%, transparent)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--link) 30%, transparent)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--mark)", color: "var(--ink)" },
  ".cm-tooltip": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--quiet)", borderRadius: "4px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: ".2rem .5rem", lineHeight: "1.4" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--link)", color: "var(--paper)" },
  ".cm-completionDetail": { fontStyle: "normal", opacity: ".85" },
  ".cm-completionInfo": { maxWidth: "24rem", padding: ".4rem .6rem", fontFamily: "system-ui, sans-serif" },
});

const keywords = KEYWORDS.split(" ").map((label) => ({ label, type: "keyword", boost: -20 }));

/** The change that declares the prefix of a name, where the query does not. */
function declaration(text, name, prefixes) {
  const prefix = name.slice(0, name.indexOf(":"));
  const declared = new RegExp(`^\\s*PREFIX\\s+${prefix}:`, "im").test(text);
  return declared || !(prefix in prefixes) ? [] : [{ from: 0, insert: `PREFIX ${prefix}: <${prefixes[prefix]}>\n` }];
}

function optionOf({ name, kind, label, definition }, prefixes) {
  return {
    label: name,
    type: kind,
    detail: label ?? undefined,
    info: definition ?? undefined,
    apply(view, _, from, to) {
      const changes = view.state.changes([...declaration(view.state.doc.toString(), name, prefixes), { from, to, insert: name }]);
      view.dispatch({ changes, selection: { anchor: changes.mapPos(to, 1) }, userEvent: "input.complete" });
    },
  };
}

function completing(vocabulary) {
  let options = null;
  return async (context) => {
    if (/comment|string/.test(syntaxTree(context.state).resolveInner(context.pos, -1).name)) return null;
    const variable = context.matchBefore(/[?$]\w*/);
    if (variable) {
      const names = new Set(context.state.doc.toString().match(/[?$]\w+/g));
      names.delete(variable.text);
      return { from: variable.from, options: [...names].map((label) => ({ label, type: "variable" })), validFor: /^[?$]\w*$/ };
    }
    const word = context.matchBefore(/[A-Za-z][\w-]*:?[\w.-]*/);
    if (!word && !context.explicit) return null;
    if (options === null) {
      const { prefixes, terms } = await vocabulary();
      options = [...keywords, ...terms.map((term) => optionOf(term, prefixes))];
    }
    return { from: word ? word.from : context.pos, options, validFor: SAME_WORD };
  };
}

/**
 * Type over a selection. Left to itself, Chromium keeps the colours of what was selected by a style attribute around what
 * is typed, which the Content-Security-Policy refuses and the console then tells.
 */
function typeOver(event, view) {
  const { from, to, empty } = view.state.selection.main;
  if (empty || event.inputType !== "insertText" || !event.data || view.composing) return false;
  const typed = () => view.state.update(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
  const handlers = view.state.facet(EditorView.inputHandler);
  if (!handlers.some((handle) => handle(view, from, to, event.data, typed))) view.dispatch(typed());
  event.preventDefault();
  return true;
}

/**
 * Show the editor in place of the textarea, which goes on to hold the text.
 * `vocabulary` is asked once, when something is to be completed: {prefixes, terms: [{name, kind, label, definition}]}.
 */
function mount(textarea, { label, run, vocabulary }) {
  const host = document.createElement("div");
  host.className = "editor";
  host.dir = "ltr";
  const root = host.attachShadow({ mode: "open" });
  textarea.after(host);
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: textarea.value,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        bracketMatching(),
        closeBrackets(),
        EditorView.lineWrapping,
        EditorView.domEventHandlers({ beforeinput: typeOver }),
        StreamLanguage.define(sparql),
        syntaxHighlighting(colours),
        autocompletion({ override: [completing(vocabulary)], icons: false, maxRenderedOptions: 60 }),
        // Tab stays what moves to the next control.
        keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }, ...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", autocapitalize: "off" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) textarea.value = update.state.doc.toString();
        }),
        look,
      ],
    }),
  });
  textarea.hidden = true;
  return {
    replace: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    select(from, to) {
      const last = view.state.doc.length;
      view.dispatch({ selection: { anchor: Math.min(from, last), head: Math.min(to, last) }, scrollIntoView: true });
      view.focus();
    },
    focus: () => view.focus(),
  };
}

globalThis.casusEditor = { mount };
