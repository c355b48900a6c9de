"""How much a text matters to an organisation: its profile first, corrected by what its people decide.

Knows vectors and words, no database. Import the modules, for they bring numpy: `profile` (close to which of
your lines), `learning` (the correction, never worse than the profile), `diversity` (a list worth reading),
`by_words` (where no sentence model is installed; needs nothing).
"""
