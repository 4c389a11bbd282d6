# ---
# item: gan_losses
# kind: wrong
# points: 0
# message: the saturating loss is the mean of ln(1 - D), which is negative
# ---
# %% exercise="gan_losses"
def gan_losses(on_real, on_fake, smooth):
    d = np.mean(smooth * np.logaddexp(0, -on_real) + (1 - smooth) * np.logaddexp(0, on_real)) + np.mean(np.logaddexp(0, on_fake))
    return d, np.mean(np.logaddexp(0, -on_fake)), -np.mean(np.logaddexp(0, on_fake))
