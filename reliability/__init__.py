"""What the project survives, counted: kills, corrupt files, refused writes, wrong calls, garbage, second writers.

Each part is a function of a share of its full count that yields rows: what was tried, how often, how often it ended
right, and a remark.
"""
