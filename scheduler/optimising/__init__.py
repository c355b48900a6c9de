"""Which item fills which gap, for the whole horizon at once.

Pure: arrays and numbers, no database, no clock, no network. `filling.plan` is the way in; it loads
numpy and HiGHS when it is called, so who only imports it pays for neither.
"""
