"""python -m tests.faults.sink PORT FOLDER: a mail server that writes down what it takes.

FOLDER/mode says how it behaves; FOLDER/taken holds a line for each mail it has answered 250 to.
Addresses say what becomes of them: ``unknown…`` is refused for good, ``slow…`` is never answered.
"""

import asyncio
import re
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP

MESSAGE_ID = re.compile(rb"^message-id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


class Handler:
    def __init__(self, folder):
        self.folder = folder
        self.taken = (folder / "taken").open("a", buffering=1)

    def mode(self):
        return (self.folder / "mode").read_text().split()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("unknown"):
            return "550 5.1.1 No such mailbox here"
        if self.mode()[0] == "busy":
            return "451 4.3.2 Not now"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mode = self.mode()
        while mode[0] == "hang":
            await asyncio.sleep(0.2)
            mode = self.mode()
        if envelope.rcpt_tos[0].startswith("slow"):
            await asyncio.sleep(3600)
        if mode[0] == "delay":
            await asyncio.sleep(float(mode[1]))
        if not (self.folder / "taken").exists():
            self.taken = (self.folder / "taken").open("a", buffering=1)
        found = MESSAGE_ID.search(envelope.content)
        self.taken.write(f"{found[1].decode() if found else '-'} {envelope.rcpt_tos[0]}\n")
        return "250 OK"


async def main(port, folder):
    handler = Handler(Path(folder))
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(handler, enable_SMTPUTF8=True), "127.0.0.1", int(port), backlog=100
    )
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
