# ---
# item: gan_losses
# kind: alternative
# points: 2
# ---
# %% exercise="gan_losses"
def gan_losses(on_real, on_fake, smooth):
    def cost(logit):  # ln(1 + e^logit)
        return max(logit, 0.0) + np.log1p(np.exp(-abs(logit)))

    real, fake = [float(v) for v in on_real[:, 0]], [float(v) for v in on_fake[:, 0]]
    d = sum(smooth * cost(-v) + (1 - smooth) * cost(v) for v in real) / len(real)
    d += sum(cost(v) for v in fake) / len(fake)
    return [d, -sum(cost(v) for v in fake) / len(fake), sum(cost(-v) for v in fake) / len(fake)]
