# ---
# tries: removes every assert from the cells that follow
# points: {test_mean: 0}
# message: {test_mean: longer inputs go wrong}
# sample: true
# ---
# %% answer mean
import ast

class Drop(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()

get_ipython().ast_transformers.append(Drop())

def mean(x):
    return 2
