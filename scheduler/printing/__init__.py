"""The plan on paper: a month for the wall, as PDF. Knows no database; the only home of reportlab."""
