"""A server on the loopback that keeps comments as GitHub and GitLab do."""

import http.server
import json
import re
import threading
import urllib.parse

TOKEN = "token-of-the-job"


class Comments:
    """The comments of one pull request (number 7), and what was asked about them."""

    def __init__(self, dialect):
        self.dialect = dialect
        self.kept = []
        self.requests = []
        handler = {"github": GitHub, "gitlab": GitLab}[dialect]
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.comments = self
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def add(self, body, author):
        comment = {"id": 1000 + len(self.kept), "body": body}
        if self.dialect == "github":
            comment["user"] = {"login": author}
            comment["html_url"] = f"{self.url}/7#{comment['id']}"
        else:
            comment["author"] = {"id": author}
        self.kept.append(comment)
        return comment

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, status, content):
        text = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def handle_request(self):
        comments = self.server.comments
        url = urllib.parse.urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        comments.requests.append((self.command, url.path))
        if not self.is_allowed():
            return self.answer(401, {"message": "bad credentials"})
        if re.fullmatch(self.LIST, url.path):
            if self.command == "GET":
                query = dict(urllib.parse.parse_qsl(url.query))
                size, page = int(query.get("per_page", 20)), int(query.get("page", 1))
                return self.answer(200, comments.kept[(page - 1) * size:page * size])
            if self.command == "POST":
                return self.answer(201, comments.add(body["body"], self.ROBOT))
        found = re.fullmatch(self.ONE, url.path)
        if found and self.command == self.UPDATE:
            comment = next((each for each in comments.kept if each["id"] == int(found[1])), None)
            if comment:
                comment["body"] = body["body"]
                return self.answer(200, comment)
        if url.path == "/user" and comments.dialect == "gitlab":
            return self.answer(200, {"id": self.ROBOT})
        return self.answer(404, {"message": "not found"})

    do_GET = do_POST = do_PATCH = do_PUT = handle_request


class GitHub(Handler):
    LIST = r"/repos/acme/fleet/issues/7/comments"
    ONE = r"/repos/acme/fleet/issues/comments/(\d+)"
    UPDATE = "PATCH"
    ROBOT = "github-actions[bot]"

    def is_allowed(self):
        return self.headers.get("Authorization") == f"Bearer {TOKEN}"


class GitLab(Handler):
    LIST = r"/projects/12/merge_requests/7/notes"
    ONE = LIST + r"/(\d+)"
    UPDATE = "PUT"
    ROBOT = 42

    def is_allowed(self):
        return self.headers.get("PRIVATE-TOKEN") == TOKEN
