"""Plans in sheets: the files of spreadsheet programs and of other schedulers, read and written; pure."""
