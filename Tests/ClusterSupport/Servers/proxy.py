"""A proxy in front of an API server that makes faults when told to.

    proxy.py PORT TARGET-PORT [CERTIFICATE KEY CLIENT-CA TARGET-CA PROXY-CERTIFICATE PROXY-KEY]

Without certificates it passes bytes through. With them it speaks TLS and HTTP/1.1 on both sides and
can answer by itself; who a client is by its certificate is handed on in the headers of a front proxy.
Commands come as lines of JSON on stdin, each is answered by one line on stdout.
"""

import asyncio
import json
import re
import ssl
import struct
import socket
import sys


class Fault:
    """What is done to the requests that match, as often as `count` says."""

    def __init__(self, command):
        self.method = re.compile(command.get("method") or ".*")
        self.path = re.compile(command.get("path") or ".*")
        self.count = command.get("count")
        self.skip = command.get("skip") or 0
        self.status = command.get("status")
        self.headers = command.get("headers") or {}
        self.body = command.get("body") or ""
        self.cut = command.get("cut")
        self.released = asyncio.Event()
        if not command.get("hold"):
            self.released.set()

    def takes(self, method, path):
        if not (self.method.fullmatch(method) and self.path.search(path)) or self.count == 0:
            return False
        if self.skip:
            self.skip -= 1
            return False
        if self.count is not None:
            self.count -= 1
        return True


class Proxy:
    def __init__(self, port, target, files):
        self.port, self.target, self.files = port, target, files
        self.open = set()
        self.faults = []
        self.requests = []
        self.accepted = 0
        self.flowing = asyncio.Event()
        self.flowing.set()
        self.server = None

    async def listen(self):
        context = None
        if self.files:
            certificate, key, clients, *_ = self.files
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, key)
            context.load_verify_locations(clients)
            context.verify_mode = ssl.CERT_OPTIONAL
            context.set_alpn_protocols(["http/1.1"])
        serve = self.serve_http if self.files else self.serve_bytes
        self.server = await asyncio.start_server(
            serve, "127.0.0.1", self.port, ssl=context, limit=1 << 20
        )

    async def connect(self):
        context = None
        if self.files:
            _, _, _, authority, certificate, key = self.files
            context = ssl.create_default_context(cafile=authority)
            context.load_cert_chain(certificate, key)
            context.set_alpn_protocols(["http/1.1"])
        pair = await asyncio.open_connection("127.0.0.1", self.target, ssl=context, limit=1 << 20)
        self.open.add(pair[1])
        return pair

    # Bytes only.

    async def serve_bytes(self, reader, writer):
        self.accepted += 1
        self.open.add(writer)
        try:
            there, back = await self.connect()
        except OSError:
            return self.drop(writer)
        await asyncio.gather(self.pump(reader, back), self.pump(there, writer))

    async def pump(self, reader, writer):
        try:
            while data := await reader.read(1 << 16):
                await self.held()
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        self.close(writer)

    async def held(self):
        await self.flowing.wait()

    # Requests and answers.

    async def serve_http(self, reader, writer):
        self.accepted += 1
        self.open.add(writer)
        there = back = None
        user = peer(writer)
        try:
            while head := await self.head(reader):
                method, path, _ = head[0].split(" ", 2)
                body = [chunk async for chunk in body_of(reader, head)]
                self.requests.append([method, path])
                await self.held()
                fault = next((f for f in self.faults if f.takes(method, path)), None)
                if fault:
                    await fault.released.wait()
                    if fault.cut:
                        break
                    if fault.status:
                        writer.write(answer(fault))
                        await writer.drain()
                        continue
                if back is None or back.is_closing():
                    there, back = await self.connect()
                back.write(request(head, user) + b"".join(body))
                await back.drain()
                if not await self.hand_back(there, writer, method):
                    break
        except (OSError, ValueError, asyncio.IncompleteReadError):
            pass
        for side in (writer, back):
            if side is not None:
                self.close(side)

    async def hand_back(self, there, writer, method):
        """Hands an answer on, however long it takes; false if the connection ends with it."""
        while True:
            head = await self.head(there)
            if not head:
                return False
            status = int(head[0].split(" ")[1])
            writer.write(("\r\n".join(head) + "\r\n\r\n").encode("latin-1"))
            if status >= 200:
                break
        if method == "HEAD" or status in (204, 304):
            await writer.drain()
            return True
        async for chunk in body_of(there, head):
            await self.held()
            writer.write(chunk)
            await writer.drain()
        return field(head, "connection").lower() != "close"

    @staticmethod
    async def head(reader):
        try:
            text = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return None
        return text.decode("latin-1").rstrip("\r\n").split("\r\n")

    # What the test asks for.

    def close(self, writer):
        self.open.discard(writer)
        writer.close()

    def drop(self, writer):
        """Ends a connection at once, with a reset rather than a good-bye."""
        self.open.discard(writer)
        connection = writer.get_extra_info("socket")
        if connection is not None and connection.fileno() >= 0:
            linger = struct.pack("ii", 1, 0)
            # asyncio's own view of a socket has no setter in all versions.
            real = socket.socket(fileno=socket.dup(connection.fileno()))
            real.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            real.close()
        writer.transport.abort()

    async def obey(self, command):
        name = command["do"]
        if name == "cut":
            dropped = len(self.open)
            for writer in list(self.open):
                self.drop(writer)
            return {"cut": dropped}
        if name == "refuse" and self.server:
            self.server.close()
            self.server = None
        if name == "accept" and not self.server:
            await self.listen()
        if name == "hold":
            self.flowing.clear()
        if name == "flow":
            self.flowing.set()
        if name == "fault":
            self.faults.append(Fault(command))
        if name == "heal":
            for fault in self.faults:
                fault.released.set()
            self.faults = []
        if name == "tell":
            return {"requests": self.requests, "connections": self.accepted, "open": len(self.open)}
        return {}


