"""The pages, one module each; `ui/app.py` says who sees which."""
