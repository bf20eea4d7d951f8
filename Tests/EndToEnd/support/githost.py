"""A host of one repository on the loopback, by https: Git with a password, files, and pull requests."""

import base64
import http.server
import json
import os
import ssl
import stat
import subprocess
import threading
import urllib.parse

from fleetseal import check

# Who may push, by the name that Git logs in with: the job's own token, and one from the settings.
JOB_TOKEN, PUSH_TOKEN = "token-of-the-job-4f1c", "token-of-the-robot-93ab"
PATH = "/acme/fleet.git"


class GitHost:
    """A bare repository with a branch `main` that can be protected; what was proposed there."""

    def __init__(self, fleet, dialect):
        self.fleet, self.dialect = fleet, dialect
        self.projects = fleet.beside("projects")
        self.origin = self.projects + PATH
        self.certificate = fleet.beside("host.pem")
        # What is served below /publications/, by name; None breaks off.
        self.publications = {}
        self.pulls, self.requests = [], []
        # What happens, once, right before somebody asks to push.
        self.meanwhile = None
        # Whether `main` takes pushes from the token of the job.
        self.protected = False
        os.makedirs(os.path.dirname(self.origin))
        fleet.git("clone", "-q", "--bare", fleet.root, self.origin)
        for name, value in (("http.receivepack", "true"), ("receive.advertisePushOptions", "true")):
            fleet.git("--git-dir", self.origin, "config", name, value)
        self.hook("update", 'test "$1" != refs/heads/main || test "$PROTECTED" != yes || { echo main is protected; exit 1; }')
        self.hook("post-receive", 'i=0; while [ "$i" -lt "${GIT_PUSH_OPTION_COUNT:-0}" ]; do\n'
                  'eval "echo \\"\\$GIT_PUSH_OPTION_$i\\""; i=$((i + 1)); done >> options')
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", self.certificate + ".key", "-out", self.certificate,
             "-subj", "/CN=host", "-days", "2", "-addext", "subjectAltName=IP:127.0.0.1"], check=True, stderr=subprocess.DEVNULL)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.certificate + ".key")
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.host = self
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.url = f"https://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def hook(self, name, text):
        path = os.path.join(self.origin, "hooks", name)
        with open(path, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\n" + text + "\n")
        os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)

    def git(self, *arguments):
        return self.fleet.git("--git-dir", self.origin, *arguments).stdout.strip()

    def head(self, branch="main"):
        return self.git("rev-parse", f"refs/heads/{branch}")

    def branches(self):
        return self.git("for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads").split()

    def options(self):
        """The options of all pushes so far."""
        try:
            with open(os.path.join(self.origin, "options"), encoding="utf-8") as file:
                return file.read().splitlines()
        except FileNotFoundError:
            return []

    def user(self, header):
        """Who logs in with these words, if anybody does."""
        kind, _, words = (header or "").partition(" ")
        if kind != "Basic":
            return None
        name, _, password = base64.b64decode(words).decode().partition(":")
        job = {"github": "x-access-token", "gitlab": "gitlab-ci-token"}[self.dialect]
        robot = {"github": "x-access-token", "gitlab": "fleetseal"}[self.dialect]
        return {(job, JOB_TOKEN): "job", (robot, PUSH_TOKEN): "robot"}.get((name, password))


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_request(self):
        host, url = self.server.host, urllib.parse.urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        host.requests.append((self.command, url.path))
        if url.path.startswith("/publications/"):
            text = host.publications.get(url.path.rsplit("/", 1)[1])
            return self.answer(404) if text is None else self.answer(200, text)
        if url.path == "/api/repos/acme/fleet/pulls" and self.command == "POST":
            if self.headers.get("Authorization") not in (f"Bearer {JOB_TOKEN}", f"Bearer {PUSH_TOKEN}"):
                return self.answer(401, b'{"message": "bad credentials"}')
            host.pulls.append(json.loads(body))
            return self.answer(201, json.dumps({"html_url": f"{host.url}/acme/fleet/pull/{len(host.pulls)}"}).encode())
        if url.path.startswith(PATH + "/"):
            return self.serve_git(host, url, body)
        return self.answer(404)

    def serve_git(self, host, url, body):
        user = host.user(self.headers.get("Authorization"))
        if user is None:
            return self.answer(401, headers=[("WWW-Authenticate", 'Basic realm="host"')])
        if "service=git-receive-pack" in url.query and host.meanwhile:
            host.meanwhile, happens = None, host.meanwhile
            happens()
        done = subprocess.run(
            ["git", "http-backend"], input=body, stdout=subprocess.PIPE, check=True,
            env={"PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": host.projects, "GIT_HTTP_EXPORT_ALL": "1",
                 "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_CONFIG_GLOBAL": "/dev/null", "REQUEST_METHOD": self.command,
                 "PATH_INFO": url.path, "QUERY_STRING": url.query, "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                 "CONTENT_LENGTH": str(len(body)), "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
                 "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""), "REMOTE_USER": user, "REMOTE_ADDR": "127.0.0.1",
                 "PROTECTED": "yes" if host.protected and user == "job" else "no"})
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        headers = [tuple(line.split(": ", 1)) for line in head.decode().split("\r\n")]
        status = next((int(value.split()[0]) for name, value in headers if name == "Status"), 200)
        check(status < 500, head.decode())
        return self.answer(status, content, [pair for pair in headers if pair[0] != "Status"])

    do_GET = do_POST = handle_request