def field(head, name):
    for line in head[1:]:
        key, _, value = line.partition(":")
        if key.strip().lower() == name:
            return value.strip()
    return ""


async def body_of(reader, head):
    """The body after a head, in pieces as they come, with the framing that it has."""
    if field(head, "transfer-encoding").lower() == "chunked":
        while True:
            line = await reader.readuntil(b"\r\n")
            size = int(line.split(b";")[0], 16)
            data = await reader.readexactly(size + 2)
            yield line + data
            if size == 0:
                return
    elif length := field(head, "content-length"):
        left = int(length)
        while left:
            data = await reader.read(min(left, 1 << 16))
            if not data:
                raise asyncio.IncompleteReadError(b"", left)
            left -= len(data)
            yield data
    elif head[0].startswith("HTTP/"):
        while data := await reader.read(1 << 16):
            yield data


def peer(writer):
    """Name and groups of the client, by its certificate."""
    certificate = writer.get_extra_info("peercert") or {}
    parts = [pair for group in certificate.get("subject", ()) for pair in group]
    names = [value for key, value in parts if key == "commonName"]
    groups = [value for key, value in parts if key == "organizationName"]
    return (names[0], groups) if names else None


def request(head, user):
    """The head as it is sent on: nobody but this proxy says who a request is from."""
    lines = [line for line in head if not line.lower().startswith("x-remote-")]
    if user:
        lines.append(f"X-Remote-User: {user[0]}")
        lines += [f"X-Remote-Group: {group}" for group in user[1] + ["system:authenticated"]]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def answer(fault):
    body = fault.body.encode()
    headers = {"Content-Type": "application/json", **fault.headers, "Content-Length": len(body)}
    lines = [f"HTTP/1.1 {fault.status} Fault"] + [f"{k}: {v}" for k, v in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body


async def main():
    port, target, *files = sys.argv[1:]
    proxy = Proxy(int(port), int(target), files)
    await proxy.listen()
    loop = asyncio.get_running_loop()
    lines = asyncio.StreamReader(limit=1 << 24)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    print("{}", flush=True)
    while line := await lines.readline():
        print(json.dumps(await proxy.obey(json.loads(line))), flush=True)


asyncio.run(main())
