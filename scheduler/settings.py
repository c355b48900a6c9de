"""What can be configured, read once at the start: environment first, then `rounds.toml` beside the data."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any, ClassVar, Self

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)


class Settings(BaseSettings):
    """Everything that differs between one installation and another; never changes while running."""

    model_config = SettingsConfigDict(env_prefix="ROUNDS_", frozen=True, extra="ignore")

    #: Holds the database, pictures, keys and logs.
    data_dir: Path = Path("data")
    #: Empty means `rounds.db` in the data folder.
    database_url: str = ""
    #: Holds the key that seals credentials; empty means `secret.key` in the data folder.
    secret_key_file: Path | None = None
    #: Holds the key that signs the record; empty means `record.key` in the data folder.
    record_key_file: Path | None = None
    #: A second place for the signed heads, best on another machine: a file that Rounds continues.
    record_heads_copy: Path | None = None
    #: A head is signed after so many lines, and each day.
    record_sign_lines: int = Field(default=500, ge=1)
    #: Years for which each line of the record is kept, at least.
    record_years: int = Field(default=6, ge=1)
    #: Where programs on this machine may reach the three servers.
    host: str = "127.0.0.1"
    ui_port: int = Field(default=8501, ge=0, le=65535)
    calendar_port: int = Field(default=8502, ge=0, le=65535)
    rehearsal_port: int = Field(default=8503, ge=0, le=65535)
    #: Empty means the real X.
    x_base_url: str = ""
    #: The address under which people reach planner and calendars, when a proxy stands before them.
    public_url: str = ""
    calendar_public_url: str = ""
    #: Reverse proxies whose word on the address of a client counts: addresses or networks, with commas.
    trusted_proxies: str = ""
    #: Certificate (with its chain) and key in PEM form, for a calendar server that speaks TLS by itself.
    calendar_tls_certificate: Path | None = None
    calendar_tls_key: Path | None = None
    #: How often one calendar may be fetched in a minute, after thirty at once; 0 for any number.
    calendar_fetches: int = Field(default=30, ge=0)
    #: The public address of the calendar server, under which hubs may announce news of feeds (WebSub);
    #: empty leaves it at polling.
    websub_url: str = ""
    #: May feeds be fetched from private and loopback addresses? Only for demo and tests.
    allow_private_feeds: bool = False
    #: May the sentence model read what came in, where it is installed? Else letters and words decide.
    sentence_model: bool = True
    #: Are pictures looked at for faces, text and X-rays, where the extra is installed? Else nobody looks.
    look_at_pictures: bool = True
    #: Is the file of a picture kept as it came, sealed, beside the one that goes out?
    keep_original_pictures: bool = False
    #: Days ahead for which the engine fills gaps with proposals; 0 leaves filling to people.
    fill_days: int = Field(default=14, ge=0, le=90)
    #: Minutes after which a session that nobody uses asks for the password again, for people who may approve,
    #: release, pause or manage people; for all others it is twelve hours.
    session_idle_minutes: int = Field(default=15, ge=1, le=720)
    #: Sends at the same time, at most.
    senders: int = Field(default=8, ge=1, le=64)
    #: Seconds after an attempt from which an absence on the network is believed.
    settle_seconds: float = Field(default=120.0, ge=0)
    #: Seconds the client waits for a network's answer.
    send_timeout: float = Field(default=20.0, gt=0)
    #: Seconds for which a claim is good.
    lease_seconds: float = Field(default=60.0, gt=0)

    _toml: ClassVar[Path | None] = None

    @classmethod
    def read(cls, **given: Any) -> Self:
        """Read the settings; `given` wins over the environment, which wins over `rounds.toml`.

        Raises `ValueError` with one sentence that names the setting.
        """
        folder = Path(given.get("data_dir") or os.environ.get("ROUNDS_DATA_DIR") or "data")
        cls._toml = folder / "rounds.toml"
        try:
            return cls(**given)
        except tomllib.TOMLDecodeError as why:
            raise ValueError(f"The settings in {cls._toml} can't be read: {str(why).lower()}.") from why
        except ValidationError as why:
            first = why.errors()[0]
            name = "ROUNDS_" + "_".join(str(part) for part in first["loc"]).upper()
            raise ValueError(f"{name} can't be used: {first['msg'].lower()}.") from why
        finally:
            cls._toml = None  # whoever makes settings otherwise means no file

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - named by pydantic
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - named by pydantic
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put the environment before the file."""
        sources = [init_settings, env_settings]
        if cls._toml is not None and cls._toml.is_file():
            sources.append(TomlConfigSettingsSource(settings_cls, cls._toml))
        return tuple(sources)

    @property
    def database(self) -> str:
        """SQLAlchemy address of the database."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'rounds.db'}"

    @property
    def key_file(self) -> Path:
        """Where the sealing key stands."""
        return self.secret_key_file or self.data_dir / "secret.key"

    @property
    def record_key(self) -> Path:
        """Where the key that signs the record stands."""
        return self.record_key_file or self.data_dir / "record.key"

    @property
    def record_heads(self) -> Path:
        """Where the signed heads of the record stand."""
        return self.data_dir / "record-heads.jsonl"

    @property
    def high_water(self) -> Path:
        """Where it stands how far the database had come; the names of two files beside it begin so."""
        return self.data_dir / "high-water"

    @property
    def media_dir(self) -> Path:
        """Where cleaned pictures stand, named by their digest."""
        return self.data_dir / "pictures"

    @property
    def originals_dir(self) -> Path:
        """Where pictures stand as they came, sealed, if they are kept."""
        return self.data_dir / "originals"

    @property
    def planner_url(self) -> str:
        """Address of the planner as people reach it."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.ui_port}"

    @property
    def calendar_server(self) -> str:
        """Address of the calendar server on this machine."""
        scheme = "https" if self.calendar_tls_certificate else "http"
        return f"{scheme}://{self.host}:{self.calendar_port}"

    @property
    def calendar_url(self) -> str:
        """Address of the calendar server as programs reach it."""
        return self.calendar_public_url.rstrip("/") or self.calendar_server
