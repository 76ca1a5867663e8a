"""Settings for ODK Collect and KoboCollect, as the code both scan.

JSON packed by zlib and written in Base64, as their own settings are shared. It holds
the token in the clear: whoever photographs it can send in the tablet's name.
"""

import base64
import zlib

import msgspec
import segno

#: What forms need: they come and go by themselves, and leave the tablet once sent.
#: Nothing tells where somebody is, or what is said around them.
GENERAL = {
    "form_update_mode": "match_exactly",
    "periodic_form_updates_check": "every_one_hour",
    "autosend": "wifi_and_cellular",
    "delete_send": True,
    "analytics": False,
    "background_location": False,
    "background_recording": False,
}
#: The server's address, with its token, is not shown or changed on the tablet, and
#: nobody is asked for a name or a telephone number.
ADMIN = {"change_server": False, "change_form_metadata": False}
#: Signs a code may have for Collect to read it.
MOST_SIGNS = 4000


def server(root: str, token: str) -> str:
    """Return the address a program is given as its server.

    >>> server("https://survey.example.org/", "abc")
    'https://survey.example.org/openrosa/abc'
    """
    return f"{root.rstrip('/')}/openrosa/{token}"


def packed(address: str, name: str) -> str:
    """Return the settings for a server as the text of their code.

    `name` is how the tablet calls them, a neutral one.
    """
    settings = {
        "general": {"server_url": address} | GENERAL,
        "admin": ADMIN,
        "project": {"name": name},
    }
    return base64.b64encode(zlib.compress(msgspec.json.encode(settings))).decode()


def qr_code(text: str) -> segno.QRCode:
    """Return the code of such a text, as large as its length needs."""
    return segno.make(text, error="l", micro=False)
