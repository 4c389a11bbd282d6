# ---
# item: forecast_next
# kind: wrong
# points: 0
# message: turn what comes out back into degrees
# ---
# %% exercise="forecast_next"
centre, spread = known.mean(), known.std()
cut = np.lib.stride_tricks.sliding_window_view((known - centre) / spread, DAYS + 1)
keras.utils.set_random_seed(0)
net = keras.Sequential([keras.Input((DAYS, 1)), layers.GRU(16), layers.Dense(1)])
training.train(net, cut[:, :-1, None], cut[:, -1], epochs=4, batch_size=64, learning_rate=1e-2, progress=False)


def forecast_next(windows):
    scaled = (np.asarray(windows) - centre) / spread
    return net.predict(scaled[..., None], verbose=0)[:, 0]
