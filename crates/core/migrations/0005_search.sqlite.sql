-- Words of a task: as written (lower case) and folded. `rowid` is the task's id.
CREATE VIRTUAL TABLE task_search USING fts5 (
    written, folded, content = '', contentless_delete = 1,
    tokenize = "unicode61 remove_diacritics 0"
);
