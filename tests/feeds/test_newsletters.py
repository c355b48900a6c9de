from __future__ import annotations

import email
from datetime import UTC, datetime
from email import policy

import pytest

from feeds.errors import NotAFeedError
from feeds.item import ParsedFeed
from feeds.newsletters import read
from feeds.senders import is_from, list_of
from feeds.worker import ParserProcess
from tests.feeds.feed_host import NOW
from tests.feeds.mails import LIST, a_mail

DOMAINS = ("larkspur.example.org",)
AIR = (
    "The county also wrote a long piece. In it, its report says that the air is cleaner than last year. "
    "Nobody expected that so soon."
)
TOKEN = "eyJ1cmwiOiJodHRwczovL3d3dy5sYXJrc3B1ci5leGFtcGxlLm9yZy9mbHUifQ"


def items_of(mail: bytes, **options: str) -> ParsedFeed:
    return read(mail, identity=LIST, domains=DOMAINS, now=NOW, **options)


def paragraph(link: str, text: str = "Flu clinics open on Saturday") -> str:
    return f'<p><a href="{link}">{text}</a></p>'


def test_a_mail_becomes_an_item_for_each_link_worth_following() -> None:
    feed = items_of(a_mail())

    assert [(item.title, item.link, item.summary) for item in feed.items] == [
        (
            "Flu clinics open on Saturday",
            "https://www.larkspur.example.org/flu",
            "Nurses give shots in four schools from nine. No appointment is needed. Read more",
        ),
        (
            "How to keep a sleep diary",
            "https://www.larkspur.example.org/sleep",
            "Two weeks of notes help your doctor.",
        ),
        (
            AIR,
            "https://www.larkspur.example.org/air",
            "",
        ),
        ("Hearts need walks, says a new study", "https://www.larkspur.example.org/heart", ""),
    ]
    assert feed.remarks == (
        "1 link left out: they go through a counter of clicks that does not say where they lead.",
        "1 link left out: they lead elsewhere than to the domains of this source.",
    )


def test_an_item_is_known_by_its_mail_and_its_page() -> None:
    first, again = items_of(a_mail()), items_of(a_mail(Subject="Sent once more"))
    next_week = items_of(a_mail(Message_ID="<week-48@larkspur.example.org>"))

    assert first.items[0].guid.startswith("week-47@larkspur.example.org#")
    assert [item.guid for item in first.items] == [item.guid for item in again.items]
    assert not {item.guid for item in first.items} & {item.guid for item in next_week.items}
    assert len({item.guid for item in first.items}) == 4


def test_an_item_has_the_mails_date_and_senders_name_and_no_picture() -> None:
    for item in items_of(a_mail()).items:
        assert item.published == datetime(2026, 11, 20, 15, tzinfo=UTC)
        assert (item.author, item.image) == ("Larkspur Weekly", None)


def test_nothing_that_comes_out_tells_of_the_reader() -> None:
    told = repr([(item, item.title, item.summary) for item in items_of(a_mail()).items])

    assert "hospital.example.org" not in told
    assert "pixel" not in told


@pytest.mark.parametrize(
    "link",
    [
        paragraph("https://www.larkspur.example.org/a", "Unsubscribe from this list"),
        paragraph("https://www.larkspur.example.org/a", "Having trouble reading? View it online"),
        paragraph("https://www.larkspur.example.org/a", "Update your email preferences"),
        paragraph("https://www.larkspur.example.org/a", "Cancelar suscripción"),
        paragraph("https://www.larkspur.example.org/a", "Privacy Policy"),
        paragraph("https://www.larkspur.example.org/unsubscribe/7", "We are sad to see you go"),
        paragraph("https://www.larkspur.example.org/stop?a=1", "No longer want these mails"),
        paragraph("https://www.larkspur.example.org/a?who=desk@hospital.example.org", "A page made for you"),
        paragraph("https://www.larkspur.example.org/"),
        paragraph("mailto:weekly@larkspur.example.org"),
        paragraph("tel:+15555550100"),
        paragraph("javascript:alert(1)"),
        paragraph("/relative"),
        '<a href="https://www.larkspur.example.org/a"><img alt="Flu" src="https://example.org/a.png"></a>',
    ],
)
def test_a_link_about_the_mail_or_the_reader_is_never_taken(link: str) -> None:
    leaving = "<https://www.larkspur.example.org/stop?a=1>, <mailto:leave@larkspur.example.org>"

    feed = items_of(a_mail(link + paragraph("https://www.larkspur.example.org/b"), List_Unsubscribe=leaving))

    assert [item.link for item in feed.items] == ["https://www.larkspur.example.org/b"]


