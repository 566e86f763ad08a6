"""Real servers that take a product's setting as it is rendered: each as a function from the
text to its base URL.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.middleware import running

Run = Callable[[str], AbstractContextManager[str]]
SBIN = "/usr/sbin:/usr/local/sbin:/usr/bin"
ADAPTER = """\
import http from "node:http";
export function listen(handler) {
  const server = http.createServer(async (message, reply) => {
    const { method, url, headers } = message;
    const answer = await handler(new Request(`http://127.0.0.1${url}`, { method, headers }));
    reply.writeHead(answer.status, [...answer.headers].flat());
    reply.end(Buffer.from(await answer.arrayBuffer()));
  });
  server.listen(0, "127.0.0.1", () => console.log(server.address().port));
}
"""


class Runner(NamedTuple):
    """How a product is run, and what it needs: "" where that is here, else what is missing."""

    run: Run
    missing: Callable[[], str]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@contextmanager
def started(command: list[str], port: int, folder: str) -> Iterator[str]:
    """A program that listens on this port, once it does."""
    environment = {**os.environ, "HOME": folder, "XDG_DATA_HOME": folder, "XDG_CONFIG_HOME": folder}
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    with running.stopping(process):
        while not _listens(port):
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.05)
                assert process.stderr is not None
                raise AssertionError(f"{command[0]} ended: {process.stderr.read()}")
        yield f"http://127.0.0.1:{port}"


def _listens(port: int) -> bool:
    with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
        return True
    return False


def binary(name: str) -> Callable[[], str]:
    return lambda: "" if shutil.which(name, path=SBIN) else f"{name} is not installed (apt)"


def packages(*names: str) -> Callable[[], str]:
    """Node and these packages from npm."""

    def missing() -> str:
        if reason := running.missing_node():
            return reason
        folder = Path(os.environ[running.NODE_FOLDER], "node_modules")
        absent = [name for name in names if not (folder / name).is_dir()]
        return f"npm has not installed {', '.join(absent)}" if absent else ""

    return missing


@contextmanager
def caddy(setting: str) -> Iterator[str]:
    port = free_port()
    with TemporaryDirectory() as folder:
        block = f"http://:{port} {{\nbind 127.0.0.1\n{setting}\nrespond ok\n}}\n"
        Path(folder, "Caddyfile").write_text(
            f"{{\nadmin off\nauto_https off\n}}\n{block}", encoding="utf-8"
        )
        command = [str(shutil.which("caddy", path=SBIN)), "run", "--config", "Caddyfile"]
        with started(command, port, folder) as url:
            yield url


@contextmanager
def haproxy(setting: str) -> Iterator[str]:
    """Behind it there is no server, so that the error is its own."""
    port = free_port()
    with TemporaryDirectory() as folder:
        lines = "\n".join(f"    {line}" for line in setting.splitlines())
        defaults = (
            "defaults\n    mode http\n    timeout connect 1s\n    timeout client 5s\n    "
            "timeout server 5s\n"
        )
        text = (
            f"{defaults}frontend web\n    bind 127.0.0.1:{port}\n{lines}\n    default_backend "
            "none\nbackend none\n"
        )
        Path(folder, "haproxy.cfg").write_text(text, encoding="utf-8")
        with started(
            [str(shutil.which("haproxy", path=SBIN)), "-db", "-f", "haproxy.cfg"], port, folder
        ) as url:
            yield url


@contextmanager
def apache(setting: str) -> Iterator[str]:
    """Without any file to serve: its answers are 404, with the headers."""
    port = free_port()
    modules = ("mpm_event", "authz_core", "headers", "setenvif", "rewrite")
    with TemporaryDirectory() as folder:
        loads = "".join(
            f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n" for name in modules
        )
        main = (
            f"ServerName localhost\nListen 127.0.0.1:{port}\nPidFile {folder}/pid\nErrorLog "
            f"{folder}/error.log\n"
        )
        text = f"{loads}{main}DocumentRoot {folder}\nDefaultRuntimeDir {folder}\n{setting}"
        Path(folder, "httpd.conf").write_text(text, encoding="utf-8")
        Path(folder).chmod(0o755)
        command = [
            str(shutil.which("apache2", path=SBIN)),
            "-X",
            "-d",
            folder,
            "-f",
            f"{folder}/httpd.conf",
        ]
        with started(command, port, folder) as url:
            yield url


def node(before: str, after: str, setting_file: str = "") -> Run:
    """The setting between these lines, or in a file of its own that they import."""

    @contextmanager
    def run(setting: str) -> Iterator[str]:
        programs = {"adapter": ADAPTER, "program": f"{before}{setting}{after}"}
        if setting_file:
            programs = {"adapter": ADAPTER, setting_file: setting, "program": before + after}
        with (
            running.node_folder(programs) as folder,
            running._node(folder / "program.mjs") as output,
        ):
            yield f"http://127.0.0.1:{int(output.readline())}"

    return run


RACK = """\
require "socket"
require "rack"
require "rack/cors"
APP = lambda { |env| [200, { "Content-Type" => "text/plain" }, ["ok"]] }
module Rails
  def self.application = self
  def self.config = self
  def self.middleware = self
  def self.insert_before(_, kind, &block) = $app = kind.new(APP, &block)
