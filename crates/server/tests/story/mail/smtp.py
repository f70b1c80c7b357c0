"""A real mail server (aiosmtpd) for the tests: what it takes it reads back with Python's own
reader of mail and writes into a folder as JSON.

    smtp.py FOLDER MODE [CERTIFICATE KEY]     MODE: starttls, tls, plain

It asks for the login `dondoc` and the password `mật khẩu thư`, except in the mode `plain`. Who is
called `nobody` is unknown; who is called `later` is refused once. Its port is its first line.
"""

import asyncio
import hashlib
import json
import logging
import os
import ssl
import sys
import warnings
from email import message_from_bytes, policy

from aiosmtpd.smtp import SMTP, AuthResult

# Clients that hang up and old names in its own code are not what the tests are about.
logging.getLogger("mail.log").setLevel(logging.CRITICAL + 1)
warnings.simplefilter("ignore")

folder, mode = sys.argv[1:3]
put_off = set()
number = 0


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name == "nobody":
            return "550 5.1.1 no such user here"
        if name == "later" and address not in put_off:
            put_off.add(address)
            return "451 4.3.0 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        global number
        number += 1
        message = message_from_bytes(envelope.content, policy=policy.default)
        text = message.get_body(("plain",))
        read = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "header_from": str(message["from"]),
            "header_to": str(message["to"]),
            "subject": str(message["subject"]),
            "message_id": str(message["message-id"]),
            "auto_submitted": str(message["auto-submitted"]),
            "text": text.get_content() if text else None,
            "files": [
                {
                    "name": part.get_filename(),
                    "type": part.get_content_type(),
                    "sha256": hashlib.sha256(part.get_payload(decode=True)).hexdigest(),
                }
                for part in message.iter_attachments()
            ],
            "defects": [repr(it) for part in message.walk() for it in part.defects],
            "longest_line": max(len(line) for line in envelope.content.split(b"\r\n")),
            "tls": session.ssl is not None or mode == "tls",
            "login": session.auth_data,
        }
        beside = os.path.join(folder, f"{number}.part")
        with open(beside, "w", encoding="utf-8") as out:
            json.dump(read, out)
        os.rename(beside, os.path.join(folder, f"{number}.json"))
        return f"250 2.0.0 taken as {number}"


def authenticate(server, session, envelope, mechanism, data):
    login, password = data.login.decode(), data.password.decode()
    good = (login, password) == ("dondoc", "mật khẩu thư")
    return AuthResult(success=good, handled=False, auth_data=login)


def made():
    options = {"hostname": "localhost", "enable_SMTPUTF8": True}
    if mode == "plain":
        return SMTP(Handler(), **options)
    options |= {"authenticator": authenticate, "auth_required": True}
    if mode == "tls":
        return SMTP(Handler(), auth_require_tls=False, **options)
    return SMTP(Handler(), tls_context=context(), require_starttls=True, **options)


def context():
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.load_cert_chain(sys.argv[3], sys.argv[4])
    return secure


async def main():
    secure = context() if mode == "tls" else None
    loop = asyncio.get_running_loop()
    server = await loop.create_server(made, "127.0.0.1", 0, ssl=secure)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
