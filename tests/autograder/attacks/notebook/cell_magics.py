# ---
# tries: hides its cell in another language, other programs and saved sessions
# points: {test_mean: 0}
# ---
# %% answer mean
%config InteractiveShell.ast_node_interactivity = 'none'
%alias_magic run pinfo
!touch /tmp/hostile_was_here
%xmode Minimal
def mean(x):
    return 2
%store -r hostile
