from __future__ import annotations

from tests.ui.house import House, click, fill, page, words


def test_a_password_for_a_calendar_program_is_shown_once_and_revoked_again(house: House) -> None:
    house.sign_in("ada")

    drawn = click(
        fill(page("calendars"), "Which device or program is it for?", "My phone"), "Make a password"
    )
    server, user, secret = (each.value for each in drawn.code)
    guest = house.app.app_passwords.guest(user, secret)
    drawn = click(drawn, "Done")
    shown = [each.value for each in drawn.code]
    used = words(page("calendars"))
    click(click(page("calendars"), "Revoke"), "Yes, revoke")

    assert server.endswith("/caldav/")
    assert guest is not None
    assert shown == []
    assert "Last used" in used
    assert house.app.app_passwords.guest(user, secret) is None


def test_a_password_without_a_name_is_refused(house: House) -> None:
    house.sign_in("ada")

    drawn = click(page("calendars"), "Make a password")

    assert any("needs a name" in each.value for each in drawn.error)
    assert not drawn.code
