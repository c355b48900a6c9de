"""The planner: shows and edits what the scheduler knows, and decides nothing itself."""
