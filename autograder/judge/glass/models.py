"""Keras models of students, rebuilt in the judge from built-in layers only."""

from __future__ import annotations

import contextlib
import json
import math
from typing import Any

import numpy as np

from autograder.judge.glass.errors import Malformed


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MOST_WEIGHTS = 50_000_000
MOST_LAYERS = 1_000
DEEPEST = 60
LAYERS = _words(
    """
    Dense Conv1D Conv2D Conv3D DepthwiseConv1D DepthwiseConv2D SeparableConv1D SeparableConv2D
    Conv1DTranspose Conv2DTranspose Conv3DTranspose MaxPooling1D MaxPooling2D MaxPooling3D
    AveragePooling1D AveragePooling2D AveragePooling3D GlobalAveragePooling1D
    GlobalAveragePooling2D GlobalAveragePooling3D GlobalMaxPooling1D GlobalMaxPooling2D
    GlobalMaxPooling3D Flatten Dropout SpatialDropout1D SpatialDropout2D BatchNormalization
    LayerNormalization GroupNormalization UnitNormalization Activation ReLU LeakyReLU ELU PReLU
    Softmax InputLayer Add Concatenate Multiply Subtract Average Maximum Minimum Dot Reshape
    Permute RepeatVector Masking Rescaling Resizing CenterCrop RandomFlip RandomRotation
    RandomZoom RandomTranslation RandomCrop RandomContrast RandomBrightness Normalization
    Embedding LSTM GRU SimpleRNN LSTMCell GRUCell SimpleRNNCell RNN Bidirectional
    TimeDistributed ZeroPadding1D ZeroPadding2D Cropping1D Cropping2D UpSampling1D UpSampling2D
    GaussianNoise GaussianDropout AlphaDropout ActivityRegularization Attention
    AdditiveAttention MultiHeadAttention Identity EinsumDense Sequential Functional
    """
)
PARTS = _words(
    """
    DTypePolicy __keras_tensor__ GlorotUniform GlorotNormal HeNormal HeUniform LecunNormal
    LecunUniform Zeros Ones RandomNormal RandomUniform TruncatedNormal Constant Orthogonal
    VarianceScaling Identity L1 L2 L1L2 MaxNorm NonNeg UnitNorm MinMaxNorm
    """
)
COMPILE_PARTS = _words(
    """
    Adam AdamW Adamax Nadam SGD RMSprop Adagrad Adadelta Lion Ftrl ExponentialDecay CosineDecay
    PiecewiseConstantDecay PolynomialDecay InverseTimeDecay MeanSquaredError MeanAbsoluteError
    BinaryCrossentropy CategoricalCrossentropy SparseCategoricalCrossentropy Huber LogCosh
    KLDivergence Poisson Hinge CosineSimilarity Accuracy BinaryAccuracy CategoricalAccuracy
    SparseCategoricalAccuracy Precision Recall AUC TopKCategoricalAccuracy F1Score R2Score
    RootMeanSquaredError
    """
)
MODULES = _words(
    """
    keras keras.layers keras.initializers keras.regularizers keras.constraints keras.models
    keras.activations keras.optimizers keras.losses keras.metrics keras.src.models.functional
    keras.src.models.sequential keras.optimizers.schedules builtins
    """
)
FUNCTIONS = _words(
    """
    relu softmax sigmoid tanh linear elu selu gelu swish silu softplus softsign exponential
    hard_sigmoid leaky_relu relu6 log_softmax mish
    """
)


class NotBuiltIn(Exception):
    """The model holds something that isn't Keras's own: it stays with the student."""


def rebuild(config: bytes, weights: list[Any]) -> Any:
    """Rebuilds a model.

    Args:
        config: what `model.to_json()` gave. Untrusted.
        weights: arrays, in the order of `get_weights()`. Untrusted.

    Returns:
        A Sequential or Functional model with these weights; compiled if everything that it was
        compiled with is built in.

    Raises:
        NotBuiltIn: it holds a layer, function or class that isn't Keras's own.
        Malformed: config and weights don't fit, or are too large.
    """
    try:
        tree = json.loads(config)
    except (ValueError, RecursionError):
        raise Malformed("the model's description is none") from None
    if type(tree) is not dict or tree.get("class_name") not in ("Sequential", "Functional"):
        raise NotBuiltIn
    compiled = tree.pop("compile_config", None)
    _check(tree, LAYERS | PARTS, 0)
    _check_layers(tree)
    arrays = [w for w in weights if isinstance(w, np.ndarray) and w.dtype.kind in "fiub"]
    if len(arrays) != len(weights) or sum(w.size for w in arrays) > MOST_WEIGHTS:
        raise Malformed("the model's weights are not arrays, or too many")
    model = _build(json.dumps(tree), arrays)
    if compiled is not None:
        _compile(model, compiled)
    return model