@pytest.mark.parametrize(
    "text",
    ["Donate blood before the holidays", "Hospitals sign up for a new privacy policy on records",
     "Share this winter's best advice with your kin", "How to contact us in an emergency: a guide"],
)  # fmt: skip
def test_a_story_that_speaks_of_signing_up_is_a_story(text: str) -> None:
    assert [
        item.title for item in items_of(a_mail(paragraph("https://www.larkspur.example.org/a", text))).items
    ] == [text]


@pytest.mark.parametrize(
    "link",
    [
        "https://links-1.govdelivery.com/CL0/https:%2F%2Fwww.larkspur.example.org%2Fflu%3Futm_id=1/1/0101019a2b3c4d5e-11112222-3333-4444/Ab=1",
        "https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.larkspur.example.org%2Fflu&data=05",
        "https://urldefense.com/v3/__https://www.larkspur.example.org/flu__;!!ABC!xyz$",
        f"https://lnks.gd/l/eyJhbGciOiJIUzI1NiJ9.{TOKEN}.c2lnbmF0dXJlc2ln",
        "https://click.larkspur.example.org/go?url=https://www.google.com/url?q=https://www.larkspur.example.org/flu",
    ],
)
def test_an_address_written_in_the_link_of_a_counter_is_found(link: str) -> None:
    feed = items_of(a_mail(paragraph(link)))

    assert [item.link for item in feed.items] == ["https://www.larkspur.example.org/flu"]


@pytest.mark.parametrize(
    "link",
    ["https://larkspur.us1.list-manage.com/track/click?u=1&id=2&e=3",
     "https://click.larkspur.example.org/Af3k2LmnQ09zZx81bbTTyPq0/12"],
)  # fmt: skip
def test_a_counter_that_hides_where_it_leads_is_not_shared(link: str) -> None:
    feed = items_of(a_mail(paragraph(link)))

    assert feed.items == ()
    assert "counter of clicks" in feed.remarks[0]


def test_a_mail_without_markup_is_read_too() -> None:
    text = "FLU CLINICS OPEN\n\nNurses give shots in schools:\nhttps://www.larkspur.example.org/flu.\n\nBye"

    (item,) = items_of(a_mail(text, kind="plain")).items

    assert item.link == "https://www.larkspur.example.org/flu"
    assert item.title == "Nurses give shots in schools"


def test_a_mail_that_is_passed_on_stays_unread() -> None:
    inner = email.message_from_bytes(a_mail(), policy=policy.default)
    words = a_mail(paragraph("https://www.larkspur.example.org/b"))
    outer = email.message_from_bytes(words, policy=policy.default)
    outer.make_mixed()
    outer.add_attachment(inner)

    feed = items_of(outer.as_bytes())

    assert [item.link for item in feed.items] == ["https://www.larkspur.example.org/b"]


@pytest.mark.parametrize(
    ("said", "remark"),
    [
        ("", "The mail's sender is not proven"),
        ("mx.example.org; dkim=none; spf=pass", "The mail's sender is not proven"),
        ("mx.example.org; dkim=pass header.d=evil.example", "The mail's sender is not proven"),
        ("mx.example.org; dkim=fail header.d=larkspur.example.org", "1 mail left out"),
        ("mx.example.org; dmarc=fail (p=reject) header.from=larkspur.example.org", "1 mail left out"),
    ],
)
def test_a_sender_that_is_not_proven_is_told_of_and_a_forged_one_refused(said: str, remark: str) -> None:
    feed = items_of(a_mail(paragraph("https://www.larkspur.example.org/b"), Authentication_Results=said))

    assert feed.remarks[0].startswith(remark)
    assert len(feed.items) == ("not proven" in remark)


