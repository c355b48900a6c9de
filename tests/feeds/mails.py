"""Mails written on the spot."""

from __future__ import annotations

from email.message import EmailMessage

LIST = "weekly.larkspur.example.org"
SIGNED = "mx.example.org; dkim=pass header.d=larkspur.example.org header.s=s1; spf=pass"
BODY = """
<html><head><title>Weekly</title><style>p { color: red }</style></head><body>
<p><a href="https://news.larkspur.example.org/online/view-email/77">View this email in your browser</a></p>
<a href="https://www.larkspur.example.org/"><img src="https://www.larkspur.example.org/l.png" alt="Logo"></a>
<h2>Flu clinics open on Saturday</h2>
<p>Nurses give shots in four schools from nine. No appointment is needed.
<a href="https://www.larkspur.example.org/flu?utm_source=mail&amp;utm_medium=email">Read more</a></p>
<h2><a href="https://www.larkspur.example.org/sleep#top">How to keep a sleep diary</a></h2>
<p>Two weeks of notes help your doctor.</p>
<p>The county also wrote a long piece. In it, <a href="https://www.larkspur.example.org/air">its report</a>
says that the air is cleaner than last year. Nobody expected that so soon.</p>
<p><a href="https://click.example.net/x?u=https%3A%2F%2Fwww.larkspur.example.org%2Fheart%3Fmc_cid%3D1">
Hearts need walks, says a new study</a></p>
<p><a href="https://larkspur.us1.list-manage.com/track/click?u=1&amp;e=3">A story behind a counter</a></p>
<p><a href="https://other.example.com/story">What another site says of us</a></p>
<p><a href="javascript:alert(1)">Click for a prize that is yours</a></p>
<p><a href="https://www.facebook.com/larkspur">Larkspur on Facebook is there</a></p>
<p><a href="https://www.larkspur.example.org/leave?who=desk%40hospital.example.org">Leave us any time</a> |
<a href="https://www.larkspur.example.org/u/9">Unsubscribe</a> |
<a href="https://www.larkspur.example.org/prefs">Manage your preferences</a> |
<a href="https://www.larkspur.example.org/privacy">Privacy policy</a></p>
<img src="https://www.larkspur.example.org/pixel.gif" width="1" height="1">
</body></html>"""


def a_mail(body: str = BODY, *, kind: str = "html", **headers: str) -> bytes:
    """Return a mail of the weekly list to `desk@hospital.example.org`."""
    mail = EmailMessage()
    given = {
        "Authentication-Results": SIGNED,
        "From": "Larkspur Weekly <weekly@larkspur.example.org>",
        "To": "desk@hospital.example.org",
        "Subject": "The week in Larkspur",
        "Date": "Fri, 20 Nov 2026 09:00:00 -0600",
        "Message-ID": "<week-47@larkspur.example.org>",
        "List-Id": f"Larkspur Weekly <{LIST}>",
    }
    for name, value in (given | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        if value:
            mail[name] = value
    mail.set_content(body, subtype=kind)
    return mail.as_bytes()
