"""nginx itself, where it is installed, on a free loopback port, with a configuration of ours."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

from cors_lab.server.registry import LOCK, SERVERS

LOOPBACK = "127.0.0.1"
PLACES = "/usr/sbin:/usr/local/sbin"
SCRATCH = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
# The shell ends nginx when its own input ends: at `stop`, and when Python is gone, however it went.
WATCH = '"$@" & child=$!; read -r line; kill "$child"; wait "$child"'
HEAD = """\
daemon off;
worker_processes 1;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    server_tokens off;
    msie_padding off;
    default_type text/plain;
{scratch}{outside}
    server {{
        listen {host}:{port};
        location / {{
{inside}
        }}
    }}
}}
"""


def nginx_binary() -> str | None:
    """Where nginx is installed, or None; a system without its way to hand over a socket counts as
    one that has none.
    """
    if os.name != "posix":
        return None
    return shutil.which("nginx") or shutil.which("nginx", path=PLACES)


class Nginx:
    """An nginx with one location, as the server of the origin `name`; where one of that name runs,
    the new one takes its place.

    `inside` are the lines of the location, `outside` those that belong around the server. Raises
    OSError where nginx is not installed or does not start.
    """

    __slots__ = ("_folder", "_process", "name", "url")

    def __init__(self, inside: str, outside: str, name: str) -> None:
        binary = nginx_binary()
        if binary is None:
            raise FileNotFoundError("nginx is not installed")
        self.name = name
        self._folder = tempfile.TemporaryDirectory(prefix="cors-lab-nginx-")
        # A socket that listens before nginx starts: no one has to wait for it.
        with socket.create_server((LOOPBACK, 0)) as found:
            found.setblocking(False)
            port = found.getsockname()[1]
            self.url = f"http://{LOOPBACK}:{port}"
            self._process = self._started(binary, found, self._written(port, inside, outside))
        with LOCK:
            old = SERVERS.get(name)
            SERVERS[name] = self
        if old is not None:
            old.stop()

    def _written(self, port: int, inside: str, outside: str) -> Path:
        folder = self._folder.name
        Path(folder).chmod(0o711)  # started by root, its workers are somebody else
        scratch = "".join(f"    {kind}_temp_path {folder}/{kind};\n" for kind in SCRATCH)
        path = Path(folder, "nginx.conf")
        facts = {"folder": folder, "scratch": scratch, "host": LOOPBACK, "port": port}
        path.write_text(HEAD.format(**facts, inside=inside, outside=outside), encoding="utf-8")
        return path

    def _started(self, binary: str, found: socket.socket, path: Path) -> subprocess.Popen[bytes]:
        errors = f"{self._folder.name}/error.log"
        command = [binary, "-p", self._folder.name, "-c", str(path), "-e", errors]
        checked = subprocess.run([*command, "-t"], capture_output=True, check=False, text=True)
        if checked.returncode:
            self._folder.cleanup()
            raise OSError(checked.stderr.strip().splitlines()[0])
        return subprocess.Popen(
            ["sh", "-c", WATCH, "sh", *command],
            env={**os.environ, "NGINX": f"{found.fileno()};"},  # nginx's own way between versions
            pass_fds=[found.fileno()],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def stop(self) -> None:
        """End it. Stopping twice does nothing."""
        with LOCK:
            if SERVERS.get(self.name) is self:
                del SERVERS[self.name]
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait()
        self._folder.cleanup()

    def __repr__(self) -> str:
        state = "running" if self._process.poll() is None else "stopped"
        return f"<nginx {self.name} {state}>"