@pytest.mark.parametrize(
    "said",
    ["mx.example.org; dkim=pass header.d=mail.larkspur.example.org",
     "mx.example.org; dmarc=pass header.from=x",
     "mx.example.org; dkim=fail header.d=list.example; dkim=pass header.i=@larkspur.example.org"],
)  # fmt: skip
def test_a_proven_sender_needs_no_remark(said: str) -> None:
    feed = items_of(a_mail(paragraph("https://www.larkspur.example.org/b"), Authentication_Results=said))

    assert (len(feed.items), feed.remarks) == (1, ())


def test_only_the_check_of_our_own_server_counts_where_it_is_named() -> None:
    mail = a_mail(paragraph("https://www.larkspur.example.org/b"))

    assert items_of(mail, checked_by="mx.example.org").remarks == ()
    assert "not proven" in items_of(mail, checked_by="mx.hospital.example.org").remarks[0]


@pytest.mark.parametrize(
    ("identity", "is_ours"),
    [
        (LIST, True),
        ("weekly@larkspur.example.org", True),
        ("@larkspur.example.org", True),
        ("larkspur.example.org", False),
        ("eekly@larkspur.example.org", False),
        ("@example.org", False),
        ("desk@hospital.example.org", False),
    ],
)
def test_a_mail_is_of_the_list_or_the_sender_that_is_named_and_of_no_other(
    identity: str,
    *,
    is_ours: bool,
) -> None:
    assert is_from(email.message_from_bytes(a_mail()), identity) is is_ours


def test_words_beside_a_list_id_prove_nothing() -> None:
    mail = a_mail(List_Id=f"{LIST} <evil.example>")

    with pytest.raises(NotAFeedError):
        items_of(mail)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("mailto:weekly.larkspur.example.org", "weekly.larkspur.example.org"),
        ("mailto:Weekly@Larkspur.example.org?subject=x", "weekly@larkspur.example.org"),
        ("mailto:@larkspur.example.org", "@larkspur.example.org"),
        ("mailto:<weekly.larkspur.example.org>", "weekly.larkspur.example.org"),
        ("mailto:", ""),
        ("mailto:weekly", ""),
        ("https://example.org/", ""),
        ('mailto:a" b@example.org', ""),
    ],
)
def test_a_newsletter_is_named_by_list_or_sender(url: str, name: str) -> None:
    assert list_of(url) == name


@pytest.mark.parametrize(
    "mail",
    [
        b"",
        b"\xff\xfe\x00",
        a_mail()[:400],
        a_mail().replace(b"utf-8", b"no-such-charset"),
        a_mail(Date="soon", Message_ID=""),
        a_mail("<a href='https://www.larkspur.example.org/a" * 500),
        a_mail("<a href=x><" * 5_000),
        b"List-Id: <" + LIST.encode() + b">\nContent-Type: multipart/mixed; boundary=x\n\n--x\n" * 50,
        b"List-Id: <" + LIST.encode() + b">\nSubject: =?utf-8?q?=ZZ?= =?x?b?a?=\nFrom: =?\n\n",
    ],
)
def test_a_broken_mail_gives_what_can_be_read_or_is_refused(mail: bytes) -> None:
    try:
        feed = items_of(mail)
    except NotAFeedError:
        return
    assert all(item.link.startswith("https://www.larkspur.example.org/") for item in feed.items)


def test_the_process_that_can_be_killed_reads_mails() -> None:
    with ParserProcess(seconds=20) as worker:
        feed = worker.newsletter(a_mail(), identity=LIST, domains=DOMAINS, now=NOW)

        assert feed == items_of(a_mail())
        with pytest.raises(NotAFeedError, match="is no mail of this newsletter"):
            worker.newsletter(a_mail(), identity="other.example.org", domains=DOMAINS, now=NOW)
