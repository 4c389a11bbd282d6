"""Data sets: where they are looked for, what can go wrong there, and what is said about it."""

from __future__ import annotations

import dataclasses
import os
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import data
from helpers.data import _catalogue, _download, _load, _places
from helpers.data.__main__ import main
from helpers.data._types import stratified

Printed = pytest.CaptureFixture[str]
# Read before the fixture below hides it.
REAL_DATA = os.environ.get("COURSE_DATA")
pytestmark = pytest.mark.usefixtures("empty_machine")


def small_mnist(seed: int = 0) -> dict[str, np.ndarray]:
    """Arrays of MNIST's form, but few and of noise."""
    rng = np.random.default_rng(seed)
    return {
        "x_train": rng.integers(0, 256, (60, 28, 28), dtype=np.uint8),
        "y_train": np.arange(60, dtype=np.uint8) % 10,
        "x_test": rng.integers(0, 256, (20, 28, 28), dtype=np.uint8),
        "y_test": np.arange(20, dtype=np.uint8) % 10,
    }


def write(path: Path, arrays: dict[str, np.ndarray] | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **(arrays or small_mnist()))
    return path


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Call it with what the mirror is to do with each request."""
    answer: list[Callable[[BaseHTTPRequestHandler], None]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer[0](self)

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()

    def behave(do: Callable[[BaseHTTPRequestHandler], None]) -> None:
        answer[:] = [do]
        monkeypatch.setenv("COURSE_MIRROR", f"http://127.0.0.1:{http.server_port}/files/")
        monkeypatch.delenv("COURSE_OFFLINE")

    yield behave
    http.shutdown()
    http.server_close()
    thread.join()


def sends(
    content: bytes, length: int | None = None, status: int = 200
) -> Callable[[BaseHTTPRequestHandler], None]:
    def do(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Length", str(len(content) if length is None else length))
        request.end_headers()
        request.wfile.write(content)

    return do


# --- the order of places -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seed", "where"),
    [(1, "$COURSE_DATA"), (2, "the course's cache folder"), (3, "Keras's cache folder")],
)
def test_order_of_places(
    seed: int, where: str, empty_machine: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    monkeypatch.setenv("COURSE_DATA", str(empty_machine / "mine"))
    places = [empty_machine / "mine", _places.cache_folder(), _places.keras_folder()]
    places[0].mkdir()
    for number, folder in enumerate(places, 1):
        if number >= seed:
            write(folder / "mnist.npz", small_mnist(number))
    mnist = data.load("mnist")
    np.testing.assert_array_equal(mnist.x_train, small_mnist(seed)["x_train"])
    assert mnist.source.where == where
    # No path of this machine: the line is stored in notebooks.
    assert capsys.readouterr().out == (
        f"MNIST, unverified copy: 60 training and 20 test images of 28×28 pixels, from {where}\n"
    )


def test_a_known_copy_is_recognized_by_its_arrays(
    empty_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrays = small_mnist()
    known = dataclasses.replace(
        _catalogue.CATALOGUE["mnist"], copies={_catalogue.digest(arrays): "MNIST"}
    )
    monkeypatch.setitem(_catalogue.CATALOGUE, "mnist", known)
    monkeypatch.setenv("COURSE_DATA", str(empty_machine))
    np.savez(empty_machine / "mnist.npz", **dict(reversed(arrays.items())))
    first = data.load("mnist").source
    assert (first.kind, first.label, first.path) == ("mnist", "MNIST", empty_machine / "mnist.npz")
    monkeypatch.setattr(_load, "_loaded", {})
    write(empty_machine / "mnist.npz", arrays)  # another zip of the same arrays
    assert data.load("mnist").source.label == "MNIST"
    monkeypatch.setattr(_load, "_loaded", {})
    arrays["x_train"][0, 0, 0] ^= 1
    write(empty_machine / "mnist.npz", arrays)
    assert data.load("mnist").source.label == "MNIST, unverified copy"


@given(st.integers(0, 3), st.integers(0, 59))
def test_digest_sees_every_change(which: int, index: int) -> None:
    arrays = small_mnist()
    before = _catalogue.digest(arrays)
    name = sorted(arrays)[which]
    changed = {**arrays, name: arrays[name].copy()}
    changed[name].flat[index % changed[name].size] ^= 1
    assert _catalogue.digest(changed) != before
    assert _catalogue.digest({**arrays, name: arrays[name].astype(np.int16)}) != before
    assert _catalogue.digest({**arrays, name: arrays[name][None]}) != before


def test_a_process_reads_a_data_set_once(empty_machine: Path, capsys: Printed) -> None:
    write(_places.cache_folder() / "mnist.npz")
    first = data.load("mnist")
    (_places.cache_folder() / "mnist.npz").unlink()
    assert data.load("mnist") is first
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 and lines[0] == lines[1]  # never silent, the second time neither
    assert data.last_source() == first.source


def test_unknown_name() -> None:
    with pytest.raises(ValueError, match="no data set 'minst'; choose from \"mnist\""):
        data.load("minst")


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {}, ".cache/deep-learning-course"),
        ("linux", {"XDG_CACHE_HOME": "/x"}, "/x/deep-learning-course"),
        ("darwin", {}, "Library/Caches/deep-learning-course"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/deep-learning-course/Cache"),
    ],
)
def test_cache_folder_of_the_platform(
    platform: str,
    variables: dict[str, str],
    expected: str,
    empty_machine: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(_places.sys, "platform", platform)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert _places.cache_folder() == empty_machine / expected


# --- files that cannot be used -------------------------------------------------------------------

BROKEN: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda whole: b"", "it is empty"),
    "half": (lambda whole: whole[: len(whole) // 2], "damaged or only half there"),
    "not an archive": (lambda whole: b"<html>log in first</html>", "damaged"),
    "one byte wrong": (
        lambda whole: whole[:2000] + bytes([whole[2000] ^ 255]) + whole[2001:],
        "damaged",
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_named_and_the_search_goes_on(
    kind: str, empty_machine: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    damage, reason = BROKEN[kind]
    broken = write(empty_machine / "mine" / "mnist.npz")
    content = damage(broken.read_bytes())
    broken.write_bytes(content)
    monkeypatch.setenv("COURSE_DATA", str(broken.parent))
    write(_places.cache_folder() / "mnist.npz")
    assert data.load("mnist").source.where == "the course's cache folder"
    said, loaded = capsys.readouterr().out.splitlines()
    assert said.startswith("$COURSE_DATA: mnist.npz cannot be used: ") and reason in said
    assert loaded.startswith("MNIST, unverified copy")
    assert broken.read_bytes() == content  # nobody's file is deleted or repaired


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"x_train": np.zeros((60, 32, 32), np.uint8)}, "x_train is uint8 (60, 32, 32)"),
        ({"x_test": np.zeros((20, 28, 28), np.float32)}, "x_test is float32"),
        ({"y_train": np.zeros(59, np.uint8)}, "one whole number for each of the 60 images"),
        ({"y_test": np.full(20, 10, np.uint8)}, "classes outside 0 to 9"),
        ({"y_test": np.zeros(20)}, "one whole number"),
        ({"x_train": np.zeros((0, 28, 28), np.uint8)}, "x_train is uint8 (0, 28, 28)"),
    ],
)
def test_wrong_arrays_are_named(
    change: dict[str, np.ndarray], reason: str, empty_machine: Path, capsys: Printed
) -> None:
    write(_places.cache_folder() / "mnist.npz", {**small_mnist(), **change})
    assert data.load("mnist").source.kind == "stand-in"
    assert reason in capsys.readouterr().out


def test_missing_arrays_and_pickles_are_refused(empty_machine: Path, capsys: Printed) -> None:
    arrays = small_mnist()
    del arrays["y_test"]
    write(_places.cache_folder() / "mnist.npz", arrays)
    write(_places.keras_folder() / "mnist.npz", {**small_mnist(), "extra": np.array([{}, None])})
    assert data.load("mnist").source.kind == "stand-in"
    out = capsys.readouterr().out
    assert "the course's cache folder: mnist.npz cannot be used: it has no array y_test" in out
    assert "Keras's cache folder: mnist.npz cannot be used: it is damaged" in out


def test_course_data_that_is_no_folder(
    empty_machine: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    monkeypatch.setenv("COURSE_DATA", str(empty_machine / "nowhere"))
    assert data.load("mnist").source.kind == "stand-in"
    assert "which is no folder" in capsys.readouterr().out


def test_a_folder_in_the_place_of_the_file(empty_machine: Path, capsys: Printed) -> None:
    (_places.cache_folder() / "mnist.npz").mkdir(parents=True)
    assert data.load("mnist").source.kind == "stand-in"
    assert "Is a directory" in capsys.readouterr().out


# --- the network ---------------------------------------------------------------------------------


def whole_file(tmp_path: Path) -> bytes:
    return write(tmp_path / "served" / "mnist.npz").read_bytes()


def test_a_download_is_kept(
    server: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    asked = []
    content = whole_file(tmp_path)

    def do(request: BaseHTTPRequestHandler) -> None:
        asked.append(request.path)
        sends(content)(request)

    server(do)
    assert data.load("mnist").source.where == "a download from $COURSE_MIRROR"
    monkeypatch.setattr(_load, "_loaded", {})
    assert data.load("mnist").source.where == "the course's cache folder"
    assert asked == ["/files/mnist.npz"]
    assert [path.name for path in _places.cache_folder().iterdir()] == ["mnist.npz"]
    assert len(capsys.readouterr().out.splitlines()) == 2


@pytest.mark.parametrize(
    ("do", "reason"),
    [
        (lambda whole: sends(whole[:1000], length=len(whole)), "broke off before its end"),
        (lambda whole: sends(b"not found", status=404), "answered 404"),
        (lambda whole: sends(b"<html>log in</html>"), "is not MNIST"),
        (lambda whole: sends(b""), "is not MNIST: it is empty"),
        (lambda whole: lambda request: request.connection.close(), "cannot be reached"),
    ],
)
def test_a_failed_download_leaves_nothing_behind(
    do: Callable[[bytes], Callable[[BaseHTTPRequestHandler], None]],
    reason: str,
    server: Callable[..., None],
    tmp_path: Path,
    capsys: Printed,
) -> None:
    server(do(whole_file(tmp_path)))
    assert data.load("mnist").source.kind == "stand-in"
    first, _ = capsys.readouterr().out.splitlines()
    assert first.startswith("MNIST is not on this machine and was not downloaded: ")
    assert reason in first
    assert list(_places.cache_folder().iterdir()) == []


def test_a_silent_server_is_given_up(
    server: Callable[..., None], monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    assert _download.PROBE_SECONDS == 3.0
    monkeypatch.setattr(_download, "PROBE_SECONDS", 0.2)
    released = threading.Event()
    server(lambda request: released.wait(10))
    started = time.monotonic()
    assert data.load("mnist").source.kind == "stand-in"
    released.set()
    assert time.monotonic() - started < 5
    assert "didn't answer within 0.2 s" in capsys.readouterr().out


def test_a_download_that_stalls_is_given_up(
    server: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    monkeypatch.setattr(_download, "STALL_SECONDS", 0.2)
    content, released = whole_file(tmp_path), threading.Event()

    def do(request: BaseHTTPRequestHandler) -> None:
        sends(content[:1000], length=len(content))(request)
        released.wait(10)

    server(do)
    assert data.load("mnist").source.kind == "stand-in"
    released.set()
    assert "broke off" in capsys.readouterr().out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk(server: Callable[..., None], empty_machine: Path) -> None:
    content = whole_file(empty_machine)
    server(sends(content))
    url = f"{os.environ['COURSE_MIRROR']}/mnist.npz"
    with (
        open("/dev/full", "wb", buffering=0) as full,
        pytest.raises(_download.NoDownload, match="no room for it .* XDG_CACHE_HOME"),
    ):
        _download._fetch(url, full)


def test_no_right_to_write_the_cache(
    server: Callable[..., None],
    empty_machine: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Printed,
) -> None:
    # A file where the folder should be stops root as well, which permissions don't.
    (empty_machine / "cache").write_text("")
    monkeypatch.setenv("TMPDIR", str(empty_machine / "temporary"))
    (empty_machine / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", None)
    server(sends(whole_file(empty_machine)))
    mnist = data.load("mnist")
    assert mnist.source.where == "a download from $COURSE_MIRROR" and mnist.source.path is None
    assert "so a download isn't kept" in capsys.readouterr().out
    assert list((empty_machine / "temporary").iterdir()) == []


def test_offline_asks_nobody(
    server: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    server(sends(whole_file(tmp_path)))
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    monkeypatch.setattr(_download, "_open_within", lambda *_: pytest.fail("asked the network"))
    assert data.load("mnist").source.kind == "stand-in"
    assert "COURSE_OFFLINE is set" in capsys.readouterr().out


def test_a_folder_can_be_the_mirror(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    write(tmp_path / "stick" / "mnist.npz")
    monkeypatch.delenv("COURSE_OFFLINE")
    # main sets it for its process; setting it here first lets pytest put it back.
    monkeypatch.setenv("COURSE_MIRROR", "")
    assert main(["mnist", "--unverified", "--mirror", (tmp_path / "stick").as_uri()]) == 0
    assert (_places.cache_folder() / "mnist.npz").is_file()


def test_prefetching_says_when_it_failed(capsys: Printed) -> None:
    assert main([]) == 1
    with pytest.raises(SystemExit):
        main(["minst"])
    assert "no data set minst" in capsys.readouterr().err


# --- the stand-in --------------------------------------------------------------------------------


def test_the_stand_in_says_what_it_is(capsys: Printed) -> None:
    mnist = data.load("mnist")
    out = capsys.readouterr().out
    assert "not on this machine" in out and "stand-in: scikit-learn's digits" in out
    assert mnist.source.kind == "stand-in" and mnist.source.path is None
    assert mnist.class_names == tuple("0123456789")


def test_the_stand_in_is_like_mnist() -> None:
    mnist = data.load("mnist")
    assert mnist.x_train.dtype == np.uint8 and mnist.x_train.shape == (1438, 28, 28)
    assert mnist.y_train.dtype == np.int64 and mnist.x_test.shape == (359, 28, 28)
    assert mnist.x_train.min() == 0 and mnist.x_train.max() == 255
    for y in (mnist.y_train, mnist.y_test):
        shares = np.bincount(y, minlength=10) / len(y)
        np.testing.assert_allclose(shares, 0.1, atol=0.01)
    together = np.concatenate([mnist.x_train, mnist.x_test]).reshape(1797, -1)
    assert len(np.unique(together, axis=0)) >= 1790  # nothing in both parts by construction


def test_the_stand_in_is_the_same_everywhere() -> None:
    mnist = data.load("mnist")
    arrays = {name: getattr(mnist, name) for name in ("x_train", "y_train", "x_test", "y_test")}
    assert _catalogue.digest(arrays) == (
        "9367a706c7d9f7b9c2134015e69656d0f33763af1191fbdace503d47ed2162f6"
    )


# --- Dataset -------------------------------------------------------------------------------------


def test_arrays_are_read_only() -> None:
    mnist = data.load("mnist")
    with pytest.raises(ValueError, match="read-only"):
        mnist.x_train[0] = 0
    with pytest.raises(ValueError, match="read-only"):
        mnist.subset(train=100).y_train[0] = 0


def test_subset_keeps_classes_and_source() -> None:
    mnist = data.load("mnist")
    small = mnist.subset(train=200, test=50)
    assert small.source is mnist.source and small.name == "mnist"
    assert len(small.x_train) == len(small.y_train) == 200 and len(small.x_test) == 50
    assert np.bincount(small.y_train, minlength=10).min() >= 19
    again = mnist.subset(train=200, test=50)
    np.testing.assert_array_equal(small.x_train, again.x_train)
    other = mnist.subset(train=200, test=50, seed=1)
    assert (small.x_train != other.x_train).any()
    assert mnist.subset(train=100).x_test is not None
    assert len(mnist.subset(train=100).x_test) == len(mnist.x_test)


@pytest.mark.parametrize("n", [0, -1, 1439])
def test_subset_of_an_impossible_size(n: int) -> None:
    with pytest.raises(ValueError, match="choose from 1 to 1438"):
        data.load("mnist").subset(train=n)


@given(st.data())
def test_stratified(draw: st.DataObject) -> None:
    y = np.array(draw.draw(st.lists(st.integers(0, 3), min_size=1, max_size=60)))
    n = draw.draw(st.integers(1, len(y)))
    chosen = stratified(y, n, np.random.default_rng(draw.draw(st.integers(0, 100))))
    assert len(chosen) == n == len(set(chosen.tolist()))
    wanted = np.bincount(y, minlength=4) * n / len(y)
    assert (np.abs(np.bincount(y[chosen], minlength=4) - wanted) < 2).all()


def test_images_to_float() -> None:
    x = np.array([[[0, 255], [51, 102]]], dtype=np.uint8)
    scaled = data.images_to_float(x)
    assert scaled.dtype == np.float32 and scaled.shape == (1, 2, 2, 1)
    np.testing.assert_allclose(scaled[0, :, :, 0], [[0, 1], [0.2, 0.4]])
    assert data.images_to_float(np.zeros((2, 4, 4, 3), np.uint8)).shape == (2, 4, 4, 3)
    with pytest.raises(ValueError, match="float32; were they scaled already"):
        data.images_to_float(scaled)
    with pytest.raises(ValueError, match=r"not \(2, 2\)"):
        data.images_to_float(x[0])


@pytest.mark.slow
@pytest.mark.skipif(
    not REAL_DATA or not (Path(REAL_DATA) / "mnist.npz").is_file(),
    reason="no mnist.npz in $COURSE_DATA",
)
def test_real_mnist_is_recognized(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_DATA", str(REAL_DATA))
    started = time.perf_counter()
    mnist = data.load("mnist")
    assert time.perf_counter() - started < 5
    assert mnist.source.label == "MNIST"
    assert mnist.x_train.shape == (60000, 28, 28) and mnist.x_test.shape == (10000, 28, 28)
