"""What a network or a disk does wrong, in sentences for people."""

from __future__ import annotations

import contextlib
import errno
import socket
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException
from typing import Any

from helpers.data._download import NoDownload

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
_PORTAL = "log in there with a browser, then try again"


class Passing(NoDownload):
    """A failure that another attempt may mend.

    Args:
        text: why, for people.
        busy: whether the server asks for another attempt.
        wait: seconds that it wants us to wait.
    """

    def __init__(self, text: str, *, busy: bool = False, wait: float = 1.0) -> None:
        super().__init__(text)
        self.busy, self.wait = busy, wait


def host(url: str) -> str:
    """Whose address it is, without a user's name and password."""
    return urllib.parse.urlsplit(url).netloc.rpartition("@")[2] or "the mirror"


def is_page(response: Any, url: str) -> bool:
    """Whether a web page came instead of a file."""
    kind = response.headers.get_content_type() if response.headers else ""
    return kind in ("text/html", "application/xhtml+xml") and not url.endswith((".html", ".htm"))


def page(url: str) -> str:
    """What to say of a web page that came instead of a file."""
    return (
        f"{host(url)} answered with a web page instead of the file: a network that wants a "
        f"log-in first? Then {_PORTAL}"
    )


def answered(url: str, error: urllib.error.HTTPError) -> NoDownload:
    """An answer that is no file: 404 and the like."""
    code, name = error.code, host(url)
    file = url.rsplit("/", 1)[-1]
    if code == 407:
        return NoDownload(_proxy_password())
    if code == 511:
        return NoDownload(f"this network wants a log-in first (511): {_PORTAL}")
    if 300 <= code < 400:
        return NoDownload(
            f"{name} sends in circles ({code}): a network that wants a log-in first? Then {_PORTAL}"
        )
    if code in (404, 410):
        return NoDownload(
            f"{name} has no {file} ({code}): if it is a mirror, --mirror must name the folder "
            "that holds the file"
        )
    if code in (401, 403):
        return NoDownload(
            f"{name} doesn't give {file} to this machine ({code}): a log-in, or a filter of this "
            "network; use a --mirror"
        )
    if code in (408, 429) or code >= 500:
        after = error.headers.get("Retry-After", "") if error.headers else ""
        wait = float(after) if after.isdigit() else 1.0
        return Passing(
            f"{name} is out of order or overloaded ({code} {error.reason}): try again later, or "
            "use a --mirror",
            busy=True,
            wait=wait,
        )
    return NoDownload(f"{name} answered {code} {error.reason}")


def of(url: str, error: BaseException) -> NoDownload:
    """The sentence for an error while connecting, receiving or writing."""
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    name = host(url)
    if isinstance(reason, ssl.SSLCertVerificationError):
        return NoDownload(
            f"the certificate of {name} isn't trusted ({reason.verify_message}): behind a proxy "
            "of a company or school, let SSL_CERT_FILE name the file with its root certificate; "
            "else check this machine's clock"
        )
    if isinstance(reason, ssl.SSLError):
        return Passing(
            f"no encrypted connection to {name} ({reason.reason or reason}): is it https at all, "
            "or does a proxy stand between?"
        )
    if isinstance(reason, socket.gaierror):
        return NoDownload(
            f"the name {name} cannot be found: there is no network, no DNS, or a typing mistake "
            "in the address"
        )
    if isinstance(reason, TimeoutError):
        return Passing(f"the download from {name} stood still, and was given up")
    if isinstance(reason, ConnectionRefusedError):
        return NoDownload(
            f"{name} refuses the connection: nothing listens there, or a firewall says no; is "
            "the address right, and a proxy's in HTTPS_PROXY?"
        )
    text = "".join(c if c.isprintable() else " " for c in str(reason)).strip()[:200]
    if "Tunnel connection failed: 407" in text:
        return NoDownload(_proxy_password())
    if "Tunnel connection failed" in text:
        return NoDownload(f"the proxy that HTTPS_PROXY names gives no way to {name} ({text})")
    if isinstance(reason, FileNotFoundError) and url.startswith("file:"):
        return NoDownload(f"there is no file {url}")
    if isinstance(reason, OSError):
        if reason.errno in _NO_ROOM:
            return NoDownload(
                f"the disk is full ({reason.strerror}): make some room, or let XDG_CACHE_HOME "
                "name a folder on another disk"
            )
        if reason.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            return NoDownload(
                f"{reason.filename or 'the cache folder'} cannot be written to "
                f"({reason.strerror}): let XDG_CACHE_HOME name a folder of your own"
            )
        if reason.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH):
            return NoDownload(f"there is no way to {name} ({reason.strerror}): no network?")
    if isinstance(reason, (HTTPException, OSError)):
        return Passing(f"the download from {name} broke off ({text or type(reason).__name__})")
    return NoDownload(f"{url} cannot be downloaded ({text or type(reason).__name__})")


@contextlib.contextmanager
def named(url: str) -> Iterator[None]:
    """Turns errors of the network and the disk into NoDownload."""
    try:
        yield
    except (OSError, HTTPException) as error:
        raise of(url, error) from error


def _proxy_password() -> str:
    proxies = urllib.request.getproxies()
    proxy = proxies.get("https") or proxies.get("http") or ""
    name = host(proxy) if proxy else "the proxy"
    return (
        f"the proxy {name} wants a name and a password (407): "
        "HTTPS_PROXY=http://NAME:PASSWORD@HOST:PORT gives them, special characters as %XX"
    )
