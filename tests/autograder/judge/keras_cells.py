"""Test cells on Keras models, matplotlib's axes and tensors, with right and wrong solutions."""

from __future__ import annotations

from honest_cells import case

GIVEN = """
import keras
from keras import layers
import numpy as np
import matplotlib.pyplot as plt
"""

KERAS_CASES = [
    case(
        "build_mlp",
        """
        def build_mlp(units):
            return keras.Sequential([keras.Input((4,)), layers.Dense(units, activation='relu'),
                                     layers.Dense(3, activation='softmax')])
        """,
        """
        def build_mlp(units):
            return keras.Sequential([keras.Input((4,)), layers.Dense(units),
                                     layers.Dense(3)])
        """,
        """
        mlp = build_mlp(7)
        assert isinstance(mlp, keras.Model) and len(mlp.layers) == 2
        assert mlp.count_params() == 7 * 5 + 3 * 8
        assert isinstance(mlp.layers[0], layers.Dense) and mlp.layers[0].units == 7
        assert mlp.output_shape == (None, 3)
        p = mlp.predict(np.ones((5, 4)), verbose=0)
        assert np.allclose(p.sum(axis=1), 1, atol=1e-5), 'probabilities sum to 1: softmax'
        """,
        GIVEN,
    ),
    case(
        "trained_model",
        """
        x_line = np.linspace(-1, 1, 64).reshape(-1, 1)
        inputs = keras.Input((1,))
        line = keras.Model(inputs, layers.Dense(1)(inputs))
        line.compile(optimizer=keras.optimizers.SGD(0.3), loss='mse', metrics=['mae'])
        line_history = line.fit(x_line, 3 * x_line + 1, epochs=20, verbose=0)
        """,
        """
        x_line = np.linspace(-1, 1, 64).reshape(-1, 1)
        inputs = keras.Input((1,))
        line = keras.Model(inputs, layers.Dense(1)(inputs))
        line.compile(optimizer=keras.optimizers.SGD(0.3), loss='mse', metrics=['mae'])
        line_history = line.fit(x_line, 0 * x_line, epochs=1, verbose=0)
        """,
        """
        x_test_line = np.array([[0.5], [-0.25]])
        np.testing.assert_allclose(line.predict(x_test_line, verbose=0), 3 * x_test_line + 1,
                                   atol=0.05, err_msg='line is not trained')
        assert line.evaluate(x_test_line, 3 * x_test_line + 1, verbose=0)[0] < 1e-2
        assert line.loss == 'mse' or 'MeanSquared' in type(line.loss).__name__
        assert isinstance(line.optimizer, keras.optimizers.SGD)
        assert len(line_history.history['loss']) == 20
        assert line_history.history['loss'][-1] < line_history.history['loss'][0]
        """,
    ),
    case(
        "train_function",
        """
        def train_it(model, x, y):
            model.compile(optimizer=keras.optimizers.SGD(0.3), loss='mse')
            return model.fit(x, y, epochs=30, verbose=0)
        """,
        """
        def train_it(model, x, y):
            model.compile(optimizer='sgd', loss='mse')
            return model.fit(x, y, epochs=1, verbose=0)
        """,
        """
        keras.utils.set_random_seed(0)
        x_fit = np.linspace(-1, 1, 32).reshape(-1, 1)
        fresh = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
        weights_before = [w.copy() for w in fresh.get_weights()]
        h = train_it(line, x_fit, 2 * x_fit)
        assert h.history['loss'][-1] < 1e-3, 'train longer'
        assert np.allclose(line.predict(x_fit, verbose=0), 2 * x_fit, atol=0.1)
        """,
    ),
    case(
        "custom_layer",
        """
        class Scale(keras.layers.Layer):
            def __init__(self, factor, **kwargs):
                super().__init__(**kwargs)
                self.factor = factor
            def call(self, x): return x * self.factor
        def scaled_model():
            return keras.Sequential([keras.Input((2,)), Scale(3.0)])
        """,
        """
        class Scale(keras.layers.Layer):
            def __init__(self, factor, **kwargs):
                super().__init__(**kwargs)
                self.factor = factor
            def call(self, x): return x
        def scaled_model():
            return keras.Sequential([keras.Input((2,)), Scale(3.0)])
        """,
        """
        layer = Scale(2.0)
        assert isinstance(layer, keras.layers.Layer) and issubclass(Scale, keras.layers.Layer)
        out = layer(np.ones((2, 2), 'float32'))
        assert np.allclose(keras.ops.convert_to_numpy(out), 2.0)
        y = scaled_model().predict(np.ones((1, 2)), verbose=0)
        np.testing.assert_allclose(y, [[3.0, 3.0]])
        """,
    ),
    case(
        "subclassed_model",
        """
        class Tiny(keras.Model):
            def __init__(self):
                super().__init__()
                self.dense = layers.Dense(2)
            def call(self, x): return self.dense(x)
        """,
        "class Tiny:\n    pass",
        """
        tiny = Tiny()
        assert issubclass(Tiny, keras.Model) and isinstance(tiny, keras.Model)
        assert tiny.predict(np.ones((3, 4)), verbose=0).shape == (3, 2)
        assert len(tiny.trainable_variables) == 2
        assert tiny.dense.units == 2
        """,
    ),
    case(
        "tensors",
        "def square_t(x): return keras.ops.square(x)\n"
        "def loss_t(a, b): return keras.ops.mean((a - b) ** 2)",
        "def square_t(x): return x\ndef loss_t(a, b): return 0.0",
        """
        import tensorflow as tf
        t = square_t(tf.constant([1.0, 2.0]))
        assert tf.is_tensor(t) and t.shape == (2,) and t.dtype == tf.float32
        assert np.allclose(t.numpy(), [1, 4])
        assert float(loss_t(tf.constant([1.0, 2.0]), tf.constant([0.0, 0.0]))) == 2.5
        """,
    ),
    case(
        "losses_and_optimizers",
        "def make_optimizer(): return keras.optimizers.Adam(learning_rate=0.01)\n"
        "def make_layer(): return layers.Conv2D(8, 3, padding='same')",
        "def make_optimizer(): return keras.optimizers.SGD()\ndef make_layer(): return 1",
        """
        opt = make_optimizer()
        assert isinstance(opt, keras.optimizers.Adam)
        assert abs(float(opt.learning_rate) - 0.01) < 1e-6
        conv = make_layer()
        assert isinstance(conv, layers.Conv2D) and conv.filters == 8
        assert conv.padding == 'same' and conv.kernel_size == (3, 3)
        """,
    ),
    case(
        "seeded_weights",
        "def init_weights(n): return np.random.randn(n, n) * 0.01\n"
        "def init_layer():\n    d = layers.Dense(2); d.build((None, 3)); return d.get_weights()[0]",
        "def init_weights(n): return np.zeros((n, n))\ndef init_layer(): return np.ones((3, 2))",
        """
        np.random.seed(3)
        w = init_weights(2)
        np.testing.assert_allclose(w[0, 0], 0.01788628, rtol=1e-5)
        keras.utils.set_random_seed(1); w1 = init_layer()
        keras.utils.set_random_seed(1); w2 = init_layer()
        np.testing.assert_array_equal(w1, w2)
        assert w1.std() > 0
        """,
    ),
    case(
        "plot_axes",
        """
        def plot_squares(ax):
            ax.plot([0, 1, 2], [0, 1, 4], label='squares')
            ax.set_title('Squares'); ax.set_xlabel('n'); ax.legend()
        def make_figure():
            fig, ax = plt.subplots()
            ax.bar(['a', 'b'], [1, 2])
            return ax
        """,
        "def plot_squares(ax): ax.plot([1])\ndef make_figure(): return plt.subplots()[1]",
        """
        plt.close('all')
        figure, axis = plt.subplots()
        plot_squares(axis)
        assert axis.get_title() == 'Squares' and axis.get_xlabel() == 'n'
        line2d = axis.get_lines()[0]
        np.testing.assert_array_equal(line2d.get_xydata(), [[0, 0], [1, 1], [2, 4]])
        assert plt.gca().get_legend().get_texts()[0].get_text() == 'squares'
        bars = make_figure()
        assert isinstance(bars, plt.Axes)
        assert [patch.get_height() for patch in bars.patches] == [1, 2]
        plt.close('all')
        """,
    ),
]
