"""A mailbox with an IMAP and a POP3 door, on loopback: no more of either protocol than a reader of mail needs."""

import re
import socketserver
import threading
from typing import Any, Self

PASSWORD = "open sesame"


class Mailbox:
    """mails: by number. seen, deleted: the numbers of those that were marked so. refuses: every login."""

    def __init__(self, *mails: bytes, refuses: bool = False) -> None:
        self.mails = {number: mail.replace(b"\n", b"\r\n") for number, mail in enumerate(mails, 1)}
        self.seen: set[int] = set()
        self.deleted: set[int] = set()
        self.refuses = refuses


class _Door(socketserver.StreamRequestHandler):
    mailbox: Mailbox

    def say(self, *lines: str | bytes) -> None:
        for line in lines:
            self.wfile.write((line if isinstance(line, bytes) else line.encode()) + b"\r\n")

    def heard(self) -> list[str]:
        return self.rfile.readline().decode().strip().split(" ")


class _Imap(_Door):
    def handle(self) -> None:
        self.say("* OK IMAP4rev1 ready")
        while (words := self.heard()) != [""]:
            tag, command = words[0], words[1].upper()
            box = self.mailbox
            if command == "CAPABILITY":
                self.say("* CAPABILITY IMAP4rev1")
            elif command == "LOGIN" and (box.refuses or PASSWORD not in " ".join(words)):
                self.say(f"{tag} NO wrong password")
                continue
            elif command == "SELECT":
                self.say(f"* {len(box.mails)} EXISTS")
            elif command == "UID":
                self._uid(words[2].upper(), words[3:])
            elif command == "LOGOUT":
                self.say("* BYE", f"{tag} OK")
                return
            self.say(f"{tag} OK done")

    def _uid(self, command: str, words: list[str]) -> None:
        box = self.mailbox
        if command == "SEARCH":
            unseen = " ".join(str(number) for number in box.mails if number not in box.seen)
            self.say(f"* SEARCH {unseen}")
        elif command == "STORE":
            box.seen.add(int(words[0]))
        else:
            number = int(words[0])
            bound = int(re.findall(r"<0\.(\d+)>", words[1])[0])
            raw = box.mails[number][:bound]
            self.say(f"* {number} FETCH (UID {number} BODY[]<0> {{{len(raw)}}}", raw + b")")


class _Pop(_Door):
    def handle(self) -> None:
        box, marked = self.mailbox, set[int]()
        self.say("+OK ready")
        while (words := self.heard()) != [""]:
            command = words[0].upper()
            if command == "PASS" and (box.refuses or " ".join(words[1:]) != PASSWORD):
                self.say("-ERR wrong password")
            elif command == "STAT":
                self.say(f"+OK {len(box.mails)} 0")
            elif command == "TOP":
                self.say("+OK")
                for line in box.mails[int(words[1])].split(b"\r\n"):
                    self.say(b"." + line if line.startswith(b".") else line)
                self.say(".")
            elif command == "DELE":
                marked.add(int(words[1]))
                self.say("+OK")
            elif command == "QUIT":
                # RFC 1939 §6: what was marked is deleted now, and not before.
                box.deleted |= marked
                self.say("+OK")
                return
            else:
                self.say("+OK")


class Opened:
    """A mailbox whose door of one protocol ("imap" or "pop3") is open while this is entered."""

    def __init__(self, protocol: str, mailbox: Mailbox) -> None:
        door: Any = type("Door", ({"imap": _Imap, "pop3": _Pop}[protocol],), {"mailbox": mailbox})
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), door)
        self._server.daemon_threads = True
        self.url = f"{protocol}://bounces@127.0.0.1:{self._server.server_address[1]}/INBOX"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
