"""A web proxy on loopback, or a front that speaks http where a server behind it speaks https.

    proxy.py PORT LOG            passes CONNECT on and writes each request's first line to LOG
    proxy.py PORT LOG TARGET     takes http and passes it on by TLS to TARGET, a port of this computer
"""

import asyncio
import ssl
import sys


async def pump(reader, writer):
    try:
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
        writer.close()
    except OSError:
        pass


async def main(port, log, target=None):
    async def serve(reader, writer):
        if target:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            there, back = await asyncio.open_connection("127.0.0.1", int(target), ssl=context)
        else:
            head = await reader.readuntil(b"\r\n\r\n")
            with open(log, "ab") as file:
                file.write(head)
            host, number = head.split(b" ")[1].decode().rsplit(":", 1)
            there, back = await asyncio.open_connection(host, int(number))
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(pump(reader, back), pump(there, writer))

    server = await asyncio.start_server(serve, "127.0.0.1", int(port))
    async with server:
        await server.serve_forever()


asyncio.run(main(*sys.argv[1:]))