end
%s
server = TCPServer.new("127.0.0.1", 0)
$stdout.sync = true
puts server.addr[1]
loop do
  client = server.accept
  method, path, = client.gets.to_s.split
  env = { "REQUEST_METHOD" => method, "PATH_INFO" => path, "SCRIPT_NAME" => "" }
  env.merge!({ "QUERY_STRING" => "", "rack.url_scheme" => "http" })
  while (line = client.gets) && line != "\\r\\n"
    name, value = line.split(": ", 2)
    env["HTTP_" + name.upcase.tr("-", "_")] = value.chomp
  end
  client.read(env["HTTP_CONTENT_LENGTH"].to_i)
  status, headers, body = $app.call(env)
  client.write "HTTP/1.1 #{status} X\\r\\nConnection: close\\r\\n"
  headers.each { |name, value| client.write "#{name}: #{value}\\r\\n" }
  client.write "\\r\\n" + body.to_a.join
  client.close
end
"""


@contextmanager
def rails(setting: str) -> Iterator[str]:
    with TemporaryDirectory() as folder:
        program = Path(folder, "server.rb")
        program.write_text(RACK % setting, encoding="utf-8")
        process = subprocess.Popen(
            ["ruby", str(program)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        with running.stopping(process):
            assert process.stdout is not None
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"


def missing_rack() -> str:
    if shutil.which("ruby") is None:
        return "ruby is not installed (apt)"
    found = subprocess.run(
        ["ruby", "-e", 'require "rack"; require "rack/cors"'], capture_output=True, check=False
    )
    return "rack-cors is not installed (apt: ruby-rack, ruby-rack-cors)" if found.returncode else ""


@contextmanager
def jupyter(setting: str) -> Iterator[str]:
    port = free_port()
    with TemporaryDirectory() as folder:
        more = (
            f"c.ServerApp.port = {port}\nc.IdentityProvider.token = "
            '"t"\nc.ServerApp.allow_remote_access = True\n'
        )
        Path(folder, "config.py").write_text(
            f"{setting}{more}c.ServerApp.allow_root = True\n", encoding="utf-8"
        )
        command = [
            sys.executable,
            "-m",
            "jupyter_server",
            "--config=config.py",
            "--ServerApp.jpserver_extensions={}",
        ]
        with started(command, port, folder) as url:
            yield url


def missing_jupyter() -> str:
    return "" if importlib.util.find_spec("jupyter_server") else "jupyter_server is not installed"


GO = """\
package main

import (
	"fmt"
	"net"
	"net/http"
%s)

