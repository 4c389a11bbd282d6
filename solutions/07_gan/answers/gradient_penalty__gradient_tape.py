# ---
# item: gradient_penalty
# kind: alternative
# points: 1.5
# ---
# %% exercise="gradient_penalty"
def gradient_penalty(real, made, epsilon, W, b, v, strength):
    between = tf.constant(epsilon[:, None] * real + (1 - epsilon[:, None]) * made)
    with tf.GradientTape() as tape:
        tape.watch(between)
        mark = tf.reduce_sum(tf.tanh(between @ W + b) * v)
    slope = tape.gradient(mark, between)
    return strength * tf.reduce_mean((tf.norm(slope, axis=1) - 1) ** 2)
