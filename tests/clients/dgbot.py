"""A client of the support bot (DGbot), in Python. It needs the package `websockets`.

    cargo run -p vizochok-backend                          # in another terminal
    python3 tests/clients/dgbot.py http://127.0.0.1:8090

It asks for shipping times, looks an order up, loses the connection, and goes on as the same visitor.
"""

import asyncio
import json
import sys
import uuid
from urllib.parse import urlencode

from websockets.asyncio.client import connect

# The public id of the chatbot. It may stand in a page; there is no other key, and no frame of credentials.
CHATBOT = "demo-bot"


async def enter(base, visitor_id):
    """Opens a socket. The visitor id is made once per session and kept: with it the conversation goes on.

    A socket that closes with 4002 or 4003 was refused: do not reconnect.
    """
    address = base.replace("http", "ws", 1) + "/ws?" + urlencode({"key": CHATBOT, "visitor_id": visitor_id})
    return await connect(address, max_size=65_536)


async def keep_alive(socket):
    """A client that stays says so every 25 to 30 seconds; a `pong` answers."""
    while True:
        await asyncio.sleep(25)
        await socket.send(json.dumps({"type": "ping"}))


async def ask(socket, content, streams=1):
    """Sends a message and gives the whole answer: so many streams, in the order in which they ended.

    Two streams may be open at once, so chunks are joined by their `message_id`. Frames that are not known here are
    ignored, as the server's first one, `features`, is: who needs none of those need not look.
    """
    await socket.send(json.dumps({"type": "message", "content": content}))
    open_streams, answers = {}, []
    while len(answers) < streams:
        frame = json.loads(await socket.recv())
        kind = frame["type"]
        if kind == "stream_start":
            open_streams[frame["message_id"]] = ""
        elif kind == "stream_chunk":  # a word or a few, to be shown at once
            so_far = open_streams.get(frame["message_id"], "")
            open_streams[frame["message_id"]] = so_far + frame["content"]
        elif kind == "stream_end":
            answers.append(open_streams.pop(frame["message_id"], ""))
        elif kind in ("tool_action", "tool_action_result"):  # calling, then done or error
            print(f"  {frame['tool']}: {frame['status']}")
        elif kind == "error":
            raise RuntimeError(frame["code"])
    return answers


async def main(base):
    visitor_id = str(uuid.uuid4())
    socket = await enter(base, visitor_id)
    heartbeat = asyncio.create_task(keep_alive(socket))
    # An order takes two streams: that it is looked up, and what was found.
    for content, streams in [("How long does shipping take?", 1), ("Where is my order 1001?", 2), ("Where is my parcel?", 1)]:
        print(f"> {content}")
        for answer in await ask(socket, content, streams):
            print(answer)

    # The connection is lost. The same visitor id comes back to a bot that waits for the number it asked for.
    heartbeat.cancel()
    socket.transport.abort()
    socket = await enter(base, visitor_id)
    print("> 1002")
    for answer in await ask(socket, "1002", streams=2):
        print(answer)
    await socket.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8090"))