func main() {
%s
	listener, _ := net.Listen("tcp", "127.0.0.1:0")
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	http.Serve(listener, handler)
}
"""
GO_SOURCES = "/usr/share/gocode"  # where Debian's packages put them


def golang(imports: str, before: str, after: str) -> Run:
    """The setting in a Go program, built from the sources that Debian has."""

    @contextmanager
    def run(setting: str) -> Iterator[str]:
        lines = "\n".join((before, setting, after))
        with TemporaryDirectory() as folder:
            Path(folder, "main.go").write_text(GO % (imports, lines), encoding="utf-8")
            environment = {**os.environ, "GO111MODULE": "off", "GOPATH": GO_SOURCES}
            command = ["go", "build", "-o", "server", "main.go"]
            subprocess.run(command, cwd=folder, env=environment, check=True)
            server = [f"{folder}/server"]
            process = subprocess.Popen(
                server, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
            with running.stopping(process):
                assert process.stdout is not None
                yield f"http://127.0.0.1:{int(process.stdout.readline())}"

    return run


def go_package(name: str, package: str) -> Callable[[], str]:
    def missing() -> str:
        if shutil.which("go") is None:
            return "go is not installed (apt: golang-go)"
        there = Path(GO_SOURCES, "src", name).is_dir()
        return "" if there else f"{name} is not installed (apt: {package})"

    return missing


SERVE_NODE = (
    'await new Promise((done) => server.listen(0, "127.0.0.1", '
    "done));\nconsole.log(server.address().port);\n"
)
RUNNERS = {
    "caddy": Runner(caddy, binary("caddy")),
    "haproxy": Runner(haproxy, binary("haproxy")),
    "apache": Runner(apache, binary("apache2")),
    "rails": Runner(rails, missing_rack),
    "jupyter-server": Runner(jupyter, missing_jupyter),
    "rs-cors": Runner(
        golang(
            '\t"github.com/rs/cors"\n',
            "mux := http.NewServeMux()\n"
            'mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {\n'
            '\tfmt.Fprint(w, "ok")\n})',
            "",
        ),
        go_package("github.com/rs/cors", "golang-github-rs-cors-dev"),
    ),
    "gin": Runner(
        golang(
            '\t"time"\n\t"github.com/gin-contrib/cors"\n\t"github.com/gin-gonic/gin"\n',
            "gin.SetMode(gin.ReleaseMode)\nrouter := gin.New()",
            'router.Any("/notes", func(c *gin.Context) { c.String(200, "ok") })\nhandler := router',
        ),
        go_package("github.com/gin-contrib/cors", "golang-github-gin-contrib-cors-dev"),
    ),
    "cloudflare-workers": Runner(
        node(
            'import { listen } from "./adapter.mjs";\nimport worker from "./worker.mjs";\n',
            "listen(worker.fetch);\n",
            "worker",
        ),
        packages(),
    ),
    "supabase": Runner(
        node('import { listen } from "./adapter.mjs";\nglobalThis.Deno = { serve: listen };\n', ""),
        packages(),
    ),
    "hono": Runner(
        node(
            'import { Hono } from "hono";\nimport { cors } from "hono/cors";\nimport { '
            'serve } from "@hono/node-server";\n'
            "const app = new Hono();\n",
            'app.all("*", (context) => context.text("ok"));\n'
            'serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => '
            "console.log(port));\n",
        ),
        packages("hono", "@hono/node-server"),
    ),
    "fastify": Runner(
        node(
            (
                'import Fastify from "fastify";\nimport cors from "@fastify/cors";\nconst app '
                "= Fastify();\n"
            ),
            'app.put("/notes", async () => "ok");\nawait app.listen({ port: 0, host: '
            '"127.0.0.1" });\n'
            "console.log(app.server.address().port);\n",
        ),
        packages("fastify", "@fastify/cors"),
    ),
    "nestjs": Runner(
        node(
            'import "reflect-metadata";\nimport { NestFactory } from "@nestjs/core";\n'
            'import { All, Controller, Module } from "@nestjs/common";\n'
            'class Notes { all() { return "ok"; } }\nController()(Notes);\n'
            'All("*path")(Notes.prototype, "all", '
            'Object.getOwnPropertyDescriptor(Notes.prototype, "all"));\n'
            "class App {}\nModule({ controllers: [Notes] })(App);\n"
            "const app = await NestFactory.create(App, { logger: false });\n",
            'await app.listen(0, "127.0.0.1");\nconsole.log(app.getHttpServer().address().port);\n',
        ),
        packages("@nestjs/core", "@nestjs/platform-express"),
    ),
    "nuxt": Runner(
        node(
            'import http from "node:http";\nimport { createApp, defineEventHandler, '
            'handleCors, toNodeListener } from "h3";\n'
            "Object.assign(globalThis, { defineEventHandler, handleCors });\n"
            'const { default: middleware } = await import("./middleware.mjs");\n'
            'const app = createApp().use(middleware).use(defineEventHandler(() => "ok"));\n'
            "const server = http.createServer(toNodeListener(app));\n",
            SERVE_NODE,
            "middleware",
        ),
        packages("h3"),
    ),
}
VITE = node(
    'import { createServer } from "vite";\nimport config from "./config.mjs";\n'
    'config.server.port = 0;\nconfig.server.host = "127.0.0.1";\n'
    'const vite = await createServer({ ...config, configFile: false, logLevel: "silent" });\n'
    "await vite.listen();\n",
    "console.log(vite.httpServer.address().port);\n",
    "config",
)
