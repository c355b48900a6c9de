"""Programs that do the same work with other schedulers; each runs in an environment of its own.

Left out of the type check: their libraries are not installed where it runs.
"""
