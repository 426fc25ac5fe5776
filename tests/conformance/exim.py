"""A real MTA for the tests: Debian's exim4, unprivileged, on the loopback, delivering into one Maildir."""

import getpass
import grp
import mailbox
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from pathlib import Path

BINARY = shutil.which("exim4") or shutil.which("exim4", path="/usr/sbin")

CONFIGURATION = """
primary_hostname = relay.example.org
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
spool_directory = {folder}/spool
log_file_path = {folder}/log/%s.log
pid_file_path = {folder}/exim.pid
exim_user = {user}
exim_group = {group}
never_users =
deliver_drop_privilege = true
tls_advertise_hosts =
host_lookup =
rfc1413_hosts =
smtp_accept_queue_per_connection = 0
smtp_accept_max_per_connection = 0
message_size_limit = 1M
acl_smtp_rcpt = recipients
acl_smtp_data = accept
begin acl
recipients:
  deny  local_parts = unknown
        message = 5.1.1 no such reader
  defer local_parts = greylisted
        message = 4.7.1 come back later
  accept
begin routers
everybody:
  driver = accept
  transport = inbox
begin transports
inbox:
  driver = appendfile
  maildir_format
  directory = {folder}/inbox
  create_directory
  return_path_add
  envelope_to_add
"""


@dataclass(frozen=True)
class Exim:
    """A running exim4. Readers are anybody but unknown@ (refused, 5.1.1) and greylisted@ (deferred, 4.7.1)."""

    port: int
    folder: Path

    def received(self, message_ids: Iterable[str], seconds: float = 60) -> list[EmailMessage]:
        """Wait until a message of each id lies in the Maildir, and return all with these ids, as Python parses them.

        Exim adds Return-Path, Envelope-To and Received to them.
        """
        wanted = set(message_ids)
        deadline = time.monotonic() + seconds
        while True:
            found = [message for message in self._inbox() if message["Message-ID"] in wanted]
            missing = wanted - {message["Message-ID"] for message in found}
            if not missing:
                return found
            assert time.monotonic() < deadline, f"did not arrive: {sorted(missing)}\n{self.log()}"
            time.sleep(0.2)

    def raw(self) -> list[bytes]:
        """Return what lies in the Maildir now, to the byte, with the line ends of the wire."""
        box = mailbox.Maildir(self.folder / "inbox", create=False)
        return [box.get_bytes(key).replace(b"\n", b"\r\n") for key in sorted(box.keys())]

    def _inbox(self) -> list[EmailMessage]:
        return [BytesParser(policy=SMTP).parsebytes(mail) for mail in self.raw()]

    def log(self) -> str:
        """Everything that exim wrote about itself."""
        return "\n".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("log/*")))


@contextmanager
def running_exim() -> Iterator[Exim]:
    """Start exim4 with a spool of its own, and stop it and remove everything at the end."""
    assert BINARY is not None
    # Under root it runs as nobody, who may not look into pytest's private folders.
    account = pwd.getpwnam("nobody" if os.getuid() == 0 else getpass.getuser())
    group = grp.getgrgid(account.pw_gid).gr_name
    identity = {"user": account.pw_name, "group": group, "extra_groups": []} if os.getuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="digest-exim-"))
    exim = Exim(_free_port(), folder)
    try:
        for name in ("spool", "log", "inbox"):
            (folder / name).mkdir()
        (folder / "exim.conf").write_text(
            CONFIGURATION.format(port=exim.port, folder=folder, user=account.pw_name, group=group)
        )
        if identity:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, account.pw_uid, account.pw_gid)
        with (folder / "log" / "start.log").open("wb") as output:
            command = [BINARY, "-C", folder / "exim.conf", "-bdf", "-q5s"]
            process = subprocess.Popen(command, stdout=output, stderr=output, **identity)
        try:
            _wait_for(exim, process)
            yield exim
        finally:
            process.terminate()
            process.wait(10)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def _wait_for(exim: Exim, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", exim.port), 1).close()
        except OSError:
            assert process.poll() is None, f"exim4 did not start:\n{exim.log()}"
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"exim4 does not listen:\n{exim.log()}")
