"""The network: the package index, a mirror of the data, proxies and certificates. Nobody else."""

from __future__ import annotations

import re
import socket
import ssl
import subprocess
import urllib.parse
from collections.abc import Iterator

from autograder.doctor.finding import OK, PROBLEM, WARNING, Finding, Machine

SECONDS = 3.0
INDEX = "https://pypi.org/simple"
INDEX_VARIABLES = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL")
CERTIFICATES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PIP_CERT")
OFFLINE = "without it lessons run on what is in the cache, and on stand-ins"

# In a process of its own: it sees the machine's variables, and can be ended while it looks up a
# name. Only the head of one small page is asked for.
_ASK = """
import base64, os, sys, urllib.error, urllib.parse, urllib.request
try:
    parts = urllib.parse.urlsplit(os.environ["DOCTOR_ASKS"])
    user, _, host = parts.netloc.rpartition("@")
    request = urllib.request.Request(parts._replace(netloc=host).geturl(), method="HEAD")
    if user:
        word = base64.b64encode(urllib.parse.unquote(user).encode()).decode()
        request.add_header("Authorization", "Basic " + word)
    print("answer", urllib.request.urlopen(request, timeout=float(sys.argv[1])).status)
except urllib.error.HTTPError as error:
    print("answer", error.code)
except Exception as error:
    reason = getattr(error, "reason", error)
    print("error", type(reason).__name__, str(reason).replace("\\n", " "))
"""


def package_index(machine: Machine) -> Iterator[Finding]:
    """Can packages be installed from where pip and uv would look?"""
    set_by = next((name for name in INDEX_VARIABLES if machine.env.get(name)), None)
    index = machine.env[set_by] if set_by else INDEX
    yield _asked(machine, "package index", index.rstrip("/") + "/keras/", _shown(index), set_by)


def mirror(machine: Machine) -> Iterator[Finding]:
    """Does the mirror answer, if one is named?"""
    url = machine.env.get("COURSE_MIRROR")
    if url and url.startswith(("http://", "https://")):
        address = url.rstrip("/") + "/mnist.npz"
        yield _asked(machine, "data mirror", address, _shown(url), "COURSE_MIRROR")


def _asked(machine: Machine, name: str, url: str, shown: str, set_by: str | None) -> Finding:
    origin = f"{shown} ({set_by})" if set_by else shown
    check = f"is {set_by} right?" if set_by else f"a proxy? Then set HTTPS_PROXY; {OFFLINE}"
    try:
        # What starting Python takes doesn't count.
        command = [machine.python, "-c", _ASK, str(SECONDS)]
        # Not as an argument: everybody can read those, and there may be a password in it.
        done = machine.run(command, SECONDS + 10, {"DOCTOR_ASKS": url})
        said = done.stdout.strip().split(" ", 2)
    except subprocess.TimeoutExpired:
        return Finding(name, WARNING, f"{origin} didn't answer", check)
    except OSError as error:
        return Finding(name, WARNING, f"{origin} wasn't asked: {error}", check)
    if said[0] == "answer":
        code = int(said[1])
        if code < 400:
            return Finding(name, OK, f"{origin} answers")
        mends = {
            401: "put the name and password that it wants into the address",
            403: "this network or the server doesn't allow it: ask who runs it",
            404: f"is {set_by or 'the address'} right?",
            407: "HTTPS_PROXY=http://NAME:PASSWORD@HOST:PORT",
        }
        return Finding(
            name, WARNING, f"{origin} answers {code}", mends.get(code, "try again later")
        )
    kind, text = (said + ["", ""])[1:3]
    if kind == "SSLCertVerificationError":
        return Finding(
            name,
            PROBLEM,
            f"the certificate of {origin} isn't trusted: {_verify(text)}",
            "behind a company's or school's proxy: let SSL_CERT_FILE name the file with its root "
            "certificate (PEM); on a Mac run 'Install Certificates.command'; is the clock right?",
        )
    if kind == "gaierror":
        return Finding(name, WARNING, f"the name in {origin} cannot be found (DNS)", check)
    if "407" in text:
        return Finding(
            name, PROBLEM, "the proxy wants a name and a password (407)",
            "HTTPS_PROXY=http://NAME:PASSWORD@HOST:PORT, special characters as %XX",
        )  # fmt: skip
    words = {"ConnectionRefusedError": "refuses the connection", "TimeoutError": "didn't answer"}
    said_by = words.get(kind, f"cannot be reached ({text or kind})")
    return Finding(name, WARNING, f"{origin} {said_by}", check)


def _verify(text: str) -> str:
    found = re.search(r"verify failed: (.*?)( \(_ssl|$)", text)
    return found[1] if found else text


def _shown(url: str) -> str:
    """An address without a user's name and password."""
    return re.sub(r"//[^/@]*@", "//", url)


def proxies(machine: Machine) -> Iterator[Finding]:
    """Are the variables for proxies well formed, and does somebody listen there?"""
    seen: set[str] = set()
    for name in ("https_proxy", "http_proxy", "all_proxy"):
        # The lower-case one wins, as in urllib and curl.
        variable = next((n for n in (name, name.upper()) if machine.env.get(n)), None)
        if variable is None or machine.env[variable] in seen:
            continue
        value = machine.env[variable]
        seen.add(value)
        title, shown = f"proxy: {variable}", _shown(value)
        try:
            parts = urllib.parse.urlsplit(value)
            host, port = parts.hostname, parts.port
        except ValueError:
            host, port = None, None
        if not host or "://" not in value:
            yield Finding(
                title,
                PROBLEM,
                f"{shown} is no address",
                f"{variable}=http://HOST:PORT, with http://",
            )
            continue
        try:
            socket.create_connection((host, port or 80), SECONDS).close()
        except OSError as error:
            yield Finding(
                title, PROBLEM, f"nobody listens at {shown} ({error})",
                f"unset {variable} if this network has no proxy, else ask for its address",
            )  # fmt: skip
        else:
            yield Finding(title, OK, f"{shown} listens")
    if not seen:
        yield Finding("proxy", OK, "none is set")


def certificates(machine: Machine) -> Iterator[Finding]:
    """Do the variables for root certificates name files that hold some?"""
    named = [name for name in CERTIFICATES if machine.env.get(name)]
    wrong = False
    for name in named:
        path = machine.env[name]
        try:
            roots = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            roots.load_verify_locations(path)
        except (OSError, ssl.SSLError) as error:
            wrong = True
            reason = "there is no such file" if isinstance(error, FileNotFoundError) else str(error)
            yield Finding(
                f"certificates: {name}",
                PROBLEM,
                f"{path} cannot be used: {reason}",
                f"let {name} name a file with root certificates (PEM), or unset it",
            )
    if not wrong:
        count = ssl.create_default_context().cert_store_stats()["x509_ca"]
        by = f", {', '.join(named)} set" if named else ""
        yield Finding("certificates", OK, f"{count} root certificates are loaded{by}")
