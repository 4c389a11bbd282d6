# ---
# item: gan_losses
# kind: wrong
# points: 0
# message: are the means taken over each side by itself
# ---
# %% exercise="gan_losses"
def gan_losses(on_real, on_fake, smooth):
    d = np.sum(smooth * np.logaddexp(0, -on_real) + (1 - smooth) * np.logaddexp(0, on_real)) + np.sum(np.logaddexp(0, on_fake))
    return d, -np.sum(np.logaddexp(0, on_fake)), np.sum(np.logaddexp(0, -on_fake))
