"""A client without the widget, in Python. It needs the package `websockets`.

    cargo run -p vizochok-backend                          # in another terminal
    python3 tests/clients/client.py http://127.0.0.1:8090

It says hello, asks for something, loses the connection, and takes the conversation up where it was.
"""

import asyncio
import json
import sys

from websockets.asyncio.client import connect

# The public key of the shop, the store, and the shop's own id of the customer.
WHO = {"token": "pk_demo", "store_id": "demo-store", "user_id": "python-shopper"}


async def next_frame(socket):
    """The next frame. The server's pings are answered here; what is unknown is the caller's to ignore."""
    while True:
        frame = json.loads(await socket.recv())
        if frame["type"] != "ping":
            return frame
        await socket.send(json.dumps({"type": "pong"}))


async def enter(base, conversation_id=None):
    """Opens a socket and a conversation: a new one, or the one of this id.

    Credentials travel in the first frame, never in the address, and nothing else is sent before `auth_ok`. A socket
    that closes with 4001 to 4004 was refused: the same credentials will be refused again, so do not reconnect.
    """
    address = base.replace("http", "ws", 1) + "/api/v1/ws/chat"
    socket = await connect(address, max_size=65_536)
    auth = {"type": "auth", **WHO}
    if conversation_id:
        auth["conversation_id"] = conversation_id
    await socket.send(json.dumps(auth))
    while (await next_frame(socket))["type"] != "auth_ok":
        pass
    conversation = await next_frame(socket)  # conversation_started or session_restored
    return socket, conversation


async def keep_alive(socket):
    """A client that stays says so every 30 seconds."""
    while True:
        await asyncio.sleep(30)
        await socket.send(json.dumps({"type": "ping"}))


async def ask(socket, conversation_id, text):
    """Sends a message, and gives the whole answer with the cart at its end."""
    await socket.send(json.dumps({"type": "message", "text": text, "conversation_id": conversation_id}))
    answer = ""
    while True:
        frame = await next_frame(socket)
        if frame["type"] == "text_delta":  # a word or a few, to be shown at once
            answer += frame["delta"]
        elif frame["type"] == "text_end":  # one answer may have several blocks
            answer += "\n"
        elif frame["type"] == "error":  # ends the answer; `code` says why, words are the client's
            raise RuntimeError(frame["code"])
        elif frame["type"] == "response_complete":
            return answer.strip(), frame["summary"]


async def main(base):
    socket, conversation = await enter(base)
    heartbeat = asyncio.create_task(keep_alive(socket))
    conversation_id = conversation["conversation_id"]
    for text in ["show me milk", "add 2 milk-001"]:
        answer, cart = await ask(socket, conversation_id, text)
        print(f"> {text}\n{answer}\n  cart: {cart['item_count']} for {cart['total']}")

    # The connection is lost: no close frame, as in a tunnel. A client that is refused or cut off again waits longer
    # each time: 1 s, 2 s, 4 s, at most 10 s, a quarter more or less.
    heartbeat.cancel()
    socket.transport.abort()
    socket, conversation = await enter(base, conversation_id)
    # After an hour of silence the conversation is gone, and a new one is started instead.
    print(conversation["type"], conversation["conversation_id"] == conversation_id)
    for item in conversation.get("selected_items", []):
        print(f"  {item['quantity']} x {item['name']}")
    await socket.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8090"))
