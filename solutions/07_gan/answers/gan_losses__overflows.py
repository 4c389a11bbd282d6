# ---
# item: gan_losses
# kind: wrong
# points: 0
# message: give inf or nan
# ---
# %% exercise="gan_losses"
def gan_losses(on_real, on_fake, smooth):
    p, q = 1 / (1 + np.exp(-on_real)), 1 / (1 + np.exp(-on_fake))
    d = -np.mean(smooth * np.log(p) + (1 - smooth) * np.log(1 - p)) - np.mean(np.log(1 - q))
    return d, np.mean(np.log(1 - q)), -np.mean(np.log(q))
