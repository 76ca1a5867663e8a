"""What leaves this server about alerts: mail for people, signed posts for programs.

No place, no group, no number and nobody's name is in either: who wants to know more
signs in.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from survey_app.core.warning.telling import Notice, NoticeKind
from survey_app.i18n import N_, language

#: What is said of each kind of notice.
SAID: dict[NoticeKind, str] = {
    "fired": N_("A new alert waits for you."),
    "worsened": N_("An alert has become more severe."),
    "returned": N_("An alert that was resolved rings again."),
    "calmed": N_("An alert has calmed."),
    "dismissed": N_("An alert you were told of was a false alarm."),
    "late": N_("Something that was to be done about an alert is late."),
}
SEVERITY_WORDS = {
    "watch": N_("watch"),
    "alert": N_("alert"),
    "critical": N_("critical"),
}
_SUBJECT = N_("{name}: something waits for you")
_DRILL = N_("This is a drill.")
_SIGN_IN = N_("Sign in to see it: {address}")

#: The headers of a signed message: its name, the second it was made, its signature.
ID_HEADER, TIME_HEADER, SIGNATURE_HEADER = (
    "X-Survey-Message",
    "X-Survey-Time",
    "X-Survey-Signature",
)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to one contact: its name, its notices, the language, and when."""

    message: str
    notices: Sequence[Notice]
    language: str
    base: str
    made_at: datetime

    def address(self, notice: Notice) -> str:
        """Return where a notice's alert is shown to who may see it."""
        return f"{self.base}/warning/alerts/{notice.alert_id}"


def text(outgoing: Outgoing, gettext: Callable[[str], str]) -> str:
    """Return the message as people read it, a line or two for each notice."""
    lines = []
    for each in outgoing.notices:
        words = [gettext(SAID[each.kind])]
        if each.kind != "calmed":
            words[0] += f" ({gettext(SEVERITY_WORDS[each.severity])})"
        if each.is_drill:
            words.insert(0, gettext(_DRILL))
        lines.append(" ".join(words))
        lines.append(gettext(_SIGN_IN).format(address=outgoing.address(each)))
        lines.append("")
    return "\n".join(lines)


def subject(name: str, gettext: Callable[[str], str]) -> str:
    """Return the line above the message; it tells nothing."""
    return gettext(_SUBJECT).format(name=name)


def email(
    outgoing: Outgoing, ends: tuple[str, str], name: str, gettext: Callable[[str], str]
) -> bytes:
    """Return an e-mail from one address to another (`ends`), ready to be sent.

    Its Message-ID is the message's name, so that one sent twice is shown once.
    """
    sender, receiver = ends
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = sender, receiver
    mail["Subject"] = subject(name, gettext)
    mail["Date"] = format_datetime(outgoing.made_at)
    host = sender.rpartition("@")[2] or "localhost"
    mail["Message-ID"] = f"<{outgoing.message}@{host}>"
    mail["Content-Language"] = language(outgoing.language).code
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text(outgoing, gettext))
    return mail.as_bytes()


def body(outgoing: Outgoing) -> bytes:
    """Return the message as JSON for programs; `message` tells one sent twice."""
    return json.dumps(
        {
            "message": outgoing.message,
            "notices": [
                {
                    "notice": each.notice_id,
                    "alert": each.alert_id,
                    "kind": each.kind,
                    "severity": each.severity,
                    "drill": each.is_drill,
                    "address": outgoing.address(each),
                }
                for each in outgoing.notices
            ],
        }
    ).encode()


def headers(outgoing: Outgoing, content: bytes, secret: str) -> dict[str, str]:
    """Return the headers of a signed message: who holds the secret can check them."""
    second = str(int(outgoing.made_at.timestamp()))
    return {
        "Content-Type": "application/json",
        ID_HEADER: outgoing.message,
        TIME_HEADER: second,
        SIGNATURE_HEADER: sign(second, content, secret),
    }


def sign(second: str, content: bytes, secret: str) -> str:
    """Return the signature of a body sent at a second: HMAC-SHA-256, in hexadecimal.

    >>> sign("0", b"{}", "secret")[:16]
    'sha256=4bbe8d39d'
    """
    signed = second.encode() + b"." + content
    found = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return f"sha256={found}"
