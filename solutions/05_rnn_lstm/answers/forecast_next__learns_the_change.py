# ---
# item: forecast_next
# kind: alternative
# points: 2
# ---
# %% exercise="forecast_next"
spread = known.std()
cut = np.lib.stride_tricks.sliding_window_view(known, DAYS + 1)
level = cut[:, -2:-1]
keras.utils.set_random_seed(1)
net = keras.Sequential([keras.Input((DAYS, 1)), layers.LSTM(16), layers.Dense(1)])
training.train(
    net,
    ((cut[:, :-1] - level) / spread)[..., None],
    (cut[:, -1] - cut[:, -2]) / spread,
    epochs=max(8, 20_000 // len(cut)),
    batch_size=64,
    learning_rate=1e-2,
    progress=False,
)


def forecast_next(windows):
    windows = np.asarray(windows, dtype=float)
    last = windows[:, -1:]
    change = net.predict(((windows - last) / spread)[..., None], verbose=0)
    return (last + spread * change)[:, 0]
