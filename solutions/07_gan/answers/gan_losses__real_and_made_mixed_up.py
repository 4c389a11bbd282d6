# ---
# item: gan_losses
# kind: wrong
# points: 0
# message: target smooth for real images, 0 for made ones
# ---
# %% exercise="gan_losses"
def gan_losses(on_real, on_fake, smooth):
    d = np.mean(smooth * np.logaddexp(0, -on_fake) + (1 - smooth) * np.logaddexp(0, on_fake)) + np.mean(np.logaddexp(0, on_real))
    return d, -np.mean(np.logaddexp(0, on_fake)), np.mean(np.logaddexp(0, -on_fake))
