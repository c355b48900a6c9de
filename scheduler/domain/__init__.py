"""Plain values and pure decisions; knows no database, no network and no wall clock."""
