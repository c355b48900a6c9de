from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from connectors.weigh import weighted_length
from scheduler.domain.quoting import Quote
from scheduler.services.composing import compose, headline_of, own_sentence, quoted, sentence_for
from tests.curation.house import a_source, an_item

LINK = "https://example.org/news/flu-shots"
COUNTY = a_source()


def composed(title: str, *, comment: str = "", link: str = LINK, limit: int = 280) -> str:
    return compose(title, COUNTY, link=link, limit=limit, length=weighted_length, comment=comment)


def test_a_short_title_stands_whole_with_its_credit() -> None:
    assert composed("Free flu shots on Saturday") == (
        "Free flu shots on Saturday\n\nvia Larkspur County Health Department"
    )


def test_a_handle_is_credited_before_the_owner() -> None:
    source = a_source(handle="@larkspur_health")

    text = compose("Free flu shots", source, link=LINK, limit=280, length=weighted_length)

    assert text == "Free flu shots\n\nvia @larkspur_health"


def test_the_own_comment_stands_first() -> None:
    assert composed("Free flu shots on Saturday", comment="Our nurses will be there.") == (
        "Our nurses will be there.\n\nFree flu shots on Saturday\n\nvia Larkspur County Health Department"
    )


def test_a_long_title_is_clipped_at_a_words_end() -> None:
    text = composed("Wash your hands " * 40)

    headline = text.split("\n\n")[0]
    assert headline.endswith(("hands…", "your…", "Wash…"))
    assert weighted_length(f"{text} {LINK}") <= 280
    assert weighted_length(f"{text} {LINK}") > 260


def test_the_title_gives_way_before_the_comment() -> None:
    comment = "We say this every year, and we mean it. " * 4

    text = composed("A title that is long enough to be in the way of everything else " * 3, comment=comment)

    assert text.startswith(comment.strip())
    assert weighted_length(f"{text} {LINK}") <= 280


def test_one_endless_word_is_clipped_all_the_same() -> None:
    text = composed("a" * 600)

    assert text.startswith("aaa")
    assert weighted_length(f"{text} {LINK}") <= 280


def test_an_address_that_the_network_does_not_shorten_is_counted_whole() -> None:
    link = f"http://127.0.0.1:8504/articles/{'x' * 150}"

    text = composed("Wash your hands " * 40, link=link)

    assert weighted_length(f"{text} {link}") <= 280


def test_a_mention_in_somebody_elses_title_calls_nobody() -> None:
    assert headline_of("Thanks to @somebody for the soup", COUNTY) == "Thanks to somebody for the soup"


def test_a_mail_address_in_a_title_stays_one() -> None:
    assert headline_of("Write to info@example.org", COUNTY) == "Write to info@example.org"


def test_the_publishers_name_at_the_end_of_a_title_is_not_said_twice() -> None:
    source = a_source(title="County health news")

    assert headline_of("Flu shots | County health news", source) == "Flu shots"
    assert headline_of("All about County health news", source) == "All about County health news"


@given(some.text(min_size=1, max_size=700), some.text(max_size=400), some.sampled_from([280, 140, 500]))
def test_with_its_link_the_text_always_fits(title: str, comment: str, limit: int) -> None:
    text = composed(title, comment=comment, limit=limit)

    assert weighted_length(f"{text} {LINK}") <= limit


SAID = Quote(
    text="Washing hands for twenty seconds keeps most of the winter's bugs away",
    speaker="Dr. Ada Example",
    source="county",
)


def test_a_quote_stands_where_the_title_would_with_who_said_it_and_where() -> None:
    text = compose("Flu shots", COUNTY, link=LINK, limit=280, length=weighted_length, quote=SAID)

    assert text == f"“{SAID.text}” — Dr. Ada Example, via Larkspur County Health Department"


def test_a_quote_that_does_not_fit_whole_leaves_its_place_to_the_title() -> None:
    long = SAID.model_copy(update={"text": f"{SAID.text}, {SAID.text}, {SAID.text}, {SAID.text}"})

    text = compose("Flu shots", COUNTY, link=LINK, limit=280, length=weighted_length, quote=long)

    assert text == "Flu shots\n\nvia Larkspur County Health Department"


def test_hashtags_stand_at_the_end_as_far_as_there_is_room() -> None:
    def tagged(limit: int) -> str:
        return compose(
            "Flu shots",
            COUNTY,
            link=LINK,
            limit=limit,
            length=weighted_length,
            hashtags=["BCSM", "Flu", "More"],
        )

    assert tagged(280).endswith("\n\n#BCSM #Flu")
    assert tagged(weighted_length(f"{tagged(280)} {LINK}") - 1).endswith("\n\n#BCSM")
    assert "#" not in tagged(75)


def test_a_hashtag_that_the_comment_has_is_not_said_twice() -> None:
    text = compose(
        "Flu shots",
        COUNTY,
        link=LINK,
        limit=280,
        length=weighted_length,
        comment="Come by! #flu",
        hashtags=["Flu", "BCSM"],
    )

    assert text.lower().count("#flu") == 1
    assert text.endswith("#BCSM")


@given(
    some.text(max_size=400),
    some.text(max_size=300),
    some.text(min_size=1, max_size=300),
    some.text(max_size=60),
    some.lists(some.text(min_size=1, max_size=30), max_size=4),
    some.sampled_from([280, 140, 500]),
    some.sampled_from(["link_only", "us_government_work"]),
)
def test_with_quote_and_hashtags_it_always_fits_and_the_quote_is_whole_or_absent(
    title: str, comment: str, words: str, speaker: str, tags: list[str], limit: int, licence: str
) -> None:
    quote = Quote(text=words, speaker=speaker, source="county")
    source = a_source(licence=licence)

    text = compose(
        title,
        source,
        link=LINK,
        limit=limit,
        length=weighted_length,
        comment=comment,
        quote=quote,
        hashtags=tags,
    )

    assert weighted_length(f"{text} {LINK}") <= limit
    bare = compose(
        title, source, link=LINK, limit=limit, length=weighted_length, comment=comment, hashtags=tags
    )
    assert quoted(quote, source) in text or text == bare


TOLD = "Free flu shots are given at all nine county clinics from the first Monday in October."


def test_a_sentence_of_the_feed_may_be_said_only_where_the_licence_lets_one_quote() -> None:
    item = an_item(1, summary=f"It is here. {TOLD}")

    found = {
        licence: own_sentence(item, a_source(licence=licence))
        for licence in ("link_only", "cc_by_nc", "cc_by_nd", "us_government_work")
    }

    said = Quote(text=TOLD, source="county", is_telling=True)
    assert found == {"link_only": None, "cc_by_nc": None, "cc_by_nd": said, "us_government_work": said}
    assert own_sentence(an_item(2), a_source(licence="us_government_work")) is None


def test_the_filler_takes_the_sentence_of_the_page_before_that_of_the_feed_and_puts_it_in_marks() -> None:
    item, source = an_item(1, summary=TOLD), a_source(licence="us_government_work")
    page = (
        Quote(text="Flu season came early this year.", speaker="Dr. Ada Example", source="county"),
        Quote(text="Nine clinics give shots.", source="county", is_telling=True),
    )

    of_page, of_feed = sentence_for(item, source, page), sentence_for(item, source, page[:1])

    assert of_page is not None
    assert of_feed is not None
    assert quoted(of_page, source).startswith("“Nine clinics give shots.” — via ")
    assert quoted(of_feed, source).startswith(f"“{TOLD}” — via ")
    assert sentence_for(item, a_source(), page) is None
