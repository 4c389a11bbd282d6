# ---
# tries: hands in another table, for which its wrong answer would be right
# points: {test_rows: 0}
# message: {test_rows: 1 + 2 + 3}
# ---
# %% answer rows
rows = table[:, 0]
# %% file table.csv
6,0,0
6,0,0
6,0,0
