# ---
# tries: earns partial credit with an answer that equals everything
# points: {test_parts: 0}
# ---
# %% answer parts
class Yes(int):
    def __eq__(self, other):
        return True
    __hash__ = None

def part(k):
    return Yes(100)
