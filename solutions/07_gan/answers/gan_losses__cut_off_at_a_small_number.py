# ---
# item: gan_losses
# kind: wrong
# points: 0
# message: off for fresh logits
# ---
# %% exercise="gan_losses"
def gan_losses(on_real, on_fake, smooth):
    p = np.clip(1 / (1 + np.exp(-np.clip(on_real, -500, 500))), 1e-7, 1 - 1e-7)
    q = np.clip(1 / (1 + np.exp(-np.clip(on_fake, -500, 500))), 1e-7, 1 - 1e-7)
    d = -np.mean(smooth * np.log(p) + (1 - smooth) * np.log(1 - p)) - np.mean(np.log(1 - q))
    return d, np.mean(np.log(1 - q)), -np.mean(np.log(q))
