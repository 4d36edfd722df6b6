// What the editor of official text takes from ProseMirror: one module, so that a page asks for one file.
export { DOMParser, DOMSerializer, Fragment, Node, Schema, Slice } from "prosemirror-model";
export { EditorState, NodeSelection, Plugin, PluginKey, Selection, TextSelection } from "prosemirror-state";
export { EditorView } from "prosemirror-view";
export { baseKeymap, chainCommands, exitCode, joinBackward, lift, setBlockType, splitBlock } from "prosemirror-commands";
export { dropCursor } from "prosemirror-dropcursor";
export { gapCursor } from "prosemirror-gapcursor";
export { history, redo, undo } from "prosemirror-history";
export { InputRule, inputRules } from "prosemirror-inputrules";
export { keymap } from "prosemirror-keymap";
export {
  addColumnAfter, addColumnBefore, addRowAfter, addRowBefore, CellSelection, deleteColumn, deleteRow, deleteTable, fixTables,
  goToNextCell, isInTable, mergeCells, selectedRect, splitCell, tableEditing, TableMap, tableNodes,
} from "prosemirror-tables";
