"""`rounds user link …`: links by which people choose a password."""

from __future__ import annotations

from tests.cli.terminal import Terminal

_KIM = "kim@example.org"


def test_a_person_is_added_without_a_password_and_gets_a_link_that_can_be_ended(house: Terminal) -> None:
    said = house.type("user", "add", _KIM, "--name", "Kim Example", "--role", "editor", "--by-link")
    assert "rounds user link make" in said.out
    assert house.type("user", "link", "list").out.strip() == "No link is out."

    made = house.json("user", "link", "make", _KIM)

    token = made["address"].rpartition("/")[2]
    (listed,) = house.json("user", "link", "list")
    assert (listed["email"], listed["made_by"]) == (_KIM, "operator")
    assert token not in house.type("user", "link", "list").out
    with house.app() as app:
        assert app.inviting.look(token).name == "Kim Example"
    assert "/invitation/" in house.type("user", "link", "make", _KIM).out
    assert "No link opens" in house.type("user", "link", "revoke", _KIM).out
    assert house.json("user", "link", "list") == []
    assert house.type("user", "link", "make", "nobody@example.org").code == 1
