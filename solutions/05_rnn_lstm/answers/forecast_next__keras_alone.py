# ---
# item: forecast_next
# kind: alternative
# points: 2
# ---
# %% exercise="forecast_next"
low, high = known.min(), known.max()
x = np.array([known[k : k + DAYS] for k in range(len(known) - DAYS)])
y = known[DAYS:]
keras.utils.set_random_seed(2)
window = keras.Input((DAYS, 1))
output = layers.Dense(1)(layers.SimpleRNN(16)(layers.Rescaling(1 / (high - low), -low / (high - low))(window)))
model = keras.Model(window, output)
model.compile(keras.optimizers.Adam(0.003), "mse")
model.fit(x[..., None], (y - low) / (high - low), epochs=max(10, 20_000 // len(x)), batch_size=32, verbose=0)


def forecast_next(windows):
    return model.predict(np.asarray(windows)[..., None], verbose=0).ravel() * (high - low) + low
