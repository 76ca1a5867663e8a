"""The ways notices leave: mail, signed posts to programs, and other services.

A failure says whether trying again may help.
"""

import smtplib
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import unquote, urlsplit

from survey_app import i18n
from survey_app.core.warning.telling import Channel, Contact
from survey_app.interchange import notice_text
from survey_app.interchange.notice_text import Outgoing

#: Seconds a receiver may take: far less than a claim lasts.
TIMEOUT = 20.0
#: Replies of programs that mean: later. Everything else from 400 on is for good.
_PASSING = (408, 425, 429)
_SERVER_FAULT = 500
#: Replies of mail servers from this number on are for good.
_SMTP_FOR_GOOD = 500


class NotSent(Exception):
    """A message did not leave; `for_good`: trying again would not help."""

    def __init__(self, reason: str, *, for_good: bool) -> None:
        super().__init__(reason)
        self.reason, self.for_good = reason, for_good


@dataclass(frozen=True, slots=True)
class Post:
    """What sends: the mail server's address, and what this server is called.

    `mail` is smtp://name:password@host:port or smtps://…; `sender` the address mails
    come from.
    """

    mail: str = ""
    sender: str = ""
    name: str = "survey_app"


Send = Callable[[Post, Contact, str, Outgoing], None]


def send(post: Post, contact: Contact, secret: str, outgoing: Outgoing) -> None:
    """Send one message to one contact; raise NotSent."""
    CHANNELS[contact.channel](post, contact, secret, outgoing)


def _email(post: Post, contact: Contact, _secret: str, outgoing: Outgoing) -> None:
    if not post.mail or not post.sender:
        raise NotSent("notice.no_mail", for_good=False)
    gettext = i18n.gettext_for(outgoing.language)
    ends = (post.sender, contact.address)
    content = notice_text.email(outgoing, ends, post.name, gettext)
    try:
        with _mail_server(post.mail) as server:
            server.sendmail(post.sender, [contact.address], content)
    except smtplib.SMTPRecipientsRefused as error:
        code = max((code for code, _ in error.recipients.values()), default=0)
        raise _refused(code) from None
    except smtplib.SMTPResponseException as error:
        # A server that does not take our password today may tomorrow.
        is_ours = isinstance(error, smtplib.SMTPAuthenticationError)
        raise _refused(0 if is_ours else error.smtp_code) from None
    except (smtplib.SMTPException, OSError):
        raise NotSent("notice.no_connection", for_good=False) from None


def _refused(code: int) -> NotSent:
    is_for_good = code >= _SMTP_FOR_GOOD
    reason = "notice.refused" if is_for_good else "notice.not_now"
    return NotSent(reason, for_good=is_for_good)


def _mail_server(address: str) -> smtplib.SMTP:
    """Return a connection to a mail server, encrypted wherever it can be."""
    parts = urlsplit(address)
    host, secure = parts.hostname or "localhost", ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        port = parts.port or 465
        server = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=secure)
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=secure)
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server


def _webhook(_post: Post, contact: Contact, secret: str, outgoing: Outgoing) -> None:
    content = notice_text.body(outgoing)
    request = urllib.request.Request(  # noqa: S310 (http and https only: checked)
        contact.address,
        data=content,
        headers=notice_text.headers(outgoing, content, secret),
        method="POST",
    )
    try:
        with _opener.open(request, timeout=TIMEOUT):
            return
    except urllib.error.HTTPError as error:
        is_passing = error.code in _PASSING or error.code >= _SERVER_FAULT
        reason = "notice.not_now" if is_passing else "notice.refused"
        error.close()
        raise NotSent(reason, for_good=not is_passing) from None
    except (OSError, HTTPException):
        raise NotSent("notice.no_connection", for_good=False) from None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follow nobody elsewhere: a signed message goes where it was meant to."""

    def redirect_request(self, *_: object) -> None:
        """Return nothing: the redirection counts as a refusal."""


_opener = urllib.request.build_opener(_NoRedirect)


def _service(post: Post, contact: Contact, _secret: str, outgoing: Outgoing) -> None:
    """Send by the library of the extra `notify`: SMS and chat services."""
    try:
        import apprise  # noqa: PLC0415 (an extra)
    except ImportError:
        raise NotSent("notice.no_services", for_good=False) from None
    gettext = i18n.gettext_for(outgoing.language)
    sender = apprise.Apprise()
    if not sender.add(contact.address):
        raise NotSent("notice.unknown_service", for_good=True)
    title = notice_text.subject(post.name, gettext)
    if not sender.notify(title=title, body=notice_text.text(outgoing, gettext)):
        raise NotSent("notice.not_now", for_good=False)


CHANNELS: dict[Channel, Send] = {
    "email": _email,
    "webhook": _webhook,
    "service": _service,
}
