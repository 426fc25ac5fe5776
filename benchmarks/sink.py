"""An SMTP server that throws everything away, as a process of its own: `python -m benchmarks.sink PORT`.

It answers as a relay with PIPELINING does, and ends when its standard input closes.
"""

import socket
import sys
import threading

_CONTINUES = b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n"


def serve(connection: socket.socket) -> None:
    """Answer one client until it leaves."""
    with connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(b"220 sink\r\n")
        buffer, in_data = b"", False
        while piece := connection.recv(1 << 18):
            buffer += piece
            answer = b""
            while True:
                end = buffer.find(b"\r\n.\r\n" if in_data else b"\r\n")
                if end < 0:
                    break
                if in_data:
                    buffer, in_data, answer = buffer[end + 5 :], False, answer + b"250 2.0.0 ok\r\n"
                    continue
                verb, buffer = buffer[:4].upper(), buffer[end + 2 :]
                if verb == b"EHLO":
                    answer += _CONTINUES
                elif verb == b"DATA":
                    # The message begins after a line end, so that an empty one ends like any other.
                    in_data, buffer, answer = True, b"\r\n" + buffer, answer + b"354 go\r\n"
                else:
                    answer += b"221 bye\r\n" if verb == b"QUIT" else b"250 2.0.0 ok\r\n"
            if answer:
                connection.sendall(answer)


def main() -> None:
    """Listen on a port of the loopback address until standard input closes."""
    listener = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=128)

    def accept() -> None:
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