def warm_up() -> None:
    """Has TensorFlow and Keras do for once what takes a quarter of a second the first time.

    While the student's kernel starts, so that it costs a test neither time nor its time limit.
    Names and zeros are given: nothing that Keras counts or draws is used up.
    """
    import keras

    dense = keras.layers.Dense(1, kernel_initializer="zeros", name="warm")
    with contextlib.suppress(Exception):  # then the first test finds out what is wrong
        keras.Sequential([keras.Input((1,), name="up"), dense], name="warm_up")(np.zeros((1, 1)))


def _build(config: str, weights: list[np.ndarray]) -> Any:
    """Builds a model, but only if its weights have the shapes that were sent.

    In a stateless scope Keras makes variables with a shape and no value, so that a config that
    promises a layer of billions of weights costs nothing. Then they get the student's values at
    once: drawing random ones first would take longer than all the rest.
    """
    import keras

    try:
        with keras.StatelessScope(initialize_variables=False):
            model = keras.models.model_from_json(config)
        fits = [tuple(v.shape) for v in model.weights] == [w.shape for w in weights]
        small = sum(math.prod(v.shape) for v in model.variables) <= MOST_WEIGHTS
        if not (fits and small):
            raise ValueError("shapes")
        for variable, array in zip(model.weights, weights, strict=True):
            variable._initializer = _Given(array)
        with keras.StatelessScope():
            pass  # leaving it gives the variables their values
    except Exception as error:  # whatever a config that lies leads to
        _drop_pending()
        raise Malformed(
            f"the model's description doesn't fit its weights ({type(error).__name__})"
        ) from None
    return model


class _Given:
    """An initializer that has the value already."""

    def __init__(self, array: np.ndarray) -> None:
        self._array = array

    def __call__(self, shape: Any, dtype: Any = None) -> np.ndarray:
        return self._array.astype(dtype)


def _drop_pending() -> None:
    """Makes Keras forget the variables that it still means to give values."""
    from keras.src.backend.common import global_state

    global_state.set_global_attribute("uninitialized_variables", [])


def _check(node: Any, classes: frozenset[str], depth: int) -> None:
    """Raises NotBuiltIn unless all classes and functions that a config names are Keras's own."""
    if depth > DEEPEST:
        raise Malformed("the model's description is nested too deeply")
    if isinstance(node, dict):
        if "class_name" in node:
            name, module = node["class_name"], node.get("module")
            if name == "function" or not isinstance(name, str) or name not in classes:
                raise NotBuiltIn
            if module is not None and module not in MODULES:
                raise NotBuiltIn
            if node.get("registered_name") not in (None, name, "Functional", "Sequential"):
                raise NotBuiltIn
        activation = node.get("activation")
        if isinstance(activation, str) and activation not in FUNCTIONS:
            raise NotBuiltIn
        for value in node.values():
            _check(value, classes, depth + 1)
    elif isinstance(node, list):
        for value in node:
            _check(value, classes, depth + 1)
    elif isinstance(node, str):
        if len(node) > 500:
            raise Malformed("the model's description is too long")
    elif not (node is None or isinstance(node, (bool, int, float))):
        raise Malformed("the model's description is none")


def _layers(tree: Any) -> list[dict[str, Any]]:
    found = []
    if isinstance(tree, dict):
        if tree.get("class_name") in LAYERS:
            found.append(tree)
        for value in tree.values():
            found += _layers(value)
    elif isinstance(tree, list):
        for value in tree:
            found += _layers(value)
    return found


def _check_layers(tree: Any) -> None:
    if len(_layers(tree)) > MOST_LAYERS:
        raise Malformed("the model has too many layers")


def _compile(model: Any, config: Any) -> None:
    """Compiles the copy as the original was, as far as that is built in."""
    import keras

    if not isinstance(config, dict):
        return
    kept: dict[str, Any] = {}
    for part in ("optimizer", "loss", "metrics"):
        value = config.get(part)
        try:
            _check(value, COMPILE_PARTS, 0)
            kept[part] = keras.saving.deserialize_keras_object(value) if value else value
        except (NotBuiltIn, Malformed, ValueError, TypeError):
            kept[part] = None
    try:
        model.compile(optimizer=kept["optimizer"] or "rmsprop", loss=kept["loss"],
                      metrics=kept["metrics"])  # fmt: skip
    except Exception:  # what doesn't compile can still be asked for its layers and outputs
        return
